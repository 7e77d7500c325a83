import { OutsideError } from "../../../core/errors.ts";
import type { GitHubClient } from "../client/client.ts";
import { GitHubError, explainRefusal } from "../client/errors.ts";

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

interface Answer {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly merged_at: string | null;
  readonly head: { readonly sha: string };
  readonly user: { readonly login: string } | null;
  readonly title: string;
  readonly body: string | null;
}

/** Null where the fork is gone, which the package's types leave out. */
interface Repository {
  readonly id: number;
}

const MAX_BODY = 65_000;
const PERMISSIONS = "x-accepted-github-permissions";

/** The pull requests that come from a branch of the repository itself, newest first. */
export async function pullRequestsOf(client: GitHubClient, branch: string): Promise<readonly PullRequest[]> {
  const { octokit, repo } = client;
  const head = `${repo.owner}:${branch}`;
  const what = "list the pull requests";
  try {
    const { data } = await client.read(what, () =>
      octokit.request("GET /repos/{owner}/{repo}/pulls", { ...repo, head, state: "all", per_page: 30 }),
    );
    // GitHub looks for the owner and the branch: a fork of the same owner's may have such a branch, too.
    const own = data.filter(({ head: from, base: to }) => (from.repo as Repository | null)?.id === to.repo.id);
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
        return describe((await octokit.request("POST /repos/{owner}/{repo}/pulls", parameters)).data);
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
export async function editPullRequest(client: GitHubClient, number: number, text: PullRequestText): Promise<void> {
  const { octokit, repo } = client;
  await client.read(`edit the pull request #${number}`, () =>
    octokit.request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...repo,
      pull_number: number,
      title: text.title,
      body: text.body.slice(0, MAX_BODY),
    }),
  );
}

function describe({ number, html_url: url, state, merged_at: mergedAt, head, user, title, body }: Answer): PullRequest {
  return {
    number,
    url,
    state: mergedAt !== null ? "merged" : state === "open" ? "open" : "closed",
    head: head.sha,
    author: user?.login ?? "",
    title,
    body: (body ?? "").replaceAll("\r\n", "\n"),
  };
}
