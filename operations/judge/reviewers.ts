import { type LineCommit, lineBetween } from "../../adapters/git/history/merge.ts";
import type { OpenRepository } from "../../adapters/git/open-repository.ts";
import type { GitHubClient } from "../../adapters/github/client/client.ts";
import { GitHubError } from "../../adapters/github/client/errors.ts";
import { pullRequestsInQueue } from "../../adapters/github/pulls/merge-queue.ts";
import { readReviews, readTeam } from "../../adapters/github/pulls/people.ts";
import {
  type PullRequest,
  blobsOfPullRequest,
  pullRequestsOfCommit,
  readPullRequest,
} from "../../adapters/github/pulls/pull-requests.ts";
import { ModelyardError } from "../../core/errors.ts";
import type { Review } from "../../core/gates/input.ts";
import type { Observed } from "../../core/gates/verdict.ts";
import { readCommitMessage } from "../../core/history/commit-message.ts";
import type { Checkout } from "../workspace/checkout.ts";
import { ApprovedCommits } from "./approved-commits.ts";
import { type LookUpReviewers, type PeopleObserved, peopleUnknown } from "./judge.ts";

/** More pull requests than any merge group holds. */
const MAX_PULL_REQUESTS = 250;

/**
 * Asks GitHub for the people of one pull request, each thing once. Reviews count on its head, whatever is judged, and on
 * what changes the same.
 *
 * @param base the tip of the branch that it would be merged to, in full
 * @param until reviews that came later do not count
 */
export function peopleOfPullRequest(
  { client, repository, remote }: PeopleSources,
  pull: PullRequest,
  { base, until }: { readonly base: string; readonly until?: string },
): LookUpReviewers {
  const reviews = once(async () => reviewsUntil(await readReviews(client, pull.number), until));
  const approved = new ApprovedCommits({ repository, remote, base, head: pull.headCommit });
  const teams = new Map<string, Promise<Observed<readonly string[]>>>();
  return async (asked): Promise<PeopleObserved> => {
    const members = new Map<string, Observed<readonly string[]>>();
    for (const team of asked.teams) {
      const reading = teams.get(team) ?? readTeam(client, team);
      teams.set(team, reading);
      members.set(team, await reading);
    }
    const read = await reviews();
    return {
      reviews: read,
      approvedCommits: read.known ? await approved.compare(approvedIn(read.value), asked.path) : undefined,
      author: pull.author === undefined ? unknown("its account is gone") : { known: true, value: pull.author },
      teams: (team) => members.get(team) ?? unknown(`${team} was not asked for`),
      reviewedCommit: pull.headCommit,
    };
  };
}

type PeopleSources = Pick<Checkout, "client" | "repository" | "remote">;

/** A later review heals nothing that was merged before. */
function reviewsUntil(reviews: Observed<readonly Review[]>, until: string | undefined): Observed<readonly Review[]> {
  if (!reviews.known || until === undefined) return reviews;
  const untilMs = Date.parse(until);
  return { known: true, value: reviews.value.filter(({ submittedAt }) => Date.parse(submittedAt) <= untilMs) };
}

/** The commits that were approved, the newest approval first. */
function approvedIn(reviews: readonly Review[]): readonly string[] {
  const approving = reviews.filter(({ state }) => state === "approved");
  const newestFirst = approving.sort((a, b) => Date.parse(b.submittedAt) - Date.parse(a.submittedAt));
  return newestFirst.map(({ commit }) => commit.toLowerCase());
}

export interface MergeGroup {
  readonly base: string;
  readonly head: string;
  /** The group's branch: `refs/heads/gh-readonly-queue/main/pr-12-<sha>`. */
  readonly ref: string;
  /** The branch that it would be merged to: `main`. */
  readonly baseName: string;
}

/**
 * Asks for the people of the pull request that brings a promotion in a merge group: an open one to the same branch that
 * leaves the very same stage file. Which ones the group holds, its commits tell, and where the queue rebases, which leaves
 * no trace, the queue itself. The numbers that a squash writes into its message say where to look and prove nothing, since
 * anybody can write them.
 */
export function peopleOfMergeGroup(checkout: Checkout, group: MergeGroup): LookUpReviewers {
  const { client, repository, prefix } = checkout;
  const named = once(() => candidatesOf(client, group, () => pullRequestsOfGroup(client, repository, group)));
  const queued = once(() => candidatesOf(client, group, () => pullRequestsAhead(client, group)));
  const asking = new Map<number, LookUpReviewers>();
  return async (asked) => {
    const path = prefix + asked.path;
    for (const candidates of [named, queued]) {
      const found = await candidates().catch(whyUnread);
      if (typeof found === "string") return peopleUnknown(found);
      for (const { pull, blobs } of found) {
        if (asked.blobId === undefined || blobs.get(path) !== asked.blobId) continue;
        const ask = asking.get(pull.number) ?? peopleOfPullRequest(checkout, pull, group);
        asking.set(pull.number, ask);
        return ask(asked);
      }
    }
    return peopleUnknown("no pull request of this merge group was found that brings the promotion");
  };
}

/** What GitHub does not tell makes nothing fail that needs no people. */
function whyUnread(error: unknown): string {
  if (error instanceof ModelyardError) return `${error.message}. ${error.hint}`;
  throw error;
}

export interface MergedPullRequest extends PullRequest {
  readonly mergedAt: string;
}

/**
 * Asks for the people of a merged pull request as they had spoken when it was merged; a later review heals nothing. They
 * spoke of the stage file that the pull request leaves: whatever else a merge brought has no reviews.
 *
 * @param base the commit of the branch that it was merged onto
 */
export function peopleOfMergedPullRequest(checkout: Checkout, pull: MergedPullRequest, base: string): LookUpReviewers {
  const { client, prefix } = checkout;
  const ask = peopleOfPullRequest(checkout, pull, { base, until: pull.mergedAt });
  const blobs = once(() => blobsOfPullRequest(client, pull.number));
  return async (asked) => {
    const path = prefix + asked.path;
    const left = await blobs().catch(whyUnread);
    if (typeof left === "string") return peopleUnknown(left);
    if (asked.blobId === undefined || left.get(path) !== asked.blobId) {
      return peopleUnknown(`pull request #${pull.number} has another ${asked.path} than was merged`);
    }
    return ask(asked);
  };
}

interface Candidate {
  readonly pull: PullRequest;
  readonly blobs: ReadonlyMap<string, string>;
}

/** Those pull requests that may be what a group holds, with what they leave. */
async function candidatesOf(
  client: GitHubClient,
  { baseName }: MergeGroup,
  find: () => Promise<readonly PullRequest[]>,
): Promise<readonly Candidate[]> {
  const found = new Map((await find()).map((pull) => [pull.number, pull]));
  const open = [...found.values()].filter((pull) => pull.open && pull.base === baseName);
  return Promise.all(open.map(async (pull) => ({ pull, blobs: await blobsOfPullRequest(client, pull.number) })));
}

/** The last pull request of a group, which its branch is named after. */
function lastOf({ ref }: MergeGroup): number | undefined {
  const named = /\/pr-(\d+)-[0-9a-f]+$/.exec(ref)?.[1];
  return named === undefined ? undefined : Number(named);
}

/** The pull requests that a group's branch and its commits tell of. */
async function pullRequestsOfGroup(
  client: GitHubClient,
  repository: OpenRepository,
  group: MergeGroup,
): Promise<readonly PullRequest[]> {
  const found: PullRequest[] = [];
  for (const commit of (await lineBetween(repository, group.base, group.head)).slice(-MAX_PULL_REQUESTS))
    found.push(...(await pullRequestsOfLineCommit(client, commit)));
  // In their order: of two that promote the same, the first one brings it to the branch.
  const last = lastOf(group);
  if (last !== undefined && !found.some(({ number }) => number === last))
    found.push(await readPullRequest(client, last));
  return found;
}

/** The pull requests that stand before the last one of a group in its queue: only they can be in the group, too. */
async function pullRequestsAhead(client: GitHubClient, group: MergeGroup): Promise<readonly PullRequest[]> {
  const queue = await pullRequestsInQueue(client, group.baseName);
  const ahead = queue.slice(0, Math.max(0, queue.indexOf(lastOf(group) ?? 0)));
  return Promise.all(ahead.slice(-MAX_PULL_REQUESTS).map((each) => readPullRequest(client, each)));
}

async function pullRequestsOfLineCommit(
  client: GitHubClient,
  { commit, merged, subject, body }: LineCommit,
): Promise<readonly PullRequest[]> {
  const found: PullRequest[] = [];
  for (const each of merged.length > 0 ? merged : [commit]) found.push(...(await pullRequestsOfCommit(client, each)));
  // A squash is no commit of its pull request, so GitHub knows nothing of it before it is merged.
  const { pullRequest } = readCommitMessage(subject, body);
  if (found.length > 0 || pullRequest === undefined) return found;
  try {
    return [await readPullRequest(client, pullRequest)];
  } catch (error) {
    if (error instanceof GitHubError && error.refusal.status === 404) return [];
    throw error;
  }
}

function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () => (asked ??= ask());
}

function unknown(reason: string): { readonly known: false; readonly reason: string } {
  return { known: false, reason };
}
