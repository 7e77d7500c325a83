import { fetchCommits } from "../../adapters/git/clone/fetch.ts";
import { mergeCommits, parentsOf } from "../../adapters/git/history/merge.ts";
import {
  type PullRequest,
  blobsOfPullRequest,
  listOpenPullRequests,
  readPullRequest,
} from "../../adapters/github/pulls/pull-requests.ts";
import { InputError, ModelyardError } from "../../core/errors.ts";
import { identify } from "../../core/registry/names/paths.ts";
import { type MergeGroup, peopleOfMergeGroup, peopleOfPullRequest } from "../judge/reviewers.ts";
import { mergeTimesOnGitHub } from "../judge/server-times.ts";
import { type Checkout, bringHistory } from "../workspace/checkout.ts";
import { type Validated, validate } from "./validate.ts";

/** A pull request as it would be merged. */
export interface CheckedPullRequest {
  readonly number: number;
  /** The branch by whose policy it was judged. */
  readonly base: string;
  /** The head that was judged. */
  readonly headCommit: string;
  readonly validated: Validated;
}

/** What a check is asked for by, as far as it matters to the check. */
export type CheckTrigger =
  | { readonly kind: "pull-request"; readonly number: number; readonly head: string; readonly baseName: string }
  | ({ readonly kind: "merge-group" } & MergeGroup)
  /** `before` is undefined for a new branch. */
  | { readonly kind: "push"; readonly before: string | undefined }
  | { readonly kind: "schedule"; readonly branch: string };

/** What a check came to, and whom it concerns. */
export type TriggeredCheck =
  | { readonly kind: "pull-request"; readonly validated: Validated; readonly pullRequest: CheckedPullRequest }
  | { readonly kind: "merge-group"; readonly validated: Validated; readonly commit: string }
  | { readonly kind: "push"; readonly validated: Validated }
  | {
      readonly kind: "schedule";
      readonly validated: Validated;
      /** The open promotions to the branch, each checked when it is asked for. */
      readonly pullRequests: AsyncIterable<CheckedPullRequest | SkippedPullRequest>;
    };

/**
 * Checks what triggered a job: a pull request or a merge group as it would be merged, a push as it is, and on a schedule
 * the branch and then each open pull request that changes a stage.
 *
 * @throws InputError `merge-result-missing`, `clone-shallow`
 */
export async function checkTrigger(checkout: Checkout, trigger: CheckTrigger): Promise<TriggeredCheck> {
  const { kind } = trigger;
  switch (kind) {
    case "pull-request": {
      const pullRequest = await checkPullRequest(checkout, trigger);
      return { kind, validated: pullRequest.validated, pullRequest };
    }
    case "merge-group":
      return { kind, validated: await checkMergeGroup(checkout, trigger), commit: trigger.head };
    case "push":
      return { kind, validated: await checkPush(checkout, trigger.before) };
    case "schedule": {
      const validated = await checkPush(checkout, undefined);
      return { kind, validated, pullRequests: recheckPullRequests(checkout, trigger.branch) };
    }
  }
}

/**
 * Checks the merge result that is checked out for a pull request: HEAD is the merge, its first parent the base, whose
 * policy counts, and its second parent the head, whose reviews count.
 *
 * @param head the head as the event names it
 * @throws InputError `merge-result-missing`, `clone-shallow`
 */
async function checkPullRequest(
  checkout: Checkout,
  { number, head, baseName }: { readonly number: number; readonly head: string; readonly baseName: string },
): Promise<CheckedPullRequest> {
  const merge = await checkout.repository.resolveCommit("HEAD");
  const [base, merged, ...others] = await parentsOf(checkout.repository, merge);
  const pull = await readPullRequest(checkout.client, number);
  if (base === undefined || merged === undefined || others.length > 0 || ![head, pull.headCommit].includes(merged)) {
    throw new InputError({
      code: "merge-result-missing",
      message: `What is checked out is not the merge result of pull request ${number}`,
      hint: "Let actions/checkout check out what the event names: leave out its input ref, and run on pull_request.",
    });
  }
  await bringHistory(checkout, merge, base);
  return judge(checkout, { pull: { ...pull, headCommit: merged }, base, merge, baseName: baseName || pull.base });
}

/** Checks the merge result of everything that a merge group would bring. */
async function checkMergeGroup(checkout: Checkout, group: MergeGroup): Promise<Validated> {
  await bringHistory(checkout, group.head, group.base);
  const people = peopleOfMergeGroup(checkout, group);
  const { base, head, baseName } = group;
  const mergeTimes = mergeTimesOnGitHub(checkout.client, baseName);
  return validate({ ...checkout, base, head, baseName, people, mergeTimes });
}

/** Checks a branch as it is now, and what a push did to it. Its promotions have happened and are not judged. */
async function checkPush(checkout: Checkout, before: string | undefined): Promise<Validated> {
  const { repository, remote } = checkout;
  const known = before !== undefined && (await fetchCommits(repository, [before], remote)) === undefined;
  const head = await repository.resolveCommit("HEAD");
  return validate({ ...checkout, base: known ? before : undefined, head, whole: true, people: undefined });
}

/** A pull request that could not be checked, and why. */
export interface SkippedPullRequest {
  readonly number: number;
  readonly skipped: string;
}

/**
 * Checks anew what the open pull requests to a branch would promote: time and people may have decided since. One that
 * cannot be checked, such as one too large for GitHub to list, keeps no other from it.
 */
async function* recheckPullRequests(
  checkout: Checkout,
  baseName: string,
): AsyncIterable<CheckedPullRequest | SkippedPullRequest> {
  const base = await checkout.repository.resolveCommit("HEAD");
  await bringHistory(checkout, base, base);
  for (const pull of await listOpenPullRequests(checkout.client, baseName)) {
    try {
      const checked = await recheck(checkout, pull, { base, baseName });
      if (checked !== undefined) yield checked;
    } catch (error) {
      if (!(error instanceof ModelyardError)) throw error;
      yield { number: pull.number, skipped: `${error.message}. ${error.hint}` };
    }
  }
}

/** Undefined for a pull request that changes no stage. */
async function recheck(
  checkout: Checkout,
  pull: PullRequest,
  { base, baseName }: { readonly base: string; readonly baseName: string },
): Promise<CheckedPullRequest | SkippedPullRequest | undefined> {
  const { repository, client, remote, prefix } = checkout;
  const { number, headCommit } = pull;
  const paths = [...(await blobsOfPullRequest(client, number)).keys()];
  const isStage = (path: string) => path.startsWith(prefix) && identify(path.slice(prefix.length))?.kind === "stage";
  if (!paths.some(isStage)) return undefined;
  const refused = await fetchCommits(repository, [headCommit], remote);
  const merge = refused === undefined ? await mergeCommits(repository, base, headCommit) : undefined;
  if (merge === undefined) return { number, skipped: refused ?? `it conflicts with ${baseName}` };
  return judge(checkout, { pull, base, merge, baseName });
}

interface Judged {
  readonly pull: PullRequest;
  readonly base: string;
  readonly merge: string;
  readonly baseName: string;
}

async function judge(checkout: Checkout, { pull, base, merge, baseName }: Judged): Promise<CheckedPullRequest> {
  const people = peopleOfPullRequest(checkout, pull, { base });
  const mergeTimes = mergeTimesOnGitHub(checkout.client, baseName);
  const validated = await validate({ ...checkout, base, head: merge, baseName, people, mergeTimes });
  return { number: pull.number, base: baseName, headCommit: pull.headCommit, validated };
}
