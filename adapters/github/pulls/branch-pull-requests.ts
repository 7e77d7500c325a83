import { OutsideError } from "../../../core/errors.ts";
import type { GitHubClient } from "../client/client.ts";
import { GitHubError, explainRefusal } from "../client/errors.ts";
import { type ContentOf, checkAnswer, fields, list, maybe, number, text } from "../client/shape.ts";

/** A pull request, as far as whoever proposes a change needs it. */
export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed" | "merged";
  /** Its last commit. */
  readonly head: string;
  /** Who opened it. */
  readonly author: string;
  readonly title: string;
  readonly body: string;
}

/** What people see of a pull request. */
export interface PullRequestText {
  readonly title: string;
  /** Markdown; GitHub takes 65,536 characters. */
  readonly body: string;
}

const SIDE = { sha: text, repo: maybe(fields({ id: number })) };
const ANSWER = fields({
  number,
  html_url: text,
  state: text,
  merged_at: maybe(text),
  head: fields(SIDE),
  base: fields(SIDE),
  user: maybe(fields({ login: text })),
  title: text,
  body: maybe(text),
});

const MAX_BODY = 65_000;
const PERMISSIONS = "x-accepted-github-permissions";

/** The pull requests that come from a branch of the repository itself, newest first. */
export async function pullRequestsOf(client: GitHubClient, branch: string): Promise<readonly PullRequest[]> {
  const head = `${client.repo.owner}:${branch}`;
  const what = "list the pull requests";
  try {
    const found = await client.get(what, "/pulls", { head, state: "all", per_page: 30 }, list(ANSWER));
    // GitHub looks for the owner and the branch: a fork of the same owner's may have such a branch, too.
    const own = found.filter(({ head: from, base: to }) => from.repo?.id === to.repo?.id);
    return own.map(describe).sort((a, b) => b.number - a.number);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.refusal.headers[PERMISSIONS] === undefined) throw error;
    // Whoever asks is about to open one: the permission to read them, which is named, would not do.
    const headers = { ...error.refusal.headers, [PERMISSIONS]: "pull_requests=write" };
    const hasToken = client.options.token !== undefined;
    throw explainRefusal({ ...error.refusal, headers }, { what, repository: client.name, hasToken });
  }
}

/**
 * Opens a pull request; one that an attempt without an answer opened is found again.
 *
 * @throws OutsideError `pull-requests-forbidden` where the repository's settings keep workflows from opening any
 */
export async function openPullRequest(
  client: GitHubClient,
  request: PullRequestText & { readonly branch: string; readonly base: string },
): Promise<PullRequest> {
  const { octokit, repo } = client;
  const { title, branch, base } = request;
  try {
    return await client.write(
      `open a pull request for ${branch}`,
      async () => {
        const body = request.body.slice(0, MAX_BODY);
        const parameters = { ...repo, title, body, head: branch, base };
        const answer = await octokit.request("POST /repos/{owner}/{repo}/pulls", parameters);
        return describe(checkAnswer(answer.data, ANSWER));
      },
      async () => (await pullRequestsOf(client, branch)).find(({ state }) => state === "open"),
    );
  } catch (error) {
    const said = error instanceof GitHubError && error.refusal.status === 403 ? error.refusal.message : "";
    if (!/not permitted to create/i.test(said)) throw error;
    throw new OutsideError({
      code: "pull-requests-forbidden",
      message: `GitHub refused to open a pull request for ${branch}: ${said}`,
      hint: `Allow it in the repository's Settings › Actions › General › "Allow GitHub Actions to create and approve pull requests", or use a GitHub App's token. The branch is pushed: run the same again then, or open the pull request by hand.`,
      cause: error,
    });
  }
}

/** Sets a pull request's title and body. */
export async function editPullRequest(
  client: GitHubClient,
  edited: number,
  { title, body }: PullRequestText,
): Promise<void> {
  const { octokit, repo } = client;
  await client.read(`edit the pull request #${edited}`, () =>
    octokit.request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...repo,
      pull_number: edited,
      title,
      body: body.slice(0, MAX_BODY),
    }),
  );
}

function describe(answer: ContentOf<typeof ANSWER>): PullRequest {
  const { html_url: url, state, merged_at: mergedAt, head, user, title, body } = answer;
  return {
    number: answer.number,
    url,
    state: mergedAt != null ? "merged" : state === "open" ? "open" : "closed",
    head: head.sha,
    author: user?.login ?? "",
    title,
    body: (body ?? "").replaceAll("\r\n", "\n"),
  };
}
