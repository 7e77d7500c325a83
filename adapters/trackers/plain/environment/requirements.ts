import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import { InputError } from "../../../../core/errors.ts";
import { expectNoConflict } from "../document.ts";
import { listing } from "../../../../core/text/listing.ts";
import { namedFileError } from "../../../files/errors.ts";
import { isFile } from "../../../files/look-at.ts";
import { readTextFile } from "../text-file.ts";

/** Packages as pip names them, and what a person should know about the list. */
export interface Requirements {
  readonly requirements: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Reads a `requirements.txt`, with the files that it includes (`-r`) from `folder` and below.
 * Comments, hashes and pip's options are not recorded; markers are.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export async function readRequirements(path: string, folder = dirname(path)): Promise<Requirements> {
  return readIncluded(path, { folder, seen: new Set() });
}

async function readIncluded(path: string, state: { folder: string; seen: Set<string> }): Promise<Requirements> {
  const real = await realpath(path).catch((error: unknown) => {
    throw namedFileError(path, error);
  });
  if (state.seen.has(real)) return { requirements: [], notes: [] };
  state.seen.add(real);
  const below = relative(await realpath(state.folder), real);
  if (below.startsWith("..") || isAbsolute(below)) {
    return {
      requirements: [],
      notes: [`${path} is outside of the folder that is read, so it is not recorded.`],
    };
  }
  const text = await readTextFile(path);
  expectNoConflict(text, path);
  const parsed = parseRequirements(text, path);
  const included: Requirements[] = [];
  for (const name of parsed.includes) {
    const named = isAbsolute(name) ? name : join(dirname(path), name);
    if (!(await isFile(named))) throw notIncluded(path, named);
    included.push(await readIncluded(named, state));
  }
  return {
    requirements: [...new Set([...included.flatMap((each) => each.requirements), ...parsed.requirements])],
    notes: [...included.flatMap((each) => each.notes), ...parsed.notes],
  };
}

function notIncluded(path: string, named: string): InputError {
  return new InputError({
    code: "file-missing",
    message: `${path} names ${named} with -r, and there is no such file.`,
    hint: "Put the file there, or take the line out.",
    path,
  });
}

/** Parses the text of a requirements file, or the output of `pip freeze`; `source` is named in the notes. */
export function parseRequirements(
  text: string,
  source: string,
): Requirements & { readonly includes: readonly string[] } {
  const requirements: string[] = [];
  const includes: string[] = [];
  const options = new Set<string>();
  const local: string[] = [];
  let hadSecret = false;
  for (const line of logicalLines(text)) {
    const include = /^(?:-r\s*|--requirement[\s=]+)(?<file>.+)$/s.exec(line)?.groups?.["file"];
    const editable = /^(?:-e\s*|--editable[\s=]+)(?<target>.+)$/s.exec(line)?.groups?.["target"];
    if (include !== undefined && /^\w+:\/\//.test(include)) options.add("-r of an address");
    else if (include !== undefined) includes.push(include);
    else if (line.startsWith("-") && editable === undefined) options.add(/^--?[\w-]+/.exec(line)?.[0] ?? "-");
    else {
      const whole = withoutOptions(editable ?? line);
      const requirement = withoutSecret(whole);
      hadSecret ||= requirement !== whole;
      (isLocal(requirement) ? local : requirements).push(requirement);
    }
  }
  const notes: string[] = [];
  if (options.size > 0) notes.push(`Options of ${source} are not recorded: ${listing([...options], ",")}.`);
  if (local.length > 0)
    notes.push(`${source} names folders of one machine, which are not recorded: ${listing(local, ",")}.`);
  if (hadSecret) notes.push(`A name or password in an address of ${source} is not recorded.`);
  return { requirements, notes, includes };
}

/** Lines joined where they end in a backslash, without comments. */
function logicalLines(text: string): string[] {
  const joined = text.replaceAll(/\\\r?\n/g, " ").split(/\r\n|\r|\n/);
  return joined.map((line) => line.replace(/(?:^|\s)#.*$/s, "").trim()).filter((line) => line !== "");
}

function withoutOptions(line: string): string {
  const [requirement = "", ...marker] = line
    .replaceAll(/\s--(?:hash|config-settings|global-option|install-option)[\s=]\S+/g, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .split(/ ?; ?/);
  const compact = requirement.replaceAll(/ ?(===?|~=|!=|<=|>=|<|>|,) ?/g, "$1");
  return [requirement.includes("@") ? requirement : compact, ...marker].join(" ; ");
}

/** Addresses may hold a token; `git@` is how everybody names a host over SSH. */
function withoutSecret(requirement: string): string {
  return requirement.replace(/(\w:\/\/)(?!git@)[^/@\s]+@/, "$1");
}

/** A path instead of a name or an address: nobody else has that folder. */
function isLocal(requirement: string): boolean {
  const target = /^[\w.[\],-]+\s*@\s*(.*)$/s.exec(requirement)?.[1] ?? requirement;
  return /^(?:\.|\/|~|file:|[A-Za-z]:[\\/])/.test(target);
}

/** `numpy==1.26.4`, but not `numpy==1.26.*`; an address is what it is. */
function isPinned(requirement: string): boolean {
  const signs = requirement.indexOf("==", requirement.lastIndexOf("*") + 1);
  return requirement.includes("@") || (signs !== -1 && signs + 2 < requirement.length);
}

/** Notes the packages that another installation may resolve to another version. */
export function noteUnpinned(requirements: readonly string[], source: string): string[] {
  const unpinned = requirements.filter((requirement) => !isPinned(requirement.split(";", 1)[0]?.trimEnd() ?? ""));
  if (unpinned.length === 0) return [];
  return [
    `Not pinned to one version in ${source}: ${listing(unpinned, ",")}. A lock file or pip freeze would say which ran.`,
  ];
}
