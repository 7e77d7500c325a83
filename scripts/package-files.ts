import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BundledPackage, LICENSES_FILE, licensesText } from "./third-party.ts";

const root = join(import.meta.dirname, "..");

/** What is published beside the code: the manifest, the schemas, and what readers and licences ask for. */
export async function writePackageFiles(folder: string, bundled: readonly BundledPackage[]): Promise<void> {
  await mkdir(join(folder, "schemas"));
  const schemas = (await readdir(join(root, "schemas"))).filter((name) => name.endsWith(".json"));
  await Promise.all([
    ...["README.md", "LICENSE", ...schemas.map((name) => `schemas/${name}`)].map((path) =>
      copyFile(join(root, path), join(folder, path)),
    ),
    writeFile(join(folder, "package.json"), await manifest()),
    writeFile(join(folder, LICENSES_FILE), licensesText(bundled)),
  ]);
}

const AT_HOME = new Set(["private", "scripts", "devDependencies", "allowScripts"]);

/** That of the project, of which the scripts and what they need stay at home; paths begin inside of dist/. */
async function manifest(): Promise<string> {
  const all = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Record<string, unknown>;
  const kept = Object.entries(all).filter(([key]) => !AT_HOME.has(key));
  const published = { ...Object.fromEntries(kept), publishConfig: { access: "public", provenance: true } };
  return `${JSON.stringify(published, undefined, 2).replaceAll('"./dist/', '"./').replaceAll('"dist/', '"')}\n`;
}
