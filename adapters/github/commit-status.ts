import type { GitHubClient } from "./client.ts";

export interface CommitStatus {
  readonly commit: string;
  /** The status's name, as a branch rule requires it. */
  readonly context: string;
  readonly state: "success" | "failure" | "pending";
  /** GitHub takes at most 140 characters. */
  readonly description: string;
  readonly url: string | undefined;
}

/** Sets a commit's status. Set twice, the later one counts. */
export async function setCommitStatus(client: GitHubClient, status: CommitStatus): Promise<void> {
  const { commit, context, state, description, url } = status;
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
}
