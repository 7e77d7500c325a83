import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { findGitFolder, isBareRepository } from "../adapters/git/git-folder.ts";
import { leftOutPaths } from "../adapters/git/left-out.ts";
import { InputError } from "../core/errors.ts";
import { pathOf } from "../core/registry/paths.ts";
import { REGISTRY_FOLDER } from "../core/registry/tree.ts";

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

/** That a folder holds no registry, why it seems so, and where one is that was probably meant. */
export async function missingRegistry(folder: string): Promise<InputError> {
  const code = "registry-missing";
  const settings = pathOf({ kind: "registry" });
  if (isBareRepository(folder)) {
    return new InputError({
      code,
      message: `${folder} is a bare repository: its files are only in its commits`,
      hint: "Clone it and name the clone with -C. Here, modelyard validate --head REVISION checks a commit.",
    });
  }
  const message = `There is no registry in ${folder}: it has no ${settings}`;
  const git = findGitFolder(folder);
  const leftOut = git === undefined ? [] : await leftOutPaths(git, folder, settings);
  if (leftOut.length > 0) {
    const hint = `This checkout is sparse and leaves it out. Check it out: git sparse-checkout add ${REGISTRY_FOLDER}.`;
    return new InputError({ code, message, hint });
  }
  const above = registryAbove(folder);
  const hint =
    above === undefined
      ? "Run modelyard init there, or name the registry's folder with -C."
      : `It is in ${above}: run modelyard there, or add -C ${relative(folder, above)}.`;
  return new InputError({ code, message, hint });
}

function registryAbove(folder: string): string | undefined {
  for (let at = dirname(folder); at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, pathOf({ kind: "registry" })))) return at;
  }
  return undefined;
}
