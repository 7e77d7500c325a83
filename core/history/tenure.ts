/** One commit on the default branch's first-parent line, as far as a stage's history needs it. */
export interface Moment {
  readonly commit: string;
  /** The committer's date, RFC 3339 in UTC: the server sets it at the merge. */
  readonly time: string;
  /**
   * What it counts as, where its committer's clock cannot have been right: no earlier than the commits before it on the
   * branch, and no later than those after it, or than now. RFC 3339 in UTC.
   */
  readonly countsAs?: string | undefined;
  /** Who merged or committed it. */
  readonly by: string;
  /** What it did, in one line: the pull request's title, else the commit message's first line. Untrusted text. */
  readonly subject: string;
  readonly pullRequest: number | undefined;
}

/** A commit that changed a stage file, with the version that the file named from then on; null: empty, deleted or unreadable. */
export interface StageCommit extends Moment {
  readonly version: string | null;
}

/** A version's stay in a stage. */
export interface Tenure {
  readonly model: string;
  readonly stage: string;
  readonly version: string;
  readonly from: Moment;
  /** Undefined while it lasts. */
  readonly until: Moment | undefined;
}

/** All that a branch's first-parent line says about one stage of one model, oldest first. */
export interface StageHistory {
  readonly model: string;
  readonly stage: string;
  /** Every commit that changed the stage file. */
  readonly commits: readonly StageCommit[];
  /** The stays that these commits make. */
  readonly tenures: readonly Tenure[];
}
