import { diff } from "../repository/diff.ts";
import { type CommitParts, iso, type Signature } from "../repository/git-commit.ts";
import type { Git } from "../repository/git.ts";
import type { Merge, Pull, TrialMerge } from "./pull-state.ts";
import type { Repository, World } from "../state.ts";

const gitHub = (now: Date): Signature => ({ name: "GitHub", email: "noreply@github.com", date: iso(now) });

/** Brings every open pull request up to date with what has been pushed since. */
export async function refreshPulls(world: World, repository: Repository): Promise<void> {
  for (const issue of repository.issues) {
    if (isPull(issue) && issue.state === "open") await refreshPull(world, repository, issue);
  }
}

export const isPull = (issue: Repository["issues"][number]): issue is Pull => issue.kind === "pull";

async function refreshPull(world: World, repository: Repository, pull: Pull): Promise<void> {
  const { git } = repository;
  const base = await git.resolve(`refs/heads/${pull.base}`);
  const head = await pull.head.repository.git.resolve(`refs/heads/${pull.head.branch}`);
  // Without its branches a pull request is over.
  if (base === null || head === null) return closePull(world, pull);
  if (head !== pull.headSha) {
    dismissStaleReviews(repository, pull);
    Object.assign(pull, { headSha: head, baseSha: base, updatedAt: iso(world.now()) });
  }
  await fetchHead(repository, pull);
  if (pull.trial?.base === base && pull.trial.head === head) return undefined;
  if (await git.succeeds(["merge-base", "--is-ancestor", head, base]))
    return mergedByPush(world, repository, pull, base);
  pull.trial = await tryMerge(world, repository, pull, base);
  return undefined;
}

/** Makes the head's commits known to the repository, under `refs/pull/<number>/head`. */
export async function fetchHead(repository: Repository, pull: Pull): Promise<void> {
  const ref = `refs/pull/${pull.number}/head`;
  const { git } = repository;
  if ((await git.resolve(ref)) === pull.headSha) return;
  if (pull.head.repository !== repository) {
    await git.run([
      "fetch",
      "--quiet",
      "--force",
      pull.head.repository.gitDir,
      `refs/heads/${pull.head.branch}:${ref}`,
    ]);
  }
  await git.setRef(ref, pull.headSha);
}

export function closePull(world: World, pull: Pull): void {
  const now = iso(world.now());
  Object.assign(pull, { state: "closed", closedAt: now, updatedAt: now });
}

/** Somebody merged it with git: GitHub sees that the head is in the base branch. */
async function mergedByPush(world: World, repository: Repository, pull: Pull, base: string): Promise<void> {
  const { git } = repository;
  const path = await git.lines(["rev-list", "--reverse", "--ancestry-path", `${pull.headSha}..${base}`]);
  const sha = path[0] ?? pull.headSha;
  const [onto = pull.baseSha] = (await git.readCommit(sha)).parents;
  finishMerge(world, pull, { sha, onto, at: iso(world.now()), by: null, unindexedReads: repository.lateIndexReads });
}

function finishMerge(world: World, pull: Pull, merge: Merge): void {
  closePull(world, pull);
  pull.merge = merge;
}

function dismissStaleReviews(repository: Repository, pull: Pull): void {
  const dismisses = repository.branchRules.some(
    (rule) => rule.branch === pull.base && rule.parameters?.["dismiss_stale_reviews_on_push"] === true,
  );
  if (!dismisses) return;
  for (const review of pull.reviews) if (review.state === "APPROVED") review.state = "DISMISSED";
}

/** Merges head into base without a branch to show for it, as GitHub does behind `refs/pull/<number>/merge`. */
async function tryMerge(world: World, repository: Repository, pull: Pull, base: string): Promise<TrialMerge> {
  const { git, unknownMergeabilityReads: unknownReads } = repository;
  const { headSha: head, number } = pull;
  const tree = await git
    .lines(["merge-tree", "--write-tree", base, head])
    .then(([first]) => first ?? null)
    .catch(() => null);
  if (tree === null) return { base, head, tree, sha: null, unknownReads };
  const by = gitHub(world.now());
  const message = `Merge ${head} into ${base}\n`;
  const sha = await git.writeCommit({ tree, parents: [base, head], author: by, committer: by, message });
  await git.setRef(`refs/pull/${number}/merge`, sha);
  return { base, head, tree, sha, unknownReads };
}

export type MergeMethod = "merge" | "squash" | "rebase";

interface MergeOrder {
  readonly trial: TrialMerge;
  readonly tree: string;
  readonly method: MergeMethod;
  readonly title: string;
  readonly message: string;
  readonly author: Signature;
}

/** Carries a merge out on the base branch and gives its commit. */
export async function mergePull(
  world: World,
  repository: Repository,
  pull: Pull,
  order: MergeOrder & { readonly by: Merge["by"] },
): Promise<Merge> {
  const sha = await mergeCommit(world, repository, order);
  await repository.git.run(["update-ref", `refs/heads/${pull.base}`, sha, order.trial.base]);
  const unindexedReads = repository.lateIndexReads;
  const merge = { sha, onto: order.trial.base, at: iso(world.now()), by: order.by, unindexedReads };
  finishMerge(world, pull, merge);
  return merge;
}

async function mergeCommit(world: World, repository: Repository, order: MergeOrder): Promise<string> {
  const { trial, tree, method, title, message, author } = order;
  const committer = gitHub(world.now());
  const commit = async (parts: Omit<CommitParts, "committer">): Promise<string> => {
    const sha = await repository.git.writeCommit({ ...parts, committer });
    repository.verifiedCommits.add(sha);
    return sha;
  };
  const text = message === "" ? title : `${title}\n\n${message}`;
  if (method !== "rebase") {
    const parents = method === "merge" ? [trial.base, trial.head] : [trial.base];
    return commit({ tree, parents, author, message: text });
  }
  let tip = trial.base;
  const shas = await repository.git.lines(["rev-list", "--reverse", "--no-merges", `${trial.base}..${trial.head}`]);
  const originals = await repository.git.readCommits(shas);
  for (const original of originals) {
    const replayed = original === originals.at(-1) ? tree : await replay(repository.git, original, tip);
    tip = await commit({ tree: replayed, parents: [tip], author: original.author, message: original.message });
  }
  return tip;
}

/** The tree of `onto` with the files that a commit changed as that commit left them. */
async function replay(git: Git, commit: { sha: string; parents: readonly string[] }, onto: string): Promise<string> {
  const changes = await diff(git, commit.parents[0] ?? null, commit.sha);
  return git.writeTree(
    onto,
    changes.map(({ path, sha, status }) => ({ path, mode: "100644", sha: status === "removed" ? null : sha })),
  );
}
