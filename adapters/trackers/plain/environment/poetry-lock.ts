import { isMapping, type PlainMapping, type PlainValue, readMapping } from "../document.ts";
import { listed } from "../listed.ts";
import { type LockedPackage, type LockEdge, neededPackages } from "./lock-graph.ts";
import { normalName } from "./package-name.ts";
import type { Requirements } from "./requirements.ts";

/**
 * Reads `poetry.lock`: every package of the main group with its version. Optional packages and other groups are left out.
 * Locks of Poetry 2 name the groups of each package; older ones do not, and are followed from the `declared` names.
 */
export async function readPoetryLock(path: string, declared: readonly string[]): Promise<Requirements> {
  const lock = await readMapping(path, "toml");
  const entries = Array.isArray(lock["package"]) ? lock["package"].filter(isMapping) : [];
  const local = entries.filter(isLocal).map((entry) => text(entry["name"]));
  const notes =
    local.length === 0 ? [] : [`${path} names folders of one machine, which are left out: ${listed(local)}.`];
  const needed = entries.some((entry) => "groups" in entry) ? mainGroup(entries) : reachedFrom(entries, declared);
  return { requirements: needed, notes };
}

function mainGroup(entries: readonly PlainMapping[]): string[] {
  const main = entries.filter((entry) => entry["optional"] !== true && [entry["groups"]].flat().includes("main"));
  const requirements = main.flatMap((entry) => {
    const markers = isMapping(entry["markers"]) ? entry["markers"]["main"] : entry["markers"];
    const requirement = requirementOf(entry);
    if (requirement === undefined) return [];
    return [text(markers) === "" ? requirement : `${requirement} ; ${text(markers)}`];
  });
  return [...new Set(requirements)].sort();
}

function reachedFrom(entries: readonly PlainMapping[], declared: readonly string[]): string[] {
  const packages = new Map<string, LockedPackage>();
  for (const entry of entries) {
    const dependencies = isMapping(entry["dependencies"]) ? Object.entries(entry["dependencies"]) : [];
    const edges = dependencies.flatMap(([name, value]) => [value].flat().flatMap((each) => edge(name, each)));
    packages.set(normalName(text(entry["name"])), { requirement: requirementOf(entry), edges });
  }
  return neededPackages(
    packages,
    declared.map((name) => ({ key: normalName(name) })),
  );
}

function edge(name: string, value: PlainValue): LockEdge[] {
  if (!isMapping(value)) return [{ key: normalName(name) }];
  return value["optional"] === true ? [] : [{ key: normalName(name), condition: text(value["markers"]) || undefined }];
}

function requirementOf(entry: PlainMapping): string | undefined {
  if (isLocal(entry)) return undefined;
  const name = text(entry["name"]);
  const source = isMapping(entry["source"]) ? entry["source"] : {};
  if (source["type"] === "git") {
    return `${name} @ git+${text(source["url"])}@${text(source["resolved_reference"]) || text(source["reference"])}`;
  }
  return source["type"] === "url" ? `${name} @ ${text(source["url"])}` : `${name}==${text(entry["version"])}`;
}

function isLocal(entry: PlainMapping): boolean {
  const source = entry["source"];
  return isMapping(source) && (source["type"] === "directory" || source["type"] === "file");
}

function text(value: PlainValue | undefined): string {
  return typeof value === "string" ? value : "";
}
