import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** How many files a registry has. */
export async function countFiles(folder: string): Promise<number> {
  const entries = await readdir(join(folder, "registry"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}
