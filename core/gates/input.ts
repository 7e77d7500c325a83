import type { Model, ModelVersion, RegistrySettings } from "../../schemas/generated/types.ts";
import type { Tenure } from "../history/tenure.ts";
import type { Registry } from "../registry/registry.ts";
import type { StoredVersion } from "../store/store.ts";
import type { ApprovedCommit } from "./approved-commit.ts";
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

/** The files that hold a model's policy, as they were on the branch from a commit on; undefined where one cannot be read. */
export interface PolicyState {
  /** RFC 3339 in UTC. */
  readonly since: string;
  readonly settings: RegistrySettings | undefined;
  readonly model: Model | undefined;
}

/** A commit with which the version entered the stage before, and what it could be judged by then. */
export interface EarlierEntry extends Pick<PromotionInput, "base" | "head" | "history" | "policies" | "heldVersions"> {
  readonly tenure: Tenure;
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
  /** What the policy was on the branch, newest state first. */
  readonly policies: Observed<readonly PolicyState[]>;
  /** The versions that held the stage, by name, as far as they can be read. */
  readonly heldVersions: ReadonlyMap<string, ModelVersion>;
  /** How the version entered the stage before; nothing for one that never held it. */
  readonly earlierEntries: Observed<readonly EarlierEntry[]>;
  readonly reviews: Observed<readonly Review[]>;
  /** How other commits than the head that were approved compare with it. An approval of one that is not here does not count. */
  readonly approvedCommits?: ReadonlyMap<string, ApprovedCommit> | undefined;
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
