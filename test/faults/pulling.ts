import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { chdir } from "node:process";
import { openRegistry } from "../../index.ts";

/**
 * A process that pulls versions into one folder again and again, and looks at what is there after each time. The folder may
 * be swapped by others while it looks, but a file in it is never another version's, nor half of one.
 *
 *     node pulling.ts REGISTRY CACHE OUTPUT ROUNDS REFERENCE…
 */
const [registryFolder = "", cacheFolder = "", output = "", rounds = "", ...references] = process.argv.slice(2);
const registry = await openRegistry(registryFolder, { cacheFolder });
for (let round = 0; round < Number(rounds); round++) {
  for (const reference of references) {
    await registry.pull(reference, { output });
    await look();
  }
}

async function look(): Promise<void> {
  try {
    // What is read from here on is of one folder, also when another takes its place.
    chdir(output);
    const lines = (await readFile("SHA256SUMS", "utf8")).split("\n").filter((line) => line !== "");
    for (const line of lines) {
      const [sha256 = "", path = ""] = line.split("  ");
      const found = createHash("sha256")
        .update(await readFile(path))
        .digest("hex");
      if (found !== sha256) throw new Error(`${path} has sha256 ${found}, and SHA256SUMS says ${sha256}`);
    }
  } catch (error) {
    // The folder was swapped just now, and what was there is being removed.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    chdir("/");
  }
}
