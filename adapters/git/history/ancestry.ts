import { git, tryGit } from "../git.ts";
import type { OpenRepository } from "../open-repository.ts";

/**
 * The commit of the first-parent line that brought the file at `path` in: for a pull request, its merge. The same
 * whichever later commit is asked, so that repeated runs agree. In a shallow clone that does not reach back so far it
 * is the oldest commit at hand.
 */
export async function commitThatAdded({ folder }: OpenRepository, commit: string, path: string): Promise<string> {
  const words = [
    "log",
    "--first-parent",
    "--diff-merges=first-parent",
    "--diff-filter=A",
    "--no-renames",
    "--no-patch",
    "--format=%H",
    "--max-count=1",
    commit,
  ];
  return (await git([...words, "--", `:(literal)${path}`], { cwd: folder })) || commit;
}

/** Whether `ancestor` is `descendant` or one of the commits that led to it. */
export async function isAncestor({ folder }: OpenRepository, ancestor: string, descendant: string): Promise<boolean> {
  return (await tryGit(["merge-base", "--is-ancestor", ancestor, descendant], { cwd: folder })).exitCode === 0;
}

/** Where two histories split: what a pull request's changes count from. */
export async function findMergeBase({ folder }: OpenRepository, a: string, b: string): Promise<string | undefined> {
  const { exitCode, stdout } = await tryGit(["merge-base", a, b], { cwd: folder });
  return exitCode === 0 ? stdout.toString("utf8").trim() : undefined;
}

/** The best commits that two histories have in common: several where each was merged into the other. */
export async function mergeBases({ folder }: OpenRepository, a: string, b: string): Promise<readonly string[]> {
  const { exitCode, stdout } = await tryGit(["merge-base", "--all", a, b], { cwd: folder });
  return exitCode === 0 ? stdout.toString("utf8").split("\n").filter(Boolean) : [];
}
