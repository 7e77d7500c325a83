import { pathOf } from "../registry/names/paths.ts";
import type { Registry } from "../registry/registry.ts";
import { formats } from "./formats.ts";
import { comparesWithHolders } from "./holders.ts";
import { judgePromotion } from "./index.ts";
import { metrics } from "./metrics.ts";
import { require } from "./require.ts";
import { signature } from "./signature.ts";
import type { GateVerdict, Verdict } from "./verdict.ts";

/** What the gates of one stage will say of a version file, whatever time and people decide later. */
export interface StagePreview {
  readonly stage: string;
  readonly verdict: Verdict;
  readonly gates: readonly GateVerdict[];
  /** A gate compares with those who held the stage before, of whom only the one that is there now was looked at. */
  readonly looksAtPast: boolean;
}

/** The gates that look at nothing but the version file, and the version that now holds the stage. */
const FILE_GATES = [require, metrics, signature, formats];

/**
 * What the stages will ask of a version that was only just drafted, in lifecycle order, so that nobody learns it in review.
 * Stages that ask for nothing in the file are left out.
 *
 * @param registry with the version file in it
 * @example
 * previewStages(registry, { model: "churn", version: "1.4.0", now: "2026-11-23T09:30:00Z" });
 * // [{ stage: "production", verdict: "failed", gates: [{ gate: "metrics", reason: "auc 0.83 is below 0.85", … }] }]
 */
export function previewStages(
  registry: Registry,
  { model, version, now }: { readonly model: string; readonly version: string; readonly now: string },
): readonly StagePreview[] {
  const notAsked = { known: false, reason: "a draft has no pull request yet" } as const;
  const input = {
    base: registry,
    head: registry,
    // The version now in the stage is known; who held it before, the pull request will show.
    history: { known: true, value: [] } as const,
    policies: { known: true, value: [] } as const,
    heldVersions: new Map(),
    earlierEntries: notAsked,
    reviews: notAsked,
    author: notAsked,
    store: notAsked,
    teams: () => notAsked,
    sha256: () => "",
    now,
  };
  return (registry.settings?.value.stages ?? []).flatMap(({ name: stage }) => {
    const promotion = { model, stage, version };
    const { verdict, gates } = judgePromotion({ ...input, promotion }, FILE_GATES);
    // A stage without a file was most likely never held.
    const hasPast = registry.files.has(pathOf({ kind: "stage", model, stage }));
    const looksAtPast = hasPast && comparesWithHolders(registry, promotion);
    return gates.length === 0 ? [] : [{ stage, verdict, gates, looksAtPast }];
  });
}
