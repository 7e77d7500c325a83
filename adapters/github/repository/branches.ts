import type { GitHubClient } from "../client/client.ts";
import { GitHubError } from "../client/errors.ts";
import { fields, list, maybe, number, text } from "../client/shape.ts";

/** One commit of a branch, as far as it tells who made it. */
export interface BranchCommit {
  readonly sha: string;
  readonly message: string;
  /** The account behind the author, where GitHub knows it. */
  readonly login: string | undefined;
  readonly authorAddress: string;
  readonly committerAddress: string;
}

/** What a branch has that another commit has not. */
export interface Comparison {
  readonly mergeBase: string;
  /** How many commits the other one has that the branch lacks. */
  readonly behind: number;
  /** Oldest first; GitHub shows 250 at most. */
  readonly commits: readonly BranchCommit[];
  readonly totalCommits: number;
  readonly paths: readonly string[];
}

const ADDRESS = maybe(fields({ email: maybe(text) }));
const COMMIT = fields({
  sha: text,
  commit: fields({ message: text, author: ADDRESS, committer: ADDRESS }),
  author: maybe(fields({ login: maybe(text) })),
});
const COMPARISON = fields({
  merge_base_commit: fields({ sha: text }),
  behind_by: number,
  total_commits: number,
  commits: list(COMMIT),
  files: maybe(list(fields({ filename: text }))),
});

/** The commit at the head of a branch, or undefined where there is no such branch. */
export async function headOf(client: GitHubClient, branch: string): Promise<string | undefined> {
  const shape = fields({ object: fields({ sha: text }) });
  try {
    const ref = `heads/${branch}`;
    return (await client.get(`find the branch ${branch}`, "/git/ref/{ref}", { ref }, shape)).object.sha;
  } catch (error) {
    if (error instanceof GitHubError && error.refusal.status === 404) return undefined;
    throw error;
  }
}

export async function createBranch(client: GitHubClient, branch: string, commit: string): Promise<void> {
  const { octokit, repo } = client;
  await client.write(
    `make the branch ${branch}`,
    async () => {
      await octokit.request("POST /repos/{owner}/{repo}/git/refs", {
        ...repo,
        ref: `refs/heads/${branch}`,
        sha: commit,
      });
      return true;
    },
    async () => ((await headOf(client, branch)) === undefined ? undefined : true),
  );
}

/** Points a branch at another commit, whatever it was at. */
export async function moveBranch(client: GitHubClient, branch: string, commit: string): Promise<void> {
  const { octokit, repo } = client;
  await client.read(`move the branch ${branch}`, () =>
    octokit.request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", {
      ...repo,
      ref: `heads/${branch}`,
      sha: commit,
      force: true,
    }),
  );
}

export async function deleteBranch(client: GitHubClient, branch: string): Promise<void> {
  const { octokit, repo } = client;
  try {
    await client.read(`delete the branch ${branch}`, () =>
      octokit.request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", { ...repo, ref: `heads/${branch}` }),
    );
  } catch (error) {
    // Gone already is as good: GitHub says 422 of a branch that there is not.
    if (!(error instanceof GitHubError && [404, 422].includes(error.refusal.status))) throw error;
  }
}

/** How a commit stands to another, from where the two split. */
export async function compareCommits(client: GitHubClient, base: string, head: string): Promise<Comparison> {
  const parameters = { basehead: `${base}...${head}` };
  const answer = await client.get("compare the branch with its base", "/compare/{basehead}", parameters, COMPARISON);
  return {
    mergeBase: answer.merge_base_commit.sha,
    behind: answer.behind_by,
    totalCommits: answer.total_commits,
    commits: answer.commits.map(({ sha, commit, author }) => ({
      sha,
      message: commit.message,
      login: author?.login ?? undefined,
      authorAddress: commit.author?.email ?? "",
      committerAddress: commit.committer?.email ?? "",
    })),
    paths: (answer.files ?? []).map(({ filename }) => filename),
  };
}
