import { type CommitStatus, type KeptStatus, keepCommitStatus } from "../../adapters/github/pulls/commit-status.ts";
import { readPullRequest } from "../../adapters/github/pulls/pull-requests.ts";
import { type StickyComment, keepComment } from "../../adapters/github/pulls/sticky-comment.ts";
import type { Checkout } from "../workspace/checkout.ts";
import type { CheckedPullRequest } from "./check-pull-requests.ts";

type VerdictComment = Pick<StickyComment, "marker" | "body" | "saysTheSame" | "isOutdated" | "editsOnly">;

/**
 * Keeps the comment on a pull request that tells what its check came to.
 *
 * @returns what was done; `outdated` where the pull request is no longer what was checked or a later check has reported: its comment stays
 */
export async function keepVerdictComment(
  { client }: Checkout,
  { number, headCommit, base }: CheckedPullRequest,
  comment: VerdictComment,
): Promise<Awaited<ReturnType<typeof keepComment>>> {
  const now = await readPullRequest(client, number);
  if (now.headCommit !== headCommit || now.base !== base) return "outdated";
  return keepComment(client, { pullRequest: number, ...comment });
}

/** Keeps the status of a commit that tells what a check came to. */
export async function keepVerdictStatus(
  { client, now }: Checkout,
  status: Omit<CommitStatus, "judgedAt">,
): Promise<KeptStatus> {
  return keepCommitStatus(client, { ...status, judgedAt: now });
}
