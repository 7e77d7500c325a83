import { dirname, join } from "node:path";
import { isMapping, type PlainValue, readMapping } from "../document.ts";
import { isFile } from "../../../files/look-at.ts";
import { readTextFile } from "../text-file.ts";
import type { FoundEnvironment } from "./conda.ts";

/**
 * Reads `package.json` with `package-lock.json` beside it: Node's version, and every package that is not for
 * development, as `name@version`.
 *
 * @see https://docs.npmjs.com/cli/configuring-npm/package-lock-json
 */
export async function readNpmEnvironment(path: string): Promise<FoundEnvironment> {
  const folder = dirname(path);
  const manifest = await readMapping(join(folder, "package.json"));
  const lockPath = join(folder, "package-lock.json");
  const node = (await pinnedNode(folder)) ?? text(manifest["volta"], "node") ?? text(manifest["engines"], "node");
  const environment = node === undefined ? {} : { runtime: `node ${node}` };
  if (!(await isFile(lockPath))) {
    return { environment, notes: [`There is no package-lock.json beside ${path}, so its packages are not recorded.`] };
  }
  const lock = await readMapping(lockPath);
  const packages = isMapping(lock["packages"]) ? Object.entries(lock["packages"]) : [];
  const requirements = packages.flatMap(([key, entry]) => {
    if (!key.includes("node_modules/") || !isMapping(entry) || entry["dev"] === true || entry["link"] === true)
      return [];
    const name = text(entry, "name") ?? key.slice(key.lastIndexOf("node_modules/") + "node_modules/".length);
    return [`${name}@${text(entry, "version") ?? ""}`];
  });
  const unique = [...new Set(requirements)].sort();
  return { environment: { ...environment, ...(unique.length > 0 && { requirements: unique }) }, notes: [] };
}

async function pinnedNode(folder: string): Promise<string | undefined> {
  for (const name of [".node-version", ".nvmrc"]) {
    const path = join(folder, name);
    if (!(await isFile(path))) continue;
    const version = /^\s*v?(\d[\d.]*)\s*$/.exec(await readTextFile(path))?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

function text(value: PlainValue | undefined, key: string): string | undefined {
  const found = isMapping(value) ? value[key] : undefined;
  return typeof found === "string" && found !== "" ? found : undefined;
}
