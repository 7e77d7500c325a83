import type { Repository, User } from "../state.ts";

/** What issues and pull requests share: numbers, labels and comments. */
export interface Issue {
  readonly kind: "issue" | "pull";
  readonly id: number;
  readonly number: number;
  readonly author: User;
  title: string;
  body: string | null;
  state: "open" | "closed";
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  readonly labels: Set<string>;
  readonly comments: IssueComment[];
}

export interface IssueComment {
  readonly id: number;
  readonly author: User;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Pull extends Issue {
  readonly kind: "pull";
  readonly head: { readonly repository: Repository; readonly branch: string };
  base: string;
  draft: boolean;
  readonly maintainerCanModify: boolean;
  /** The head's commit when it was last looked at; it stays as it was when the pull request is closed. */
  headSha: string;
  /** The base branch when the head was last pushed: it does not follow the base branch. */
  baseSha: string;
  /** The trial merge behind `mergeable`; null while it has not been tried. */
  trial: TrialMerge | null;
  merge: Merge | null;
  readonly reviews: Review[];
  readonly requestedReviewers: Set<string>;
  readonly requestedTeams: Set<string>;
}

export interface TrialMerge {
  readonly base: string;
  readonly head: string;
  /** Null when the two conflict. */
  readonly tree: string | null;
  readonly sha: string | null;
  /** So many more reads of the pull request say that it is not known yet. */
  unknownReads: number;
}

export interface Merge {
  readonly sha: string;
  /** The tip of the base branch just before. */
  readonly onto: string;
  readonly at: string;
  readonly by: User | null;
  /** So many more questions after its commits are answered without the pull request. */
  unindexedReads: number;
}

export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";

export interface Review {
  readonly id: number;
  readonly author: User;
  readonly body: string;
  state: ReviewState;
  /** The head when it was given: an approval of an older commit stays bound to it. */
  readonly commit: string;
  submittedAt: string | null;
}
