import { existsSync } from "node:fs";
import { dirname } from "node:path";
import {
  areUncommitted,
  commitPaths,
  editedPaths,
  expectCommittable,
  ignoredPaths,
  pushBranch,
  remoteToPushTo,
  untrackedPaths,
} from "../../adapters/git/clone/commit-paths.ts";
import { isInGit } from "../../adapters/git/repository.ts";
import { InputError } from "../../core/errors.ts";
import { REGISTRY_FOLDER } from "../../core/tree/tree.ts";

/** What a command wrote, as a branch with one commit. */
export interface WrittenChange {
  /** Named after what changes: `promote/churn-production-1.4.0`. */
  readonly branch: string;
  readonly message: string;
  /** From the registry's root: what was written, or was there already just so. */
  readonly paths: readonly string[];
  /** Belong to it where no commit has them yet. */
  readonly pathsIfNew?: readonly string[];
}

export interface Committed {
  readonly branch: string;
  /** In full. */
  readonly commit: string;
  /** What the branch was pushed to; null: it is only here. */
  readonly remote: string | null;
  /** The branch has held exactly this from an earlier run on. */
  readonly isOld: boolean;
  /** Files of the change that .gitignore keeps out, and that are no part of the registry. */
  readonly leftOut: readonly string[];
}

export interface Committer {
  /** Undefined where all of it is committed already. */
  commit(change: WrittenChange): Promise<Committed | undefined>;
}

/**
 * Gets ready to commit what a command is about to write, so that what is in the way is known before anything is written.
 *
 * @param folder the registry's root, which may not be there yet
 * @throws InputError `git-needed`, `git-identity-missing`, `git-unfinished`, `head-detached`, `remote-missing`
 */
export async function openCommitter(folder: string, { push }: { readonly push: boolean }): Promise<Committer> {
  const above = nearestFolder(folder);
  if (!(await isInGit(above))) {
    throw new InputError({
      code: "git-needed",
      message: `${folder} is not in a git repository, so nothing can be committed there`,
      hint: "Start one with git init, or leave out --commit and --push.",
    });
  }
  const at = await expectCommittable(above);
  const remote = push ? await remoteToPushTo(above, at.branch) : null;
  return {
    async commit({ branch, message, paths: written, pathsIfNew = [] }) {
      const news = await untrackedPaths(folder, pathsIfNew);
      const [ignored, known] = [await ignoredPaths(folder, written), new Set(await editedPaths(folder, written))];
      // In the registry nothing may be missing from the commit: there git itself says what ignores it.
      const isLeftOut = (path: string) =>
        ignored.has(path) && !known.has(path) && !path.startsWith(`${REGISTRY_FOLDER}/`);
      const leftOut = written.filter(isLeftOut);
      const paths = [...written.filter((path) => !isLeftOut(path)), ...news];
      if (paths.length === 0 || !(await mustBeCommitted(folder, paths, ignored))) return undefined;
      const committed = await commitPaths(folder, at, { branch, message, paths });
      if (remote !== null) await pushBranch(folder, committed.branch, remote);
      return { ...committed, remote, leftOut };
    },
  };
}

/** Git's status does not show a file that is ignored, whether or not it is new. */
async function mustBeCommitted(
  folder: string,
  paths: readonly string[],
  ignored: ReadonlySet<string>,
): Promise<boolean> {
  return paths.some((path) => ignored.has(path)) || (await areUncommitted(folder, paths));
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}
