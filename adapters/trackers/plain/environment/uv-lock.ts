import { isMapping, type PlainMapping, type PlainValue, readMapping, mappingOf } from "../document.ts";
import { listed } from "../listed.ts";
import { type LockedPackage, type LockEdge, neededPackages } from "./lock-graph.ts";
import { normalName } from "./package-name.ts";
import type { Requirements } from "./requirements.ts";

/**
 * Reads `uv.lock`: every package that `project` needs, as `uv export --no-dev` lists them.
 *
 * @param project The name in `pyproject.toml`; without it, the packages of the lock's own folder are the roots.
 */
export async function readUvLock(path: string, project: string | undefined): Promise<Requirements> {
  const lock = await readMapping(path, "toml");
  const entries = mappings(lock["package"]);
  const packages = new Map<string, LockedPackage>();
  const keysByName = new Map<string, string[]>();
  const roots: LockEdge[] = [];
  const local: string[] = [];
  for (const entry of entries) {
    const name = text(entry["name"]);
    const key = keyOf(name, text(entry["version"]));
    keysByName.set(name, [...(keysByName.get(name) ?? []), key]);
    const source = mappingOf(entry["source"]);
    const isProject = project === undefined ? isOwn(source) : normalName(project) === name;
    if (isProject) roots.push({ key });
    else if (folderOf(source) !== undefined) local.push(name);
  }
  const edgesOf = (value: PlainValue | undefined): LockEdge[] =>
    mappings(value).flatMap((each) => edges(each, keysByName));
  for (const entry of entries) {
    const key = keyOf(text(entry["name"]), text(entry["version"]));
    packages.set(key, { requirement: requirement(entry), edges: edgesOf(entry["dependencies"]) });
    const extras = mappingOf(entry["optional-dependencies"]);
    for (const [extra, needed] of Object.entries(extras)) packages.set(`${key}[${extra}]`, { edges: edgesOf(needed) });
  }
  const notes =
    local.length === 0 ? [] : [`${path} names folders of one machine, which are not recorded: ${listed(local)}.`];
  return { requirements: neededPackages(packages, roots), notes };
}

function edges(dependency: PlainMapping, keysByName: ReadonlyMap<string, string[]>): LockEdge[] {
  const name = text(dependency["name"]);
  const version = text(dependency["version"]);
  const key = version === "" ? (keysByName.get(name)?.[0] ?? name) : keyOf(name, version);
  const condition = text(dependency["marker"]) || undefined;
  const extras = Array.isArray(dependency["extra"]) ? dependency["extra"] : [];
  return [{ key, condition }, ...extras.map((extra) => ({ key: `${key}[${text(extra)}]`, condition }))];
}

/** Nothing for a folder: nobody else has it. */
function requirement(entry: PlainMapping): string | undefined {
  const name = text(entry["name"]);
  const source = mappingOf(entry["source"]);
  if (folderOf(source) !== undefined) return undefined;
  const git = text(source["git"]);
  if (git !== "") {
    const [url = "", commit] = git.split("#");
    return `${name} @ git+${url.replace(/\?.*$/, "")}${commit === undefined ? "" : `@${commit}`}`;
  }
  const url = text(source["url"]);
  return url === "" ? `${name}==${text(entry["version"])}` : `${name} @ ${url}`;
}

function folderOf(source: PlainMapping): string | undefined {
  return [source["virtual"], source["editable"], source["directory"], source["path"]]
    .map(text)
    .find((each) => each !== "");
}

function isOwn(source: PlainMapping): boolean {
  return text(source["virtual"]) === "." || text(source["editable"]) === ".";
}

const keyOf = (name: string, version: string): string => `${name}==${version}`;

function mappings(value: PlainValue | undefined): PlainMapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

function text(value: PlainValue | undefined): string {
  return typeof value === "string" ? value : "";
}
