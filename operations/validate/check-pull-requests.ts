import { type Remote, fetchCommits, isShallow, unshallow } from "../../adapters/git/fetch.ts";
import { UNSHALLOW } from "../../adapters/git/history.ts";
import { mergeCommits, parentsOf, prefixOf } from "../../adapters/git/merge.ts";
import { resolveCommit } from "../../adapters/git/repository.ts";
import type { GitHubClient } from "../../adapters/github/client.ts";
import {
  type PullRequest,
  blobsOfPullRequest,
  listOpenPullRequests,
  readPullRequest,
} from "../../adapters/github/pull-requests.ts";
import { InputError, ModelyardError } from "../../core/errors.ts";
import { identify } from "../../core/registry/paths.ts";
import { type MergeGroup, peopleOfMergeGroup, peopleOfPullRequest } from "../judge/reviewers.ts";
import { type ValidateOptions, type Validated, validate } from "./validate.ts";

/** A clone of the repository, and the GitHub that it is on. */
export interface Checkout extends Pick<ValidateOptions, "folder" | "openStore" | "now" | "documentCache"> {
  readonly client: GitHubClient;
  readonly remote: Remote;
}

/** A pull request as it would be merged. */
export interface CheckedPullRequest {
  readonly number: number;
  /** The branch by whose policy it was judged. */
  readonly base: string;
  /** The head that was judged. */
  readonly headCommit: string;
  readonly validated: Validated;
}

/**
 * Checks the merge result that is checked out for a pull request: HEAD is the merge, its first parent the base, whose
 * policy counts, and its second parent the head, whose reviews count.
 *
 * @param head the head as the event names it
 * @throws InputError `merge-result-missing`, `clone-shallow`
 */
export async function checkPullRequest(
  around: Checkout,
  { number, head, baseName }: { readonly number: number; readonly head: string; readonly baseName: string },
): Promise<CheckedPullRequest> {
  const merge = await resolveCommit(around.folder, "HEAD");
  const [base, merged, ...others] = await parentsOf(around.folder, merge);
  const pull = await readPullRequest(around.client, number);
  if (base === undefined || merged === undefined || others.length > 0 || ![head, pull.headCommit].includes(merged)) {
    throw new InputError({
      code: "merge-result-missing",
      message: `What is checked out is not the merge result of pull request ${number}`,
      hint: "Let actions/checkout check out what the event names: leave out its input ref, and run on pull_request.",
    });
  }
  await bringHistory(around, merge, base);
  return judge(around, { pull: { ...pull, headCommit: merged }, base, merge, baseName: baseName || pull.base });
}

/** Checks the merge result of everything that a merge group would bring. */
export async function checkMergeGroup(around: Checkout, group: MergeGroup): Promise<Validated> {
  await bringHistory(around, group.head, group.base);
  const people = peopleOfMergeGroup(around.client, around.folder, group);
  return validate({ ...around, base: group.base, head: group.head, baseName: group.baseName, people });
}

/** Checks a branch as it is now, and what a push did to it. Its promotions have happened and are not judged. */
export async function checkPush(around: Checkout, before: string | undefined): Promise<Validated> {
  const { folder, remote } = around;
  const known = before !== undefined && (await fetchCommits(folder, [before], remote)) === undefined;
  const head = await resolveCommit(folder, "HEAD");
  return validate({ ...around, base: known ? before : undefined, head, whole: true, people: undefined });
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
export async function* recheckPullRequests(
  around: Checkout,
  baseName: string,
): AsyncIterable<CheckedPullRequest | SkippedPullRequest> {
  const base = await resolveCommit(around.folder, "HEAD");
  await bringHistory(around, base, base);
  for (const pull of await listOpenPullRequests(around.client, baseName)) {
    try {
      const checked = await recheck(around, pull, { base, baseName });
      if (checked !== undefined) yield checked;
    } catch (error) {
      if (!(error instanceof ModelyardError)) throw error;
      yield { number: pull.number, skipped: `${error.message}. ${error.hint}` };
    }
  }
}

/** Undefined for a pull request that changes no stage. */
async function recheck(
  around: Checkout,
  pull: PullRequest,
  { base, baseName }: { readonly base: string; readonly baseName: string },
): Promise<CheckedPullRequest | SkippedPullRequest | undefined> {
  const { folder, client, remote } = around;
  const { number, headCommit } = pull;
  const prefix = await prefixOf(folder);
  const paths = [...(await blobsOfPullRequest(client, number)).keys()];
  const isStage = (path: string) => path.startsWith(prefix) && identify(path.slice(prefix.length))?.kind === "stage";
  if (!paths.some(isStage)) return undefined;
  const refused = await fetchCommits(folder, [headCommit], remote);
  const merge = refused === undefined ? await mergeCommits(folder, base, headCommit) : undefined;
  if (merge === undefined) return { number, skipped: refused ?? `it conflicts with ${baseName}` };
  return judge(around, { pull, base, merge, baseName });
}

interface Judged {
  readonly pull: PullRequest;
  readonly base: string;
  readonly merge: string;
  readonly baseName: string;
}

async function judge(around: Checkout, { pull, base, merge, baseName }: Judged): Promise<CheckedPullRequest> {
  const people = peopleOfPullRequest(around.client, pull);
  const validated = await validate({ ...around, base, head: merge, baseName, people });
  return { number: pull.number, base: baseName, headCommit: pull.headCommit, validated };
}

/**
 * Brings what gates look at into a shallow clone. Without the whole history they say so; without the base nothing can be said.
 *
 * @throws InputError `clone-shallow`
 */
export async function bringHistory({ folder, remote }: Checkout, head: string, base: string): Promise<void> {
  const refused = await unshallow(folder, head, remote);
  if (refused === undefined && (await fetchCommits(folder, [base, head], remote)) === undefined) return;
  if ((await isShallow(folder)) && (await fetchCommits(folder, [base, head], remote)) === undefined) return;
  throw new InputError({
    code: "clone-shallow",
    message: `This clone lacks the commit ${base}, and git could not fetch it: ${refused ?? "it is not there"}`,
    hint: `To get the rest, ${UNSHALLOW}.`,
  });
}
