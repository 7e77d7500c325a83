// How the command line and the library are bundled, and which packages the bundle holds.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type OutputOptions, type RolldownOutput, rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");

const output: OutputOptions = {
  format: "esm",
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  chunkFileNames: "chunks/[name]-[hash].js",
  codeSplitting: {
    groups: [
      // What every command needs and what `resolve` needs, as one file: opening many costs more than reading one.
      { name: "start", test: /\/(?:cli\/run\.ts|text\/style\.ts|package\.json)$/, priority: 2 },
      { name: "git", test: /\/(?:operations\/history\/clone-history|adapters\/git\/repository)\.ts$/, priority: 1 },
    ],
  },
  banner: (chunk) => (chunk.name === "modelyard" ? "#!/usr/bin/env node" : ""),
};

/** YAML's other build: the one for Node asks the environment at each token, which takes half of the time of reading. */
export const PACKAGES_AS = { yaml: join(root, "node_modules/yaml/browser/dist/index.js") };

/** @param folder Where it is written; nothing is without it. */
export async function bundle(folder?: string): Promise<RolldownOutput> {
  const bundled = await rolldown({
    input: { modelyard: join(root, "cli/main.ts"), index: join(root, "index.ts") },
    platform: "node",
    resolve: { alias: PACKAGES_AS },
  });
  const made = await (folder === undefined ? bundled.generate(output) : bundled.write({ ...output, dir: folder }));
  await bundled.close();
  return made;
}

/** A package whose code is in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The text that its authors want to come with it. */
  readonly licenseText: string;
  /** From the root of the project, as npm's lock file and reports write it. */
  readonly location: string;
}

/** Sorted by name. A package may be in it in several versions. */
export async function bundledPackages({ output: files }: RolldownOutput): Promise<readonly BundledPackage[]> {
  const modules = files.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  const locations = new Set(modules.flatMap((id) => PACKAGE_LOCATION.exec(id)?.[1] ?? []));
  const packages = await Promise.all([...locations].map(readPackage));
  return packages.sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

const PACKAGE_LOCATION = /\/(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/@]+)\//;

async function readPackage(location: string): Promise<BundledPackage> {
  const folder = join(root, location);
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license: string;
  };
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const licenseText = file === undefined ? "" : await readFile(join(folder, file), "utf8");
  return { name, version, license, licenseText, location };
}
