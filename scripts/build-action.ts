// Bundles each sub-action into one file of action/dist/, which is committed: a workflow runs it without an install.
// Amazon's SDK is a file of its own, which all load where a registry has an s3 store and which changes only with its release.
// Beside them stand the licences of the packages whose code they hold.
// --check: changes nothing and fails where a file is not what the sources build.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type OutputChunk, type Plugin, rolldown } from "rolldown";
import { PACKAGES_AS } from "./bundle.ts";
import { LICENSES_FILE, bundledPackages, licensesText } from "./third-party.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "action/dist");

const folders = await readdir(join(root, "action"), { recursive: true });
const names = folders.filter((path) => /^[a-z-]+\/action\.yml$/.test(path)).map((path) => path.split("/")[0] ?? "");
const SDK_SOURCE = join(root, "adapters/stores/s3/sdk.ts");
const SDK_FILE = "s3-sdk.js";
const inputs: readonly (readonly [file: string, input: string])[] = [
  ...names.map((name) => [`${name}.js`, join(root, "action", name, "main.ts")] as const),
  [SDK_FILE, SDK_SOURCE],
];
const chunks = await Promise.all(inputs.map(async ([file, input]) => ({ file, chunk: await bundleOf(input) })));
const built = new Map([
  ...chunks.map(({ file, chunk }): [string, string] => [file, chunk.code]),
  [LICENSES_FILE, licensesText(await bundledPackages(chunks.map(({ chunk }) => chunk)))],
]);

if (process.argv.includes("--check")) {
  const committed = await readdir(dist).catch(() => []);
  const stale: string[] = [];
  for (const file of new Set([...built.keys(), ...committed])) {
    const text = await readFile(join(dist, file), "utf8").catch(() => undefined);
    if (text !== built.get(file)) stale.push(file);
  }
  if (stale.length > 0) {
    console.error(`Not what the sources build: action/dist/{${stale.join(",")}}. Run npm run build:action.`);
    process.exitCode = 1;
  }
} else {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  for (const [file, text] of built) await writeFile(join(dist, file), text);
}

async function bundleOf(input: string): Promise<OutputChunk> {
  const bundle = await rolldown({
    input,
    platform: "node",
    resolve: { alias: PACKAGES_AS },
    plugins: [sdkApart()],
    // Of this package the context is used; its own Octokit would be a second one, and is made where it is only imported.
    treeshake: {
      moduleSideEffects: [{ test: /@actions\/github\/(?:lib\/(?:utils|internal)|node_modules)/, sideEffects: false }],
    },
  });
  const { output } = await bundle.generate({
    format: "esm",
    codeSplitting: false,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
  await bundle.close();
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error(`${input} becomes more than one file`);
  return chunk;
}

/** Its code loads when a store asks for it, from beside the sub-action. */
function sdkApart(): Plugin {
  return {
    name: "sdk-apart",
    resolveId(source, importer) {
      const isSdk = importer !== undefined && resolve(dirname(importer), source) === SDK_SOURCE;
      return isSdk ? { id: `./${SDK_FILE}`, external: true } : undefined;
    },
  };
}
