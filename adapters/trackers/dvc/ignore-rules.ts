import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { namedFileError, isAbsent } from "../../files/errors.ts";
import { isFolder } from "../../files/look-at.ts";

/** Which entries of a folder DVC does not see. */
export interface IgnoreRules {
  /** The rules for the entries of `folder`, a folder directly inside the one that these rules are for. */
  inside(folder: string): Promise<IgnoreRules>;
  hides(name: string, kind: "file" | "folder"): boolean;
}

/**
 * The `.dvcignore` rules that hold for the entries of `folder`: those of the DVC repository's root and of every folder
 * on the way; later and deeper lines win. Outside of a DVC repository nothing is ignored.
 *
 * @see https://dvc.org/doc/user-guide/project-structure/dvcignore-files
 */
export async function ignoreRules(folder: string): Promise<IgnoreRules> {
  const target = resolve(folder);
  const root = await dvcRoot(target);
  if (root === undefined) return noRules;
  const start = ignore({ ignorecase: false }).add([".hg/", ".git/", ".git", ".dvc/"]);
  let rules: IgnoreRules = await rulesAt(root, "", start);
  let at = root;
  for (const name of relative(root, target).split(sep)) {
    if (name === "") continue;
    at = join(at, name);
    rules = await rules.inside(at);
  }
  return rules;
}

const noRules: IgnoreRules = { inside: () => Promise.resolve(noRules), hides: () => false };

async function rulesAt(folder: string, prefix: string, inherited: Ignore): Promise<IgnoreRules> {
  const lines = await readLines(join(folder, ".dvcignore"));
  const own = ignore({ ignorecase: false }).add(inherited);
  own.add(lines.map((line) => fromRoot(line, prefix)));
  return {
    inside: (inner) => rulesAt(inner, `${prefix}${inner.slice(dirname(inner).length).replace(/^[\\/]/, "")}/`, own),
    hides: (name, kind) => own.ignores(`${prefix}${name}${kind === "folder" ? "/" : ""}`),
  };
}

/**
 * A line of a deeper file as the root's file would have to say it, as dvc/pathspec_math.py puts it: the folder's name is
 * not escaped, so that a `[` in it is a pattern here too.
 */
function fromRoot(line: string, prefix: string): string {
  if (prefix === "") return line;
  const [, not = "", pattern = ""] = /^(!?)(.*)$/.exec(line) ?? [];
  const isAnchored = /\/./.test(pattern) && !pattern.startsWith("**/");
  const own = pattern.replace(isAnchored ? /^\// : /^\*\*\//, "").replace(/^\\/, "");
  return `${not}/${prefix}${isAnchored ? own : `**/${own}`}`;
}

async function readLines(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (!isAbsent(error)) throw namedFileError(path, error);
    return "";
  });
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** The folder of the DVC repository that `path` lies in. */
async function dvcRoot(path: string): Promise<string | undefined> {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (await isFolder(join(at, ".dvc"))) return at;
    if (dirname(at) === at) return undefined;
  }
}
