import { type Published, publish } from "../publish/publish.ts";
import { type Checkout, bringWholeHistory } from "../workspace/checkout.ts";
import { type DeploymentPlan, planDeployments, readStagesNow } from "./deployment-plan.ts";
import { type MergedPromotion, judgeMerged } from "./merged-promotions.ts";
import { type UnsettledMerge, judgeUnsettled, keepUnsettled } from "./unsettled-merges.ts";

export interface BranchToPublish {
  readonly branch: string;
  /** The commit to publish: a revision of the branch. */
  readonly head: string;
  /** From where on promotions are listed, as a revision; undefined: none are. */
  readonly before: string | undefined;
  /** Deploy promotions too that came in past a gate. */
  readonly includeBypassed: boolean;
}

export interface PublishedBranch extends DeploymentPlan {
  readonly published: Published;
  /** Why what is not judged yet could not be remembered for the next run; undefined where it is, or there is none. */
  readonly forgotten: string | undefined;
}

/** Publishes the versions of a branch, and plans the deployments of the promotions that have come into it. */
export async function publishBranch(
  checkout: Checkout,
  { branch, head, before, includeBypassed }: BranchToPublish,
): Promise<PublishedBranch> {
  await bringWholeHistory(checkout);
  const published = await publish({ ...checkout, revision: head });
  const earlier = await judgeUnsettled(checkout, { branch, head: await checkout.repository.resolveCommit(head) });
  const merged = withEarlier(earlier, await promotionsOf(checkout, { branch, head, before }));
  const now = await readStagesNow(checkout, branch, merged);
  const plan = planDeployments(merged, { now, includeBypassed });
  return { ...plan, published, forgotten: await keepUnsettled(checkout, earlier, plan.notYet) };
}

/** A run that is started again sees what it remembered itself. */
function withEarlier(
  earlier: readonly UnsettledMerge[],
  merged: readonly MergedPromotion[],
): readonly MergedPromotion[] {
  const looked = new Set(merged.map(({ commit }) => commit));
  const others = earlier.flatMap(({ promotions }) => promotions).filter(({ commit }) => !looked.has(commit));
  return [...others, ...merged];
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
