import { execFile } from "node:child_process";
import { readFile, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..");

/** Writes the library's type declarations: those that its door leads to, which name no other package. */
export async function writeTypes(folder: string): Promise<void> {
  const compiler = join(root, "node_modules/.bin/tsc");
  await promisify(execFile)(compiler, ["-p", "tsconfig.library.json", "--outDir", folder], { cwd: root });
  const used = new Set<string>();
  await follow(join(folder, "index.d.ts"), used);
  const all = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const unused = all.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => !used.has(path));
  await Promise.all(unused.map((path) => rm(path)));
}

async function follow(file: string, used: Set<string>): Promise<void> {
  if (used.has(file)) return;
  used.add(file);
  const imports = (await readFile(file, "utf8")).matchAll(
    /^(?:import|export) .*?from "([^"]+)";$|import\("([^"]+)"\)/gms,
  );
  for (const [, plain, inline] of imports) {
    const from = plain ?? inline ?? "";
    if (from.startsWith(".")) await follow(join(dirname(file), from).replace(/\.[jt]s$/, ".d.ts"), used);
    else if (!from.startsWith("node:"))
      throw new Error(`${file} names ${from}, which nobody installs with the package`);
  }
}
