import { headOf } from "./branches.ts";
import type { GitHubClient } from "../client/client.ts";
import { GitHubError } from "../client/errors.ts";
import { sendGraphql } from "../client/graphql.ts";
import { fields, text } from "../client/shape.ts";

export interface NewCommit {
  readonly branch: string;
  /** What the branch is at: if somebody pushed since, nothing is committed. */
  readonly head: string;
  readonly headline: string;
  readonly body: string;
  /** Texts by their paths in the repository. */
  readonly files: ReadonlyMap<string, string>;
}

const MUTATION = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/**
 * Commits files to a branch through the API, without naming an author: GitHub then signs the commit for the token's
 * owner, and shows it as verified. One GraphQL mutation; where the server has none, the contents API, file by file.
 *
 * @throws GitHubError where the branch has moved, or is protected
 */
export async function commitFiles(client: GitHubClient, commit: NewCommit): Promise<void> {
  const what = `commit to ${commit.branch}`;
  const input = {
    branch: { repositoryNameWithOwner: client.name, branchName: commit.branch },
    expectedHeadOid: commit.head,
    message: { headline: commit.headline, body: commit.body },
    fileChanges: {
      additions: Array.from(commit.files, ([path, content]) => ({ path, contents: base64(content) })),
    },
  };
  try {
    await client.write(
      what,
      async () => {
        await sendGraphql(client, what, MUTATION, { input }, fields({}));
        return true;
      },
      async () => ((await headOf(client, commit.branch)) === commit.head ? undefined : true),
    );
  } catch (error) {
    if (!saysNoGraphql(error)) throw error;
    for (const [path, content] of commit.files) await putFile(client, commit, path, content);
  }
}

/** A server without GraphQL, or with an older one: not a refusal of this commit. */
function saysNoGraphql(error: unknown): boolean {
  return error instanceof GitHubError && [400, 404, 405, 501].includes(error.refusal.status);
}

async function putFile(client: GitHubClient, commit: NewCommit, path: string, content: string): Promise<void> {
  const { octokit, repo } = client;
  const { branch, headline, body } = commit;
  const existing = await currentFile(client, branch, path);
  if (existing?.content === base64(content)) return;
  await client.write(
    `write ${path} to ${branch}`,
    async () => {
      await octokit.request("PUT /repos/{owner}/{repo}/contents/{path}", {
        ...repo,
        path,
        branch,
        message: `${headline}\n\n${body}`,
        content: base64(content),
        ...(existing === undefined ? {} : { sha: existing.sha }),
      });
      return true;
    },
    async () => ((await currentFile(client, branch, path))?.content === base64(content) ? true : undefined),
  );
}

async function currentFile(
  client: GitHubClient,
  branch: string,
  path: string,
): Promise<{ readonly sha: string; readonly content: string } | undefined> {
  const shape = fields({ sha: text, content: text });
  try {
    const file = await client.get(`read ${path} of ${branch}`, "/contents/{path}", { path, ref: branch }, shape);
    return { sha: file.sha, content: file.content.replaceAll("\n", "") };
  } catch (error) {
    if (error instanceof GitHubError && error.refusal.status === 404) return undefined;
    throw error;
  }
}

function base64(content: string): string {
  return Buffer.from(content).toString("base64");
}
