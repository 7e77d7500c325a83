import type { LineCommit } from "../../adapters/git/history/merge.ts";
import type { GitHubClient } from "../../adapters/github/client/client.ts";
import { GitHubError, mayPass } from "../../adapters/github/client/errors.ts";
import {
  type PullRequest,
  listRecentlyClosed,
  pullRequestsOfCommit,
  readPullRequest,
} from "../../adapters/github/pulls/pull-requests.ts";
import { backoffMs, wait } from "../../adapters/http/retries.ts";
import { ModelyardError } from "../../core/errors.ts";
import { readCommitMessage } from "../../core/history/commit-message.ts";
import type { MergedPullRequest } from "../judge/reviewers.ts";

/** The pull request that a commit came in with, or why nobody is known to have reviewed it. */
export type Origin =
  | { readonly pull: MergedPullRequest }
  | {
      readonly pull: undefined;
      readonly reason: string;
      /** A later look may find it: GitHub tells of a merge a while after it. */
      readonly mayComeLate: boolean;
    };

/** A promotion without a pull request is looked for so often again, each wait twice as long as the one before. */
const MAX_LOOKS = 5;
/** A commit that does not look like a merge is most likely a push, which no pull request will ever stand behind. */
const MAX_LOOKS_FOR_A_PUSH = 2;
/** The committer of what GitHub itself merges. */
const GITHUB = "noreply@github.com";
const NONE = "no pull request brought it in";

/**
 * Finds the pull requests that commits of a branch came in with.
 *
 * GitHub indexes them late: for a while after a merge it names none for the commit. So the number that GitHub writes into
 * the message of a merge or squash is looked up, and the list of what was merged lately. Both count only where the pull
 * request itself says that it was merged to this branch as this very commit, since anybody can write a message.
 */
export class MergeOrigins {
  readonly #client: GitHubClient;
  readonly #branch: string;
  #closed: Promise<readonly PullRequest[]> | undefined;
  /** The waits of a run are for all of its commits: what is late for one is late for the others. */
  #looks = 1;
  #isIndexLate = false;
  readonly #isLastLook: boolean;

  /** @param isLastLook GitHub has had its time: a commit without a pull request was pushed */
  constructor(client: GitHubClient, branch: string, isLastLook: boolean) {
    this.#client = client;
    this.#branch = branch;
    this.#isLastLook = isLastLook;
  }

  /** How a commit counts after all of a run were looked for: once the index was seen to lack a merge, it proves nothing. */
  settle(origin: Origin): Origin {
    const isOpen = origin.pull === undefined && origin.reason === NONE && this.#isIndexLate && !this.#isLastLook;
    return isOpen ? { ...origin, mayComeLate: true } : origin;
  }

  /** @param isWaitedFor whether to look again where GitHub names no pull request: something depends on it */
  async find(commit: LineCommit, { isWaitedFor }: { readonly isWaitedFor: boolean }): Promise<Origin> {
    try {
      for (;;) {
        const pull = await this.#look(commit);
        if (pull !== undefined) return { pull };
        const looksMerged = await this.#looksMerged(commit);
        const isLast = !isWaitedFor || this.#looks >= (looksMerged ? MAX_LOOKS : MAX_LOOKS_FOR_A_PUSH);
        if (isLast || this.#isLastLook)
          return { pull: undefined, reason: NONE, mayComeLate: looksMerged && !this.#isLastLook };
        await wait(backoffMs(this.#looks, this.#client.firstWaitMs));
        this.#looks++;
        this.#closed = undefined;
      }
    } catch (error) {
      if (!(error instanceof ModelyardError)) throw error;
      return { pull: undefined, reason: `${error.message}. ${error.hint}`, mayComeLate: mayPass(error) };
    }
  }

  /** Whether GitHub made a commit, or its message names a pull request that is still to be merged as something. */
  async #looksMerged(commit: LineCommit): Promise<boolean> {
    if (commit.committerAddress === GITHUB) return true;
    const named = await this.#named(commit);
    return named !== undefined && named.base === this.#branch && named.open;
  }

  async #look(commit: LineCommit): Promise<MergedPullRequest | undefined> {
    for (const pull of await pullRequestsOfCommit(this.#client, commit.commit)) {
      const merged = this.#merged(pull);
      if (merged !== undefined) return merged;
    }
    const isThisMerge = (pull: PullRequest) => pull.mergeCommit === commit.commit;
    const named = await this.#named(commit);
    const found = named !== undefined && isThisMerge(named) ? named : (await this.#recentlyClosed()).find(isThisMerge);
    const merged = found && this.#merged(found);
    if (merged !== undefined) this.#isIndexLate = true;
    return merged;
  }

  #merged(pull: PullRequest): MergedPullRequest | undefined {
    const { base, mergedAt } = pull;
    return base === this.#branch && mergedAt !== undefined ? { ...pull, mergedAt } : undefined;
  }

  /** The pull request that a commit's message names. */
  async #named({ subject, body }: LineCommit): Promise<PullRequest | undefined> {
    const { pullRequest } = readCommitMessage(subject, body);
    if (pullRequest === undefined) return undefined;
    try {
      return await readPullRequest(this.#client, pullRequest);
    } catch (error) {
      if (error instanceof GitHubError && error.refusal.status === 404) return undefined;
      throw error;
    }
  }

  async #recentlyClosed(): Promise<readonly PullRequest[]> {
    return (this.#closed ??= listRecentlyClosed(this.#client, this.#branch));
  }
}
