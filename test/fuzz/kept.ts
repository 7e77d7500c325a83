import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Input } from "./target.ts";

/** Inputs that once went wrong: a folder for each target, a file for each input, which names the seed before the first `--`. */
const folder = join(import.meta.dirname, "../fixtures/fuzz");

/** The inputs that once went wrong for a target. */
export async function keptInputs(target: string): Promise<readonly Input[]> {
  const names = await readdir(join(folder, target)).catch(() => []);
  return Promise.all(
    names.map(async (name) => ({
      seed: decodeURIComponent(name.split("--")[0] ?? ""),
      bytes: await readFile(join(folder, target, name)),
    })),
  );
}

/** Keeps an input; the suite tries it from then on. Returns its file. */
export async function keepInput(target: string, { seed, bytes }: Input): Promise<string> {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const file = join(folder, target, `${encodeURIComponent(seed)}--${digest}`);
  await mkdir(join(folder, target), { recursive: true });
  await writeFile(file, bytes);
  return file;
}
