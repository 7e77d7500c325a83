import type { GitHubClient } from "../client/client.ts";
import { GitHubError } from "../client/errors.ts";

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

/** The commit at the head of a branch, or undefined where there is no such branch. */
export async function headOf(client: GitHubClient, branch: string): Promise<string | undefined> {
  const { octokit, repo } = client;
  try {
    const { data } = await client.read(`find the branch ${branch}`, () =>
      octokit.request("GET /repos/{owner}/{repo}/git/ref/{ref}", { ...repo, ref: `heads/${branch}` }),
    );
    return data.object.sha;
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
  const { octokit, repo } = client;
  const { data } = await client.read("compare the branch with its base", () =>
    octokit.request("GET /repos/{owner}/{repo}/compare/{basehead}", { ...repo, basehead: `${base}...${head}` }),
  );
  return {
    mergeBase: data.merge_base_commit.sha,
    behind: data.behind_by,
    totalCommits: data.total_commits,
    commits: data.commits.map(({ sha, commit, author }) => ({
      sha,
      message: commit.message,
      login: author !== null && "login" in author && typeof author.login === "string" ? author.login : undefined,
      authorAddress: commit.author?.email ?? "",
      committerAddress: commit.committer?.email ?? "",
    })),
    paths: (data.files ?? []).map(({ filename }) => filename),
  };
}
