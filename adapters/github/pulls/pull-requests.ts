import type { GitHubClient } from "../client/client.ts";
import { type ContentOf, fields, list, maybe, number, text } from "../client/shape.ts";

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
  /** The commit of the base that its merge came to: the last one where it was rebased. Undefined where it was not merged. */
  readonly mergeCommit: string | undefined;
}

const PULL_REQUEST = fields({
  number,
  state: text,
  user: maybe(fields({ login: text })),
  head: fields({ sha: text }),
  base: fields({ ref: text }),
  merged_at: maybe(text),
  merge_commit_sha: maybe(text),
});
const CHANGED_FILE = fields({ filename: text, status: text, sha: maybe(text) });
/** As many of the pull requests that changed last are looked through for a merge that GitHub has not indexed yet. */
const RECENT = 100;

/** @throws GitHubError `github-not-found`, and what any request may fail with */
export async function readPullRequest(client: GitHubClient, asked: number): Promise<PullRequest> {
  const parameters = { pull_number: asked };
  return describe(await client.get(`read pull request ${asked}`, "/pulls/{pull_number}", parameters, PULL_REQUEST));
}

/** Open pull requests to a branch, the longest untouched first. */
export async function listOpenPullRequests(client: GitHubClient, base: string): Promise<readonly PullRequest[]> {
  const parameters = { state: "open", base, sort: "updated", direction: "asc" };
  return (await client.list("list the open pull requests", "/pulls", parameters, PULL_REQUEST)).map(describe);
}

/** The numbers of all open pull requests, whatever they ask for a merge to. */
export async function numbersOfOpenPullRequests(client: GitHubClient): Promise<readonly number[]> {
  const found = await client.list("list the open pull requests", "/pulls", { state: "open" }, fields({ number }));
  return found.map((pull) => pull.number);
}

/** The pull requests that a commit is part of or came in with, as far as GitHub has indexed them: a merge just made it may not know. */
export async function pullRequestsOfCommit(client: GitHubClient, commit: string): Promise<readonly PullRequest[]> {
  const what = `find the pull requests of ${commit.slice(0, 7)}`;
  return (await client.list(what, "/commits/{commit_sha}/pulls", { commit_sha: commit }, PULL_REQUEST)).map(describe);
}

/** The closed pull requests to a branch that changed last, by one request: no index stands behind them. */
export async function listRecentlyClosed(client: GitHubClient, base: string): Promise<readonly PullRequest[]> {
  const parameters = { state: "closed", base, sort: "updated", direction: "desc", per_page: RECENT };
  const found = await client.get("list the merged pull requests", "/pulls", parameters, list(PULL_REQUEST));
  return found.map(describe);
}

/** What a pull request leaves at each path that it changes, as git blob ids; GitHub lists at most 3,000 files. */
export async function blobsOfPullRequest(client: GitHubClient, asked: number): Promise<ReadonlyMap<string, string>> {
  const what = `list the files of pull request ${asked}`;
  const files = await client.list(what, "/pulls/{pull_number}/files", { pull_number: asked }, CHANGED_FILE);
  return new Map(
    files.flatMap(({ filename, sha, status }) => (status === "removed" || sha == null ? [] : [[filename, sha]])),
  );
}

function describe(answer: ContentOf<typeof PULL_REQUEST>): PullRequest {
  const { state, user, head, base } = answer;
  const mergedAt = answer.merged_at ?? undefined;
  return {
    number: answer.number,
    headCommit: head.sha,
    author: user?.login,
    base: base.ref,
    open: state === "open",
    mergedAt,
    // Of an open one it is a trial.
    mergeCommit: mergedAt === undefined ? undefined : (answer.merge_commit_sha ?? undefined),
  };
}
