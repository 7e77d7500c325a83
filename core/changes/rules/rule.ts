import type { Problem } from "../../registry/finding.ts";
import type { Registry } from "../../registry/registry.ts";
import type { RuleText } from "../../rules/rule.ts";
import type { Change } from "../change.ts";

/** Two trees and what changes from one to the other: all that a rule on changes looks at. */
export interface Comparison {
  /** Where the change starts from: its policy and facts are the ones that count. */
  readonly base: Registry;
  readonly head: Registry;
  readonly changes: readonly Change[];
  /** The paths at which head and the base as it is now cannot be merged. */
  readonly conflicts?: readonly string[];
  /** The commits of the change that claim to be made after now. */
  readonly commitsToCome?: readonly CommitToCome[];
  /** The paths that head changes beside the registry, and that are in it on other systems. */
  readonly twins?: readonly string[];
}

/** A commit whose committer's clock cannot have been right. */
export interface CommitToCome {
  readonly commit: string;
  /** RFC 3339 in UTC. */
  readonly time: string;
  /** One of the files that it changes. */
  readonly path: string;
}

/** A rule on what a change does, whatever each of its two trees holds. */
export interface ChangeRule extends RuleText {
  readonly scope: "change";
  /** Problems stand in head's file, or at the path alone where the change deleted it. */
  check(comparison: Comparison): Iterable<Problem>;
}
