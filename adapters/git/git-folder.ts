import { dirname, join, resolve } from "node:path";

const { lstatSync, readFileSync } = process.getBuiltinModule("node:fs");

/** What git keeps of the work tree that a folder lies in. */
export interface GitFolder {
  /** Of this work tree alone: its index, and which of its files are checked out. */
  readonly folder: string;
  /** The work tree's topmost folder. */
  readonly top: string;
  /** How the repository names its objects (https://git-scm.com/docs/hash-function-transition). */
  readonly objectFormat: "sha1" | "sha256";
}

/** Finds it as git does, in the nearest folder above that has a `.git`, but without starting a process. */
export function findGitFolder(folder: string): GitFolder | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = gitFolderIn(at);
    if (found !== undefined) return { folder: found, top: at, objectFormat: objectFormatOf(found) };
    if (dirname(at) === at) return undefined;
  }
}

/** Whether a folder is a repository without a work tree, which holds no files but in its commits. */
export function isBareRepository(folder: string): boolean {
  return gitFolderIn(folder) === undefined && ["HEAD", "objects", "refs"].every((name) => exists(join(folder, name)));
}

/** Whether there is anything at a path: a file, a folder, or a link that leads nowhere. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function gitFolderIn(folder: string): string | undefined {
  const path = join(folder, ".git");
  try {
    if (lstatSync(path).isDirectory()) return path;
  } catch {
    return undefined;
  }
  // In a linked work tree and in a submodule it is a file that says where the folder is.
  const [, named] = /^gitdir: (.+)/.exec(textOf(path)) ?? [];
  return named === undefined ? path : resolve(folder, named);
}

function objectFormatOf(folder: string): GitFolder["objectFormat"] {
  const shared = resolve(folder, textOf(join(folder, "commondir")).trim());
  return /^\s*objectformat\s*=\s*sha256\s*$/im.test(textOf(join(shared, "config"))) ? "sha256" : "sha1";
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
