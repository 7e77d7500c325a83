import { type Published, publish } from "../publish/publish.ts";
import { type Checkout, bringWholeHistory } from "../workspace/checkout.ts";
import { type DeploymentPlan, planDeployments, readStagesNow } from "./deployment-plan.ts";
import { type MergedPromotion, judgeMerged } from "./merged-promotions.ts";

export interface BranchToPublish {
  readonly branch: string;
  /** The commit to publish: a revision of the branch. */
  readonly head: string;
  /** From where on promotions are told, as a revision; undefined: none are. */
  readonly before: string | undefined;
  /** Deploy promotions too that came in past a gate. */
  readonly includeBypassed: boolean;
}

export interface PublishedBranch extends DeploymentPlan {
  readonly published: Published;
}

/** Publishes the versions of a branch, and plans the deployments of the promotions that have come into it. */
export async function publishBranch(
  checkout: Checkout,
  { branch, head, before, includeBypassed }: BranchToPublish,
): Promise<PublishedBranch> {
  await bringWholeHistory(checkout);
  const published = await publish({ ...checkout, revision: head });
  const merged = await promotionsOf(checkout, { branch, head, before });
  const now = await readStagesNow(checkout, branch, merged);
  return { ...planDeployments(merged, { now, includeBypassed }), published };
}

async function promotionsOf(
  checkout: Checkout,
  { branch, head, before }: Omit<BranchToPublish, "includeBypassed">,
): Promise<readonly MergedPromotion[]> {
  if (before === undefined) return [];
  // A commit that an event names may have left the branch; it is fetched by its name.
  const isFull = /^[0-9a-f]{40}$/.test(before);
  const from = isFull ? before : await checkout.repository.resolveCommit(before);
  return judgeMerged(checkout, { before: from, head: await checkout.repository.resolveCommit(head), branch });
}
