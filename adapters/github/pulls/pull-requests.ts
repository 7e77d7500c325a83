import type { GitHubClient } from "../client/client.ts";

export interface PullRequest {
  readonly number: number;
  /** The head's commit as GitHub has it now. */
  readonly headCommit: string;
  /** The login; undefined where the account is gone. */
  readonly author: string | undefined;
  /** The branch that it would be merged to. */
  readonly base: string;
  readonly open: boolean;
  /** When it was merged, RFC 3339 in UTC; undefined where it was not. */
  readonly mergedAt: string | undefined;
}

/** @throws GitHubError `github-not-found`, and what any request may fail with */
export async function readPullRequest(client: GitHubClient, number: number): Promise<PullRequest> {
  const { data } = await client.read(`read pull request ${number}`, () =>
    client.octokit.rest.pulls.get({ ...client.repo, pull_number: number }),
  );
  return describe(data);
}

/** Open pull requests to a branch, the longest untouched first. */
export async function listOpenPullRequests(client: GitHubClient, base: string): Promise<readonly PullRequest[]> {
  const { pulls } = client.octokit.rest;
  const query = { ...client.repo, state: "open", base, sort: "updated", direction: "asc", per_page: 100 } as const;
  const found = await client.read("list the open pull requests", () => client.octokit.paginate(pulls.list, query));
  return found.map(describe);
}

/** The pull requests that a commit is part of or came in with. */
export async function pullRequestsOfCommit(client: GitHubClient, commit: string): Promise<readonly PullRequest[]> {
  const { data } = await client.read(`find the pull requests of ${commit.slice(0, 7)}`, () =>
    client.octokit.rest.repos.listPullRequestsAssociatedWithCommit({
      ...client.repo,
      commit_sha: commit,
      per_page: 100,
    }),
  );
  return data.map(describe);
}

/** What a pull request leaves at each path that it changes, as git blob ids; GitHub lists at most 3,000 files. */
export async function blobsOfPullRequest(client: GitHubClient, number: number): Promise<ReadonlyMap<string, string>> {
  const { pulls } = client.octokit.rest;
  const query = { ...client.repo, pull_number: number, per_page: 100 };
  const files = await client.read(`list the files of pull request ${number}`, () =>
    client.octokit.paginate(pulls.listFiles, query),
  );
  return new Map(
    files.flatMap(({ filename, sha, status }) => (status === "removed" || sha === null ? [] : [[filename, sha]])),
  );
}

interface PullRequestAnswer {
  readonly number: number;
  readonly state: string;
  readonly user: { readonly login: string } | null;
  readonly head: { readonly sha: string };
  readonly base: { readonly ref: string };
  readonly merged_at: string | null;
}

function describe({ number, state, user, head, base, merged_at: mergedAt }: PullRequestAnswer): PullRequest {
  const [headCommit, open] = [head.sha, state === "open"];
  return { number, headCommit, author: user?.login, base: base.ref, open, mergedAt: mergedAt ?? undefined };
}
