import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { findGitFolder, isBareRepository } from "../../adapters/git/git-folder.ts";
import { InputError } from "../../core/errors.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import { REGISTRY_FOLDER } from "../../core/tree/tree.ts";
import { type Location, folderIn } from "./location.ts";

/**
 * Stops where a folder holds no registry whose files could be checked.
 *
 * @param mayBeGone whether a registry that somebody deleted is a change to judge
 * @throws InputError `registry-missing`
 */
export async function requireRegistry(folder: string, { mayBeGone }: { readonly mayBeGone: boolean }): Promise<void> {
  if (existsSync(join(folder, REGISTRY_FOLDER)) || (mayBeGone && !isBareRepository(folder))) return;
  throw await missingRegistry(folder);
}

/**
 * What went wrong, in the words of its cause where a location's folder itself is that: it is none, or has no registry.
 */
export async function withWayOut(error: unknown, location: Location): Promise<unknown> {
  const folder = folderIn(location);
  if (folder === undefined) return error;
  const isMissing = error instanceof InputError && error.code === "registry-missing";
  // What else is wrong with what somebody typed is wrong in any folder.
  if (error instanceof InputError && !isMissing) return error;
  if (!isFolder(folder)) return missingFolder(folder);
  return isMissing ? missingRegistry(folder) : error;
}

/** @throws InputError `folder-missing` */
export function requireFolder(folder: string): void {
  if (!isFolder(folder)) throw missingFolder(folder);
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function missingFolder(path: string): InputError {
  return new InputError({
    code: "folder-missing",
    message: existsSync(path) ? `${path} is a file` : `There is no folder ${path}`,
    hint: "Name a folder that exists; paths count from the current folder.",
    path,
  });
}

/** That a folder holds no registry, and why it seems so. */
async function missingRegistry(folder: string): Promise<InputError> {
  const code = "registry-missing";
  const settings = pathOf({ kind: "registry" });
  if (isBareRepository(folder)) {
    return new InputError({
      code,
      message: `${folder} is a bare repository: its files are only in its commits`,
      hint: "Clone it and name the clone with -C. Here, modelyard validate --head REVISION checks a commit.",
    });
  }
  if (existsSync(join(folder, settings))) {
    return new InputError({
      code,
      message: `The registry in ${folder} is not on GitHub's branch yet, and a change is proposed from what is there`,
      hint: "Commit and push it to the default branch first. Without --pr, the change is made in the folder.",
    });
  }
  const message = `There is no registry in ${folder}: it has no ${settings}`;
  const git = findGitFolder(folder);
  // Every command comes through this file, and hardly one needs to ask git.
  const { sparsePaths } = await import("../../adapters/git/clone/sparse-checkout.ts");
  const leftOut = git === undefined ? [] : await sparsePaths(git, folder, settings);
  if (leftOut.length > 0) {
    const hint = `This checkout is sparse and leaves it out. Check it out: git sparse-checkout add ${REGISTRY_FOLDER}.`;
    return new InputError({ code, message, hint });
  }
  const hint = "Run modelyard init there, or name the registry's folder with -C.";
  return new InputError({ code, message, hint });
}

/**
 * The location that a command works on: of a folder without a registry the one above it that has one, as git finds its
 * repository. It looks no further than the work tree, and outside of git in no folder of another owner, who could have put a
 * registry there for others to fall into.
 */
export function locationAbove(location: Location): Location {
  const folder = folderIn(location);
  const above = folder === undefined || hasRegistry(folder) ? undefined : registryAbove(folder);
  return above === undefined ? location : { kind: "folder", folder: above };
}

function hasRegistry(folder: string): boolean {
  return existsSync(join(folder, REGISTRY_FOLDER));
}

function registryAbove(folder: string): string | undefined {
  if (!isFolder(folder) || isBareRepository(folder)) return undefined;
  const top = findGitFolder(folder)?.top;
  const owner = statSync(folder).uid;
  for (let at = folder; at !== top && at !== dirname(at);) {
    at = dirname(at);
    if (top === undefined && statSync(at).uid !== owner) return undefined;
    if (existsSync(join(at, pathOf({ kind: "registry" })))) return at;
  }
  return undefined;
}

/** Whether a folder lies in a git work tree: without git nothing reviews a change of the registry, or keeps what was. */
export function isInGitFolder(folder: string): boolean {
  return findGitFolder(folder) !== undefined;
}
