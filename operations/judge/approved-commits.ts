import { fetchCommits } from "../../adapters/git/clone/fetch.ts";
import { mergeBases } from "../../adapters/git/history/ancestry.ts";
import { changedBlobs } from "../../adapters/git/history/changed-paths.ts";
import { mergeTrees } from "../../adapters/git/history/merge.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import { ModelyardError } from "../../core/errors.ts";
import { type ApprovedCommit, type BlobChanges, firstDifference } from "../../core/gates/approved-commit.ts";
import { versionInStageFile } from "../../core/history/stage-version.ts";
import type { Checkout } from "../workspace/checkout.ts";

/** Approved commits that are compared with a head: more than a pull request has reviewers whose approval still counts. */
const MAX_COMPARED = 20;

/** What of a clone is asked, and where it gets commits from that it lacks. */
export type ApprovalClone = Pick<Checkout, "repository" | "remote">;

export interface ComparedHead extends ApprovalClone {
  /** The base's tip, in full. */
  readonly base: string;
  readonly head: string;
}

/** What a commit changes, and the commit that this counts from. */
interface ChangesOfCommit {
  readonly changes: BlobChanges;
  readonly from: string;
}

/**
 * Compares commits that were approved with the head of a pull request: an update of its branch, by a merge or a rebase,
 * changes nothing of what was approved. Each commit counts against its own merge base, and the stage must still hold what
 * it held then. git is asked, not GitHub's interface: a head of any size costs at most one fetch and one for each commit.
 */
export class ApprovedCommits {
  readonly #compared: ComparedHead;
  readonly #changes = new Map<string, Promise<ChangesOfCommit | string>>();
  #fetched: Promise<void> | undefined;

  constructor(compared: ComparedHead) {
    this.#compared = compared;
  }

  /**
   * @param commits newest approval first
   * @param stagePath the stage's file, from the registry's root
   */
  async compare(commits: readonly string[], stagePath: string): Promise<ReadonlyMap<string, ApprovedCommit>> {
    const { head } = this.#compared;
    const others = [...new Set(commits)].filter((commit) => commit !== head);
    const found = new Map<string, ApprovedCommit>();
    for (const [index, commit] of others.entries()) {
      found.set(commit, index < MAX_COMPARED ? await this.#compareOne(others, commit, stagePath) : TOO_MANY);
    }
    return found;
  }

  async #compareOne(all: readonly string[], commit: string, stagePath: string): Promise<ApprovedCommit> {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return different("and GitHub names no such commit");
    try {
      await this.#fetch(all);
      const [approved, head] = await Promise.all([this.#changesOf(commit), this.#changesOf(this.#compared.head)]);
      if (typeof approved === "string") return different(approved);
      if (typeof head === "string") return different(head);
      const { repository, base } = this.#compared;
      const at = firstDifference(approved.changes, head.changes, repository.prefix);
      if (at !== undefined) return different(`and ${short(this.#compared.head)} changes ${at} in another way`);
      const [then, now] = await Promise.all([this.#heldIn(approved.from, stagePath), this.#heldIn(base, stagePath)]);
      if (then !== now) return different(`when the stage held ${then ?? "nothing"} and not ${now ?? "nothing"}`);
      return { same: true };
    } catch (error) {
      if (error instanceof ModelyardError) return different(`which could not be compared: ${error.message}`);
      throw error;
    }
  }

  /** All at once; where one of them is gone, git refuses all, and each is asked for on its own when it is looked at. */
  async #fetch(commits: readonly string[]): Promise<void> {
    const { repository, remote, head } = this.#compared;
    const wanted = [head, ...commits.slice(0, MAX_COMPARED)];
    this.#fetched ??= fetchCommits(repository, wanted, remote).then(() => {});
    await this.#fetched;
  }

  #changesOf(commit: string): Promise<ChangesOfCommit | string> {
    const asked = this.#changes.get(commit) ?? this.#readChanges(commit);
    this.#changes.set(commit, asked);
    return asked;
  }

  async #readChanges(commit: string): Promise<ChangesOfCommit | string> {
    const { repository, remote, base, head } = this.#compared;
    const refused = await fetchCommits(repository, [commit], remote);
    if (refused !== undefined) {
      if (commit === head) return `and the head ${short(head)} cannot be fetched`;
      return isGone(refused)
        ? "a commit that GitHub no longer has"
        : `a commit that git cannot fetch: ${lastLine(refused)}`;
    }
    const [from, ...others] = await mergeBases(repository, base, commit);
    if (from === undefined) return `and ${short(commit)} has no commit in common with the base branch`;
    if (others.length === 0) return { changes: await changedBlobs(repository, from, commit), from };
    // Of several merge bases none is the one: what counts is what a merge makes of all.
    const merged = await mergeTrees(repository, base, commit);
    if (merged === undefined || merged.conflicts.length > 0)
      return `and ${short(commit)} conflicts with the base branch`;
    return { changes: await changedBlobs(repository, base, merged.tree), from: base };
  }

  /** The version that a stage holds in a commit; null: none. */
  async #heldIn(commit: string, path: string): Promise<string | null> {
    const bytes = (await treeIn(this.#compared.repository, commit).read([path])).get(path);
    return bytes === undefined ? null : versionInStageFile(bytes);
  }
}

const TOO_MANY = different("and too many commits were approved to compare all");

function different(reason: string): ApprovedCommit {
  return { same: false, reason };
}

/** What a server says to somebody who asks for a commit that it does not have, or shows nobody. */
function isGone(stderr: string): boolean {
  return /not our ref|unadvertised object|remote ref does not exist|couldn't find remote ref/i.test(stderr);
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/** Short enough to read, long enough to tell commits of one pull request apart. */
function short(commit: string): string {
  return commit.slice(0, 7);
}
