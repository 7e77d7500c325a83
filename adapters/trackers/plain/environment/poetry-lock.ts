import { isMapping, type PlainMapping, type PlainValue, readMapping, mappingOf, mappingsOf } from "../document.ts";
import { listing } from "../../../../core/text/listing.ts";
import type { Declared } from "./declared.ts";
import { type LockedPackage, type LockEdge, neededPackages } from "./lock-graph.ts";
import { settleExtras } from "./marker-extras.ts";
import { inFolder, normalName } from "./package-name.ts";
import type { Requirements } from "./requirements.ts";

/**
 * Reads `poetry.lock`: every package of the main group with its version. Optional packages and other groups are not read.
 * Locks of Poetry 2 name the groups of each package; older ones do not, and are followed from what is `declared`.
 */
export async function readPoetryLock(path: string, declared: readonly Declared[]): Promise<Requirements> {
  const lock = await readMapping(path, "toml");
  const entries = mappingsOf(lock["package"]);
  const local = entries.filter(isLocal).map((entry) => text(entry["name"]));
  const notes =
    local.length === 0 ? [] : [`${path} names folders of one machine, which are not recorded: ${listing(local, ",")}.`];
  const needed = entries.some((entry) => "groups" in entry) ? mainGroup(entries) : reachedFrom(entries, declared);
  return { requirements: needed, notes };
}

function mainGroup(entries: readonly PlainMapping[]): string[] {
  const main = entries.filter((entry) => entry["optional"] !== true && [entry["groups"]].flat().includes("main"));
  const requirements = main.flatMap((entry) => {
    const markers = isMapping(entry["markers"]) ? entry["markers"]["main"] : entry["markers"];
    const requirement = requirementOf(entry);
    const settled = settleExtras(text(markers) || undefined, []);
    if (requirement === undefined || settled === undefined) return [];
    return [settled.condition === undefined ? requirement : `${requirement} ; ${settled.condition}`];
  });
  return [...new Set(requirements)].sort();
}

function reachedFrom(entries: readonly PlainMapping[], declared: readonly Declared[]): string[] {
  const packages = new Map<string, LockedPackage>();
  for (const entry of entries) {
    const key = normalName(text(entry["name"]));
    const dependencies = isMapping(entry["dependencies"]) ? Object.entries(entry["dependencies"]) : [];
    const edges = dependencies.flatMap(([name, value]) => [value].flat().map((each) => ({ name, value: each })));
    packages.set(key, {
      requirement: requirementOf(entry),
      edges: edges.filter(isAlways).flatMap((each) => edgesTo(each, [])),
    });
    const optional = edges.filter((each) => !isAlways(each));
    for (const extra of new Set(optional.flatMap(extrasIn))) {
      const own = optional.filter((each) => extrasIn(each).includes(extra));
      packages.set(extraKey(key, extra), { edges: own.flatMap((each) => edgesTo(each, [extra])) });
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

/** @param chosen The extras of its package that are asked for. */
function edgesTo(dependency: Dependency, chosen: readonly string[]): LockEdge[] {
  const { name, value } = dependency;
  const extras = isMapping(value) && Array.isArray(value["extras"]) ? value["extras"].map(text) : [];
  const settled = settleExtras(markersOf(dependency) || undefined, chosen);
  return settled === undefined ? [] : withExtras(normalName(name), extras, settled.condition);
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
    const commit = text(source["resolved_reference"]) || text(source["reference"]);
    return `${name} @ git+${text(source["url"])}@${commit}${inFolder(text(source["subdirectory"]))}`;
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
