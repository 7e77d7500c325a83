import { iso } from "./repository/git-commit.ts";
import { isPull, refreshPulls } from "./pulls/merging.ts";
import { userSignature } from "./repository/new-commit.ts";
import type { Review } from "./pulls/pull-state.ts";
import { userNamed } from "./people/users.ts";
import type { Repository, World } from "./state.ts";

export interface SeedCommit {
  /** Path → content; null removes the path. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>;
  readonly message?: string;
  /** The default branch when absent; made from it when new. */
  readonly branch?: string;
  readonly login?: string;
  readonly date?: Date;
}

/** A commit that somebody pushed. */
export async function seedCommit(world: World, repository: Repository, commit: SeedCommit): Promise<string> {
  const { git, defaultBranch } = repository;
  const branch = commit.branch ?? defaultBranch;
  const parent =
    (await git.resolve(`refs/heads/${branch}^{commit}`)) ?? (await git.resolve(`refs/heads/${defaultBranch}^{commit}`));
  const changes = await Promise.all(
    Object.entries(commit.files).map(async ([path, content]) => {
      const sha = content === null ? null : await git.writeBlob(content);
      return { path, mode: "100644", sha };
    }),
  );
  const by = userSignature(userNamed(world, commit.login ?? "alice"), commit.date ?? world.now());
  const sha = await git.writeCommit({
    tree: await git.writeTree(parent, changes),
    parents: parent === null ? [] : [parent],
    author: by,
    committer: by,
    message: `${commit.message ?? "Change files"}\n`,
  });
  await git.setRef(`refs/heads/${branch}`, sha);
  return sha;
}

export interface SeedReview {
  readonly login: string;
  readonly state: Review["state"];
  readonly body?: string;
  /** The head of the pull request when absent. */
  readonly commit?: string;
  readonly date?: Date;
}

/** A review that somebody gave in the browser. */
export async function seedReview(
  world: World,
  repository: Repository,
  pullNumber: number,
  review: SeedReview,
): Promise<void> {
  await refreshPulls(world, repository);
  const pull = repository.issues.find(({ number }) => number === pullNumber);
  if (pull === undefined || !isPull(pull)) throw new Error(`${repository.fullName} has no pull request ${pullNumber}`);
  pull.reviews.push({
    id: world.nextId(),
    author: userNamed(world, review.login),
    body: review.body ?? "",
    state: review.state,
    commit: review.commit ?? pull.headSha,
    submittedAt: iso(review.date ?? world.now()),
  });
}
