import { UNSHALLOW, readStageHistory } from "../../adapters/git/history/history.ts";
import { type OpenRepository, withRepository } from "../../adapters/git/open-repository.ts";
import { defaultBranch, isInGit } from "../../adapters/git/repository.ts";
import { shortRef } from "../../adapters/git/revisions.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import { InputError, ModelyardError } from "../../core/errors.ts";
import type { StageHistory } from "../../core/history/tenure.ts";
import { type History, historyFrom } from "./model-history.ts";

/**
 * History as the first-parent line of commits in a clone tells it. What lies uncommitted in the folder is not history.
 *
 * @param revision whose history; the default branch where it is not given
 */
export function cloneHistory(folder: string, revision: string | undefined): History {
  return {
    ofModel: (asked) =>
      withRepository(folder, async (repository) => {
        // A repository with a branch of no usual name and no remote: what is checked out.
        const named = revision ?? (await defaultBranch(folder)) ?? "HEAD";
        const commit = await repository.resolveCommit(named);
        return historyFrom(
          {
            revision: shortRef(named),
            commit,
            readStages: (model, stage) => readStages(repository, { revision: commit, model, stage }),
            openTree: () => Promise.resolve(treeIn(repository, commit)),
          },
          asked,
        );
      }),
    ofAll: () => readAll(folder, revision ?? "HEAD"),
  };
}

async function readStages(
  repository: OpenRepository,
  asked: { readonly revision: string; readonly model: string; readonly stage: string | undefined },
): Promise<readonly StageHistory[]> {
  const observed = await readStageHistory(repository, asked);
  if (observed.known) return observed.value;
  throw new InputError({
    code: "clone-shallow",
    message: "This clone is shallow, so it does not hold the whole history",
    hint: `To get the rest, ${UNSHALLOW}.`,
  });
}

async function readAll(folder: string, revision: string): Promise<readonly StageHistory[]> {
  try {
    if (!(await isInGit(folder))) return [];
    return await withRepository(folder, async (repository) => {
      const read = await readStageHistory(repository, { revision: await repository.resolveCommit(revision) });
      return read.known ? read.value : [];
    });
  } catch (error) {
    // A registry without a commit yet, or that git does not look into, is a registry all the same.
    if (error instanceof ModelyardError) return [];
    throw error;
  }
}
