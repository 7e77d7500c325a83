// How the command line and the library are bundled.
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
