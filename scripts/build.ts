// Bundles the command line and the library into dist/, so that `npx modelyard` starts fast and needs no TypeScript.
import { execFileSync } from "node:child_process";
import { chmod, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
/** Built apart and moved into place whole, so that a program that runs meanwhile finds the old one or the new one. */
const next = `${dist}.${process.pid}`;

const bundle = await rolldown({
  input: { modelyard: join(root, "cli/main.ts"), index: join(root, "index.ts") },
  platform: "node",
});
await bundle.write({
  dir: next,
  format: "esm",
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  chunkFileNames: "chunks/[name]-[hash].js",
  codeSplitting: {
    groups: [
      // What every command needs and what `resolve` needs, as one file: opening many costs more than reading one.
      { name: "start", test: /\/(?:cli\/run\.ts|text\/style\.ts|package\.json)$/, priority: 2 },
      { name: "git", test: /\/(?:commands\/history|adapters\/git\/repository)\.ts$/, priority: 1 },
    ],
  },
  banner: (chunk) => (chunk.name === "modelyard" ? "#!/usr/bin/env node" : ""),
});
await bundle.close();
await chmod(join(next, "modelyard.js"), 0o755);

execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.library.json", "--outDir", join(next, "types")], {
  cwd: root,
  stdio: "inherit",
});

const old = `${dist}.old.${process.pid}`;
await rename(dist, old).catch((error: NodeJS.ErrnoException) =>
  error.code === "ENOENT" ? undefined : Promise.reject(error),
);
await rename(next, dist);
await rm(old, { recursive: true, force: true });
