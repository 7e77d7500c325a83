import { instantOf } from "../../../core/time/instant.ts";
import { git, gitFailure } from "../git.ts";
import type { OpenRepository } from "../open-repository.ts";
import { askObjectsAlone } from "./neutral-repository.ts";

/** The parents of a commit as it names them, also where a shallow clone does not have them. */
export async function parentsOf({ folder }: OpenRepository, commit: string): Promise<readonly string[]> {
  const text = await git(["cat-file", "commit", commit], { cwd: folder });
  const header = text.slice(0, text.indexOf("\n\n"));
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = ""]) => parent);
}

/** What a merge comes to. */
export interface Merged {
  /** The tree's id. Files that conflict hold both sides. */
  readonly tree: string;
  /** From the repository's root. */
  readonly conflicts: readonly string[];
}

/** As GitHub and git's own defaults merge, whatever somebody's settings say. */
const SETTLED = ["-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict", "-c", "merge.renormalize=false"];

/**
 * What git makes of two commits: renames are followed, and of several merge bases each counts. Nothing is checked out, and
 * neither what is checked out nor somebody's settings have a say.
 *
 * @param base the commit's full id, as is `head`
 * @returns undefined where the two have no commit in common, which git does not merge
 * @throws OutsideError `git-failed`
 * @see https://git-scm.com/docs/git-merge-tree
 */
export async function mergeTrees(repository: OpenRepository, base: string, head: string): Promise<Merged | undefined> {
  const words = [...SETTLED, "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", base, head];
  const answer = await askObjectsAlone(repository, words);
  if (answer.stderr.includes("unrelated histories")) return undefined;
  const [tree = "", ...conflicts] = answer.stdout.toString("utf8").split("\0");
  // 1 says that there are conflicts, and also that a commit is not there.
  if (answer.exitCode > 1 || tree === "") throw gitFailure(["merge-tree"], answer);
  return { tree, conflicts: conflicts.filter((path) => path !== "") };
}

/**
 * Merges `head` into `base` as a commit that no branch shows; nothing is checked out.
 *
 * @returns the merge commit, or undefined where the two conflict
 */
export async function mergeCommits(
  repository: OpenRepository,
  base: string,
  head: string,
): Promise<string | undefined> {
  const merged = await mergeTrees(repository, base, head);
  if (merged === undefined || merged.conflicts.length > 0) return undefined;
  const nobody = { GIT_AUTHOR_NAME: "modelyard", GIT_AUTHOR_EMAIL: "modelyard@invalid" };
  const environment = { ...nobody, GIT_COMMITTER_NAME: "modelyard", GIT_COMMITTER_EMAIL: "modelyard@invalid" };
  const words = ["commit-tree", merged.tree, "-p", base, "-p", head, "-m", `Merge ${head} into ${base}`];
  return git(words, { cwd: repository.folder, environment });
}

/** A commit of a branch's own line. */
export interface LineCommit {
  readonly commit: string;
  /** Undefined for the first commit of all. */
  readonly parent: string | undefined;
  /** The heads that a merge commit brought in; none for any other commit. */
  readonly merged: readonly string[];
  /** The committer's time, RFC 3339 in UTC. */
  readonly time: string;
  readonly committerAddress: string;
  readonly subject: string;
  readonly body: string;
}

/** The first-parent line of `head` since `base`, oldest first: what was merged or pushed to a branch, one by one. */
export async function lineBetween(
  { folder }: OpenRepository,
  base: string,
  head: string,
): Promise<readonly LineCommit[]> {
  const words = ["log", "-z", "--first-parent", "--reverse", "--format=%H %ct %P%n%ce%n%s%n%b", "--no-show-signature"];
  const text = await git([...words, `${base}..${head}`, "--"], { cwd: folder });
  return text
    .split("\0")
    .filter((record) => record !== "")
    .map((record) => {
      const [header = "", committerAddress = "", subject = "", ...body] = record.split("\n");
      const [commit = "", seconds = "", parent, ...merged] = header.trim().split(" ");
      const time = instantOf(Number(seconds));
      return { commit, parent, merged, time, committerAddress, subject, body: body.join("\n") };
    });
}
