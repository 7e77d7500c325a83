import { type LineCommit, lineBetween } from "../../adapters/git/history/merge.ts";
import { countedTimes } from "../../adapters/git/history/history.ts";
import { logFirstParents } from "../../adapters/git/history/stage-log.ts";
import { changedPaths } from "../../adapters/git/history/changed-paths.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import { changesOf } from "../../core/changes/change.ts";
import { loadChange } from "../../core/change-check/load-change.ts";
import type { PromotionJudgement } from "../../core/gates/index.ts";
import { modelFolder } from "../../core/registry/names/paths.ts";
import { REGISTRY_FOLDER } from "../../core/tree/tree.ts";
import { type Checkout, bringHistory } from "../workspace/checkout.ts";
import { gitPast } from "../judge/git-past.ts";
import { type LookUpReviewers, judgePromotions, peopleUnknown } from "../judge/judge.ts";
import { mergeTimesOnGitHub } from "../judge/server-times.ts";
import { peopleOfMergedPullRequest } from "../judge/reviewers.ts";
import { MergeOrigins, type Origin } from "./pull-request-of-merge.ts";

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
  /** Why it cannot be judged yet: GitHub tells late which pull request a merge came with. */
  readonly notYet: string | undefined;
}

export interface BranchRange {
  /** Commits that git can be given as they are. */
  readonly before: string;
  readonly head: string;
  readonly branch: string;
  /** GitHub has had its time: a commit without a pull request was pushed. */
  readonly isLastLook?: boolean;
}

/**
 * Judges every promotion that came into a branch from one commit to another, each by the policy that it met there, the
 * reviews that its pull request had when it was merged, and that time: a later run says the same.
 *
 * Whether the store holds the version is looked up now, since a deployment needs it now.
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

async function stepsOf(checkout: Checkout, range: BranchRange): Promise<readonly BranchStep[]> {
  const { repository, now } = checkout;
  const { before, head } = range;
  const [line, countedAs] = await Promise.all([
    lineBetween(repository, before, head),
    countedTimes(repository, head, now),
  ]);
  // The branch was rewritten, or what was pushed has the branch as a side line: nobody reviewed what that comes to.
  if (line[0]?.parent !== before)
    return [{ base: before, head, time: now, origin: unreviewed("the branch was rewritten") }];
  const stages = `:(glob)${modelFolder("*")}/stages/*.yaml`;
  const changed = await logFirstParents(repository, [`${before}..${head}`], [stages]);
  if (changed.length === 0) return [];

  const promoting = new Set(changed.map(({ moment }) => moment.commit));
  const origins = new MergeOrigins(checkout.client, range.branch, range.isLastLook === true);
  const found: { readonly commit: LineCommit; readonly origin: Origin }[] = [];
  for (const commit of line) {
    const isWaitedFor = promoting.has(commit.commit);
    found.push({ commit, origin: await origins.find(commit, { isWaitedFor }) });
  }
  const steps: BranchStep[] = [];
  for (const { commit, origin: raw } of found) {
    const origin = origins.settle(raw);
    const last = steps.at(-1);
    const joins = last !== undefined && areOne(last.origin, origin);
    const base = joins ? last.base : (commit.parent ?? before);
    if (joins) steps.pop();
    steps.push({ base, head: commit.commit, time: countedAs(commit.commit) ?? commit.time, origin });
  }
  return steps;
}

function isOpen(origin: Origin): boolean {
  return origin.pull === undefined && origin.mayComeLate;
}

/** Whether two commits in a row came in as one: with the same pull request, or pushed without any. */
function areOne(a: Origin, b: Origin): boolean {
  // What may still turn out to be of a pull request is looked at again on its own.
  return a.pull?.number === b.pull?.number && !isOpen(a) && !isOpen(b);
}

function unreviewed(reason: string): Origin {
  return { pull: undefined, reason, mayComeLate: false };
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
    people: peopleOf(checkout, origin, base),
    mergeTimes: mergeTimesOnGitHub(checkout.client, branch),
    openStore,
    now: pull?.mergedAt ?? time,
  });
  return judged.map(({ judgement }) => {
    const { model, stage, version } = judgement.promotion;
    const previous = promotions.find((promotion) => promotion.model === model && promotion.stage === stage)?.from;
    return {
      model,
      stage,
      version,
      previous: previous ?? null,
      commit: head,
      pullRequest: pull?.number,
      judgement,
      notYet: whyNotYet(origin, judgement),
    };
  });
}

/** A gate that failed, whoever approved, needs no further look. */
function whyNotYet(origin: Origin, { verdict }: PromotionJudgement): string | undefined {
  return origin.pull === undefined && origin.mayComeLate && verdict === "unknown" ? origin.reason : undefined;
}

function peopleOf(checkout: Checkout, origin: Origin, base: string): LookUpReviewers {
  if (origin.pull !== undefined) return peopleOfMergedPullRequest(checkout, origin.pull, base);
  const people = peopleUnknown(origin.reason);
  return () => Promise.resolve(people);
}
