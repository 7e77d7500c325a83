import { type LineCommit, lineBetween } from "../../adapters/git/history/merge.ts";
import { logFirstParents } from "../../adapters/git/history/stage-log.ts";
import { pullRequestsOfCommit } from "../../adapters/github/pulls/pull-requests.ts";
import { changedPaths } from "../../adapters/git/history/changed-paths.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import { changesOf } from "../../core/changes/change.ts";
import { loadChange } from "../../core/change-check/load-change.ts";
import { ModelyardError } from "../../core/errors.ts";
import type { PromotionJudgement } from "../../core/gates/index.ts";
import { modelFolder } from "../../core/registry/names/paths.ts";
import { REGISTRY_FOLDER } from "../../core/tree/tree.ts";
import { type Checkout, bringHistory } from "../workspace/checkout.ts";
import { gitPast } from "../judge/git-past.ts";
import { type LookUpReviewers, judgePromotions, peopleUnknown } from "../judge/judge.ts";
import { type MergedPullRequest, peopleOfMergedPullRequest } from "../judge/reviewers.ts";

/** A promotion that has come into a branch, judged again as it came in. */
export interface MergedPromotion {
  readonly model: string;
  readonly stage: string;
  readonly version: string;
  /** What the stage held before; null: nothing. */
  readonly previous: string | null;
  /** The commit of the branch's own line that brought it in. */
  readonly commit: string;
  readonly pullRequest: number | undefined;
  readonly judgement: PromotionJudgement;
}

export interface BranchRange {
  /** Commits that git can be given as they are. */
  readonly before: string;
  readonly head: string;
  readonly branch: string;
}

/**
 * Judges every promotion that came into a branch from one commit to another, each by the policy that it met there, the
 * reviews that its pull request had when it was merged, and that time: a later run says the same.
 *
 * Whether the store holds the version is told as it is now, since a deployment needs it now.
 *
 * @returns the promotions in the order in which they came
 * @throws InputError `clone-shallow`
 */
export async function judgeMerged(checkout: Checkout, range: BranchRange): Promise<readonly MergedPromotion[]> {
  await bringHistory(checkout, range.head, range.before);
  const steps = await stepsOf(checkout, range);
  const merged: MergedPromotion[] = [];
  for (const step of steps) merged.push(...(await judgeStep(checkout, step, range.branch)));
  return merged;
}

/** What came into a branch as one: a pull request, or commits that were pushed without one. */
interface BranchStep {
  readonly base: string;
  readonly head: string;
  readonly time: string;
  readonly origin: Origin;
}

/** The pull request that a commit came in with, or why nobody is known to have reviewed it. */
type Origin = { readonly pull: MergedPullRequest } | { readonly pull: undefined; readonly reason: string };

async function stepsOf(checkout: Checkout, range: BranchRange): Promise<readonly BranchStep[]> {
  const { repository, now } = checkout;
  const { before, head } = range;
  const line = await lineBetween(repository, before, head);
  // The branch was rewritten, or what was pushed has the branch as a side line: nobody reviewed what that comes to.
  if (line[0]?.parent !== before)
    return [{ base: before, head, time: now, origin: unreviewed("the branch was rewritten") }];
  const stages = `:(glob)${modelFolder("*")}/stages/*.yaml`;
  if ((await logFirstParents(repository, [`${before}..${head}`], [stages])).length === 0) return [];

  const steps: BranchStep[] = [];
  for (const commit of line) {
    const origin = await originOf(checkout, commit, range.branch);
    const last = steps.at(-1);
    const joins = last !== undefined && last.origin.pull?.number === origin.pull?.number;
    const base = joins ? last.base : (commit.parent ?? before);
    if (joins) steps.pop();
    steps.push({ base, head: commit.commit, time: commit.time, origin });
  }
  return steps;
}

async function originOf({ client }: Checkout, { commit }: LineCommit, branch: string): Promise<Origin> {
  try {
    for (const pull of await pullRequestsOfCommit(client, commit)) {
      const { base, mergedAt } = pull;
      if (base === branch && mergedAt !== undefined) return { pull: { ...pull, mergedAt } };
    }
    return unreviewed("no pull request brought it in");
  } catch (error) {
    if (error instanceof ModelyardError) return unreviewed(`${error.message}. ${error.hint}`);
    throw error;
  }
}

function unreviewed(reason: string): Origin {
  return { pull: undefined, reason };
}

async function judgeStep(
  checkout: Checkout,
  { base, head, time, origin }: BranchStep,
  branch: string,
): Promise<readonly MergedPromotion[]> {
  const { repository, openStore, now } = checkout;
  const [mergeBase, after] = [treeIn(repository, base), treeIn(repository, head)];
  const paths = await changedPaths(repository, base, head, [REGISTRY_FOLDER]);
  const {
    mergeBase: baseRegistry,
    head: headRegistry,
    changes,
  } = await loadChange({ mergeBase, baseTip: mergeBase, head: after, paths });
  const promotions = changesOf(changes, "promotion");
  if (promotions.length === 0) return [];
  const { pull } = origin;
  const judged = await judgePromotions({
    past: gitPast(repository, base, now),
    base: baseRegistry,
    baseName: branch,
    baseCommit: base,
    head: headRegistry,
    headCommit: head,
    changes,
    people: peopleOf(checkout, origin),
    openStore,
    // A committer's clock can say anything; what is to come it cannot have seen.
    now: pull?.mergedAt ?? (Date.parse(time) < Date.parse(now) ? time : now),
  });
  return judged.map(({ judgement }) => {
    const { model, stage, version } = judgement.promotion;
    const previous = promotions.find((promotion) => promotion.model === model && promotion.stage === stage)?.from;
    return { model, stage, version, previous: previous ?? null, commit: head, pullRequest: pull?.number, judgement };
  });
}

function peopleOf(checkout: Checkout, origin: Origin): LookUpReviewers {
  if (origin.pull !== undefined) return peopleOfMergedPullRequest(checkout, origin.pull);
  const people = peopleUnknown(origin.reason);
  return () => Promise.resolve(people);
}
