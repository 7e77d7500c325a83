import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The least that a check without any cache would do with the usual library: read every file and parse it. */
const [folder = "."] = process.argv.slice(2);
for (const entry of readdirSync(join(folder, "registry"), { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) parse(readFileSync(join(entry.parentPath, entry.name), "utf8"));
}
