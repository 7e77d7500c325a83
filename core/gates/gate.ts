import type { MetricSettings, ModelVersion, Status } from "../../schemas/generated/types.ts";
import type { Entry } from "../registry/registry.ts";
import type { PromotionInput } from "./input.ts";
import type { StagePolicy } from "./policy.ts";
import type { GateName, GateOutcome, Observed } from "./verdict.ts";

/** One thing that a promotion must show. */
export interface Gate {
  readonly name: Exclude<GateName, "readable">;
  /** What must be shown, in one sentence without a closing full stop. */
  readonly title: string;
  /** Why, and what breaks otherwise. */
  readonly why: string;
  /** How a promotion comes to pass it. */
  readonly hint: string;
  /** The lines under `gates` that ask for it; none where every promotion must show it. */
  readonly lines: readonly string[];
  /** Whether a version that held the stage before must pass it again to come back. */
  readonly onRollback: "kept" | "skipped";
  /** Undefined where the policy does not ask for it. */
  judge(context: GateContext): GateOutcome | undefined;
}

/** What the gates look at: the input, and what was read from its trees. */
export interface GateContext extends PromotionInput {
  readonly nowMs: number;
  readonly policy: StagePolicy;
  /** The proposed version's file in the head tree. */
  readonly proposed: Entry<ModelVersion>;
  /** The version that holds the stage in the base tree; null where the stage is empty. */
  readonly current: Observed<ModelVersion | null>;
  /** Which direction of each metric is better, as the base tree says. */
  readonly metrics: ReadonlyMap<string, MetricSettings>;
  /** Who may approve, as the base tree says. */
  readonly owners: readonly string[];
  /** The withdrawal of the proposed version in either tree, the graver one where they differ; null: there is none. */
  readonly withdrawal: Observed<Status | null>;
}
