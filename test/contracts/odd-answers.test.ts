import { expect, onTestFinished, test } from "vitest";
import { GitHubClient } from "../../adapters/github/client/client.ts";
import { openPullRequest, pullRequestsOf } from "../../adapters/github/pulls/branch-pull-requests.ts";
import { keepCommitStatus } from "../../adapters/github/pulls/commit-status.ts";
import { pullRequestsInQueue } from "../../adapters/github/pulls/merge-queue.ts";
import { readReviews, readTeam } from "../../adapters/github/pulls/people.ts";
import {
  blobsOfPullRequest,
  listOpenPullRequests,
  listRecentlyClosed,
  pullRequestsOfCommit,
  readPullRequest,
} from "../../adapters/github/pulls/pull-requests.ts";
import { keepComment } from "../../adapters/github/pulls/sticky-comment.ts";
import { compareCommits, headOf } from "../../adapters/github/repository/branches.ts";
import { listRefs } from "../../adapters/github/repository/refs.ts";
import { readRepositorySettings } from "../../adapters/github/settings/settings.ts";
import { openReleaseStore } from "../../adapters/stores/releases/release-store.ts";
import { ModelyardError } from "../../core/errors.ts";
import { startFakeGitHub } from "../servers/github/index.ts";

const commit = "4f8d11a3c9e2b7d605814f9a3b2c1d0e9f8a7b6c";
const version = { model: "churn", version: "1.0.0" };
const artifact = { path: "model.bin", size: 3, sha256: "a".repeat(64) };
const status = {
  commit,
  context: "modelyard",
  state: "success",
  description: "",
  url: undefined,
  judgedAt: "2026-11-24T00:00:00Z",
} as const;
const comment = {
  pullRequest: 1,
  marker: "<!-- m -->",
  body: "<!-- m -->",
  saysTheSame: () => false,
  isOutdated: () => false,
};

const calls: readonly (readonly [string, (client: GitHubClient) => Promise<unknown>])[] = [
  ["a pull request", (client) => readPullRequest(client, 1)],
  ["the open pull requests", (client) => listOpenPullRequests(client, "main")],
  ["the closed pull requests", (client) => listRecentlyClosed(client, "main")],
  ["the pull requests of a commit", (client) => pullRequestsOfCommit(client, commit)],
  ["the pull requests of a branch", (client) => pullRequestsOf(client, "draft")],
  ["a new pull request", (client) => openPullRequest(client, { title: "", body: "", branch: "draft", base: "main" })],
  ["the files of a pull request", (client) => blobsOfPullRequest(client, 1)],
  ["the merge queue", (client) => pullRequestsInQueue(client, "main")],
  ["reviews", (client) => readReviews(client, 1)],
  ["a team", (client) => readTeam(client, "@acme/ml")],
  ["statuses", (client) => keepCommitStatus(client, status)],
  ["comments", (client) => keepComment(client, comment)],
  ["a branch", (client) => headOf(client, "main")],
  ["a comparison", (client) => compareCommits(client, commit, commit)],
  ["refs", (client) => listRefs(client, "tags/")],
  ["the settings", (client) => readRepositorySettings(client)],
  ["a release", (client) => openReleaseStore(client).inspect(version, [artifact])],
  ["drafts", async (client) => openReleaseStore(client).listDrafts?.()],
];

const bodies = [
  null,
  {},
  [],
  [null],
  [{}],
  { statuses: null, object: null, errors: null, data: null, viewer: null, number: "1", name: 7 },
  [{ user: 3, state: null, body: 7, head: null, base: null, user_view: "", draft: "no", tag_name: null }],
];

test.each(calls)("%s in another form than GitHub's is an error in words, never a failure of ours", async (_, call) => {
  const github = await startFakeGitHub();
  onTestFinished(() => github.close());
  const token = github.addToken({ login: "alice" });
  const names = { owner: "acme", repository: "models", firstWaitMs: 1 };
  const bugs: unknown[] = [];
  for (const body of bodies) {
    github.faults.clear();
    github.faults.add({ when: {}, do: { status: 200, body } });
    const client = new GitHubClient({ apiUrl: github.apiUrl, token, ...names });
    await call(client).catch((error: unknown) => {
      if (!(error instanceof ModelyardError)) bugs.push({ body, error });
    });
  }
  expect(bugs).toEqual([]);
});
