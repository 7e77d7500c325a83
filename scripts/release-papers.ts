// What a release says of the code that its package holds: node scripts/release-papers.ts FOLDER writes the bill of materials
// there, and fails where a vulnerability is known. To npm, what is bundled is a development dependency like any other.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { bundledPackages } from "./third-party.ts";

interface BillOfMaterials {
  readonly metadata: { readonly component: { readonly "bom-ref": string } };
  readonly components: readonly { readonly "bom-ref": string; readonly name: string; readonly version: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

interface Audit {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly nodes: readonly string[] }>>;
}

const root = join(import.meta.dirname, "..");
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder that the bill of materials is written to.");
const packages = await bundledPackages((await bundle()).output);

writeFileSync(join(folder, "sbom.cdx.json"), `${JSON.stringify(billOfMaterials(), undefined, 2)}\n`);
const { vulnerabilities } = npm("audit", "--json") as Audit;
if (vulnerabilities === undefined) throw new Error("The package registry did not say what vulnerabilities are known.");
const locations = new Set(packages.map(({ location }) => location));
for (const [name, { severity, nodes }] of Object.entries(vulnerabilities)) {
  const held = nodes.filter((location) => locations.has(location));
  if (held.length === 0) continue;
  console.error(`${held.join(", ")} has a known vulnerability (${severity}): npm audit says more of ${name}.`);
  process.exitCode = 1;
}

function billOfMaterials(): BillOfMaterials {
  const all = npm("sbom", "--sbom-format=cyclonedx", "--sbom-type=application") as BillOfMaterials;
  const held = new Set(packages.map(({ name, version }) => `${name}@${version}`));
  const components = all.components.filter(({ name, version }) => held.has(`${name}@${version}`));
  if (components.length !== held.size) throw new Error(`npm lists ${components.length} of ${held.size} packages`);
  const top = all.metadata.component["bom-ref"];
  const refs = new Set([top, ...components.map((component) => component["bom-ref"])]);
  const dependencies = all.dependencies.flatMap(({ ref, dependsOn = [] }) =>
    refs.has(ref) ? [{ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }] : [],
  );
  return { ...all, components, dependencies };
}

/** An audit that finds something fails too: its answer counts. */
function npm(...words: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync("npm", words, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  try {
    return JSON.parse(stdout) as unknown;
  } catch (cause) {
    throw new Error(`npm ${words.join(" ")} gave no answer: ${stderr}`, { cause });
  }
}
