import type { Tenure } from "../history/tenure.ts";
import type { Registry } from "../registry/registry.ts";
import type { StoredVersion } from "../store/store.ts";
import type { Observed } from "./verdict.ts";

/** A stage that is to hold another version. */
export interface Promotion {
  readonly model: string;
  readonly stage: string;
  readonly version: string;
  /** The commit that is judged, in full; undefined while there is none, as in a working folder. */
  readonly headCommit?: string | undefined;
}

/** A review of the pull request. */
export interface Review {
  /** The reviewer's login, without `@`. */
  readonly by: string;
  readonly state: "approved" | "changes-requested" | "commented" | "dismissed";
  /** The commit that was reviewed, in full. */
  readonly commit: string;
  /** RFC 3339 in UTC. */
  readonly submittedAt: string;
}

/** All that a promotion is judged by. The same input always gives the same judgement. */
export interface PromotionInput {
  readonly promotion: Promotion;
  /** The default branch: the policy and the version now in the stage are read from here. */
  readonly base: Registry;
  /** What the default branch would become: the proposed version's file is read from here. */
  readonly head: Registry;
  /** This model's tenures in all stages, each stage's in the branch's order. */
  readonly history: Observed<readonly Tenure[]>;
  readonly reviews: Observed<readonly Review[]>;
  /** The logins in a team, without `@`; the team is named as in `owners`: `@acme/growth-ml`. */
  readonly teams: (team: string) => Observed<readonly string[]>;
  /** The login of the pull request's author, without `@`. */
  readonly author: Observed<string>;
  /** What the store holds of the proposed version. */
  readonly store: Observed<StoredVersion>;
  /** SHA-256 of bytes in lower-case hex; core has no implementation of its own. */
  readonly sha256: (bytes: Uint8Array) => string;
  /** RFC 3339 in UTC. */
  readonly now: string;
}
