import { ModelyardError } from "../../../core/errors.ts";
import type { GitHubClient } from "../client/client.ts";
import { type ContentOf, fields, list, maybe, text } from "../client/shape.ts";

const STATUS = fields({ context: text, state: text, description: maybe(text) });

export interface CommitStatus {
  readonly commit: string;
  /** The status's name, as a branch rule requires it. */
  readonly context: string;
  readonly state: "success" | "failure" | "pending";
  /** GitHub takes at most 140 characters. */
  readonly description: string;
  readonly url: string | undefined;
}

/**
 * Keeps a commit's status: sets it unless it says the same already. GitHub takes a thousand of one name for a commit and
 * then no more, which a check on a timer would reach.
 */
export async function keepCommitStatus(client: GitHubClient, status: CommitStatus): Promise<"set" | "unchanged"> {
  const { commit, context, state, description, url } = status;
  const before = await readStatus(client, commit, context);
  if (before?.state === state && before.description === description) return "unchanged";
  const target = url === undefined ? {} : { target_url: url };
  await client.read(`set the status of ${commit.slice(0, 7)}`, () =>
    client.octokit.rest.repos.createCommitStatus({
      ...client.repo,
      sha: commit,
      context,
      state,
      description,
      ...target,
    }),
  );
  return "set";
}

/** A status as it is now; undefined where there is none, or where it cannot be read and is better set once too often. */
async function readStatus(
  client: GitHubClient,
  commit: string,
  context: string,
): Promise<ContentOf<typeof STATUS> | undefined> {
  try {
    const parameters = { ref: commit, per_page: 100 };
    const what = `read the statuses of ${commit.slice(0, 7)}`;
    const answer = await client.get(what, "/commits/{ref}/status", parameters, fields({ statuses: list(STATUS) }));
    return answer.statuses.find((each) => each.context === context);
  } catch (error) {
    if (error instanceof ModelyardError) return undefined;
    throw error;
  }
}
