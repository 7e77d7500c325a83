import { type CommitStatus, keepCommitStatus } from "../../adapters/github/pulls/commit-status.ts";
import { readPullRequest } from "../../adapters/github/pulls/pull-requests.ts";
import { type StickyComment, keepComment } from "../../adapters/github/pulls/sticky-comment.ts";
import type { Checkout } from "../workspace/checkout.ts";
import type { CheckedPullRequest } from "./check-pull-requests.ts";

type VerdictComment = Pick<StickyComment, "marker" | "body" | "saysTheSame" | "editsOnly">;

/**
 * Keeps the comment on a pull request that tells what its check came to.
 *
 * @returns what was done; `outdated` where the pull request is no longer what was checked, and the later check comments
 */
export async function keepVerdictComment(
  { client }: Checkout,
  { number, headCommit, base }: CheckedPullRequest,
  comment: VerdictComment,
): Promise<Awaited<ReturnType<typeof keepComment>> | "outdated"> {
  const now = await readPullRequest(client, number);
  if (now.headCommit !== headCommit || now.base !== base) return "outdated";
  return keepComment(client, { pullRequest: number, ...comment });
}

/** Keeps the status of a commit that tells what a check came to. */
export async function keepVerdictStatus({ client }: Checkout, status: CommitStatus): Promise<void> {
  await keepCommitStatus(client, status);
}
