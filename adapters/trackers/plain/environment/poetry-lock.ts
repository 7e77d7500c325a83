import { isMapping, type PlainMapping, type PlainValue, readMapping, mappingOf } from "../document.ts";
import { listed } from "../listed.ts";
import type { Declared } from "./declared.ts";
import { type LockedPackage, type LockEdge, neededPackages } from "./lock-graph.ts";
import { normalName } from "./package-name.ts";
import type { Requirements } from "./requirements.ts";

/**
 * Reads `poetry.lock`: every package of the main group with its version. Optional packages and other groups are not read.
 * Locks of Poetry 2 name the groups of each package; older ones do not, and are followed from what is `declared`.
 */
export async function readPoetryLock(path: string, declared: readonly Declared[]): Promise<Requirements> {
  const lock = await readMapping(path, "toml");
  const entries = Array.isArray(lock["package"]) ? lock["package"].filter(isMapping) : [];
  const local = entries.filter(isLocal).map((entry) => text(entry["name"]));
  const notes =
    local.length === 0 ? [] : [`${path} names folders of one machine, which are not recorded: ${listed(local)}.`];
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

function reachedFrom(entries: readonly PlainMapping[], declared: readonly Declared[]): string[] {
  const packages = new Map<string, LockedPackage>();
  for (const entry of entries) {
    const key = normalName(text(entry["name"]));
    const dependencies = isMapping(entry["dependencies"]) ? Object.entries(entry["dependencies"]) : [];
    const edges = dependencies.flatMap(([name, value]) => [value].flat().map((each) => ({ name, value: each })));
    packages.set(key, { requirement: requirementOf(entry), edges: edges.filter(isAlways).flatMap(edgesTo) });
    const optional = edges.filter((each) => !isAlways(each));
    for (const extra of new Set(optional.flatMap(extrasIn))) {
      const own = optional.filter((each) => extrasIn(each).includes(extra));
      packages.set(extraKey(key, extra), { edges: own.flatMap(edgesTo) });
    }
  }
  const roots = declared.flatMap(({ name, extras, condition }) => withExtras(name, extras, condition));
  return neededPackages(packages, roots);
}

interface Dependency {
  readonly name: string;
  /** A constraint, or a table with it. */
  readonly value: PlainValue;
}

const isAlways = ({ value }: Dependency): boolean => !(isMapping(value) && value["optional"] === true);

const markersOf = ({ value }: Dependency): string => (isMapping(value) ? text(value["markers"]) : "");

/** The extras of its package that ask for an optional dependency. */
function extrasIn(dependency: Dependency): string[] {
  return [...markersOf(dependency).matchAll(/extra == ["']([^"']+)["']/g)].map(([, extra]) => normalName(extra ?? ""));
}

function edgesTo(dependency: Dependency): LockEdge[] {
  const { name, value } = dependency;
  const extras = isMapping(value) && Array.isArray(value["extras"]) ? value["extras"].map(text) : [];
  return withExtras(normalName(name), extras, withoutExtra(markersOf(dependency)));
}

/** What else an optional dependency asks for; nothing where that cannot be distinguished from the extra. */
function withoutExtra(markers: string): string | undefined {
  if (!markers.includes("extra ==")) return markers || undefined;
  if (markers.includes(" or ")) return undefined;
  const others = markers.split(" and ").filter((part) => !part.includes("extra =="));
  return others.join(" and ") || undefined;
}

function withExtras(name: string, extras: readonly string[], condition: string | undefined): LockEdge[] {
  return [name, ...extras.map((extra) => extraKey(name, extra))].map((key) => ({ key, condition }));
}

const extraKey = (name: string, extra: string): string => `${name}[${normalName(extra)}]`;

function requirementOf(entry: PlainMapping): string | undefined {
  if (isLocal(entry)) return undefined;
  const name = text(entry["name"]);
  const source = mappingOf(entry["source"]);
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
