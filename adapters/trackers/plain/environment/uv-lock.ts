import { type PlainMapping, type PlainValue, readMapping, mappingOf, mappingsOf } from "../document.ts";
import { listing } from "../../../../core/text/listing.ts";
import { type LockedPackage, type LockEdge, neededPackages } from "./lock-graph.ts";
import { settleExtras } from "./marker-extras.ts";
import { inFolder, normalName } from "./package-name.ts";
import type { Requirements } from "./requirements.ts";

/**
 * Reads `uv.lock`: every package that `project` needs, as `uv export --no-dev` lists them.
 *
 * @param project The name in `pyproject.toml`; without it, the packages of the lock's own folder are the roots.
 */
export async function readUvLock(path: string, project: string | undefined): Promise<Requirements> {
  const lock = await readMapping(path, "toml");
  const entries = mappingsOf(lock["package"]);
  const packages = new Map<string, LockedPackage>();
  const roots: LockEdge[] = [];
  const local: string[] = [];
  for (const entry of entries) {
    const name = text(entry["name"]);
    const source = mappingOf(entry["source"]);
    const isProject = project === undefined ? isOwn(source) : normalName(project) === name;
    if (isProject) roots.push({ key: keyOf(entry) });
    else if (folderOf(source) !== undefined) local.push(name);
  }
  const edgesOf = (value: PlainValue | undefined): LockEdge[] =>
    mappingsOf(value).flatMap((each) => edges(each, entries));
  for (const entry of entries) {
    const key = keyOf(entry);
    packages.set(key, { requirement: requirement(entry), edges: edgesOf(entry["dependencies"]) });
    const extras = mappingOf(entry["optional-dependencies"]);
    for (const [extra, needed] of Object.entries(extras)) packages.set(`${key}[${extra}]`, { edges: edgesOf(needed) });
  }
  const notes =
    local.length === 0 ? [] : [`${path} names folders of one machine, which are not recorded: ${listing(local, ",")}.`];
  return { requirements: neededPackages(packages, roots), notes };
}

/** Version and source are only written where the name does not say enough. None of the project's own extras is asked for. */
function edges(dependency: PlainMapping, entries: readonly PlainMapping[]): LockEdge[] {
  const settled = settleExtras(text(dependency["marker"]) || undefined, []);
  if (settled === undefined) return [];
  const { condition } = settled;
  const meant = entries.filter((entry) =>
    ["name", "version", "source"].every(
      (key) => dependency[key] === undefined || JSON.stringify(dependency[key]) === JSON.stringify(entry[key]),
    ),
  );
  const extras = Array.isArray(dependency["extra"]) ? dependency["extra"].map(text) : [];
  const parts = ["", ...extras.map((extra) => `[${extra}]`)];
  return meant.map(keyOf).flatMap((key) => parts.map((part) => ({ key: `${key}${part}`, condition })));
}

/** Nothing for a folder: nobody else has it. */
function requirement(entry: PlainMapping): string | undefined {
  const name = text(entry["name"]);
  const source = mappingOf(entry["source"]);
  if (folderOf(source) !== undefined) return undefined;
  const git = text(source["git"]);
  if (git !== "") {
    const [address = "", commit] = git.split("#");
    const [url = "", query] = address.split("?");
    const folder = new URLSearchParams(query).get("subdirectory");
    return `${name} @ git+${url}${commit === undefined ? "" : `@${commit}`}${inFolder(folder)}`;
  }
  const url = text(source["url"]);
  if (url === "") return `${name}==${text(entry["version"])}`;
  return `${name} @ ${url}${inFolder(text(source["subdirectory"]))}`;
}

function folderOf(source: PlainMapping): string | undefined {
  return [source["virtual"], source["editable"], source["directory"], source["path"]]
    .map(text)
    .find((each) => each !== "");
}

function isOwn(source: PlainMapping): boolean {
  return text(source["virtual"]) === "." || text(source["editable"]) === ".";
}

/** The same version may come from several places. */
const keyOf = ({ name, version, source }: PlainMapping): string =>
  `${text(name)}==${text(version)} ${JSON.stringify(source ?? null)}`;

function text(value: PlainValue | undefined): string {
  return typeof value === "string" ? value : "";
}
