import type { MetricGate, Model } from "../../schemas/generated/types.ts";
import type { MetricDelta } from "../diff/metrics.ts";
import { goalArrow, metricWords } from "./version-diff.ts";

/** How a metric's row is to be taken: what to be glad of, to look at, and what stops the promotion. */
export type Tone = "good" | "bad" | "plain" | "broken";

export interface CardMetric {
  /** With its direction: `auc ↑`. */
  readonly name: string;
  readonly now: string;
  readonly proposed: string;
  readonly changed: boolean;
  readonly words: string;
  readonly tone: Tone;
}

export interface CardMetrics {
  readonly rows: readonly CardMetric[];
  /** What is not shown, counted: `and 480 more: 470 same, 10 better`; undefined where everything is. */
  readonly more: string | undefined;
}

const MAX_ROWS = 20;

/**
 * The metrics of two versions, with the bounds that they have to keep, what changed first. Where there are too many,
 * those that break a bound come first, then the worse and the better ones.
 */
export function listMetrics(
  deltas: readonly MetricDelta[],
  bounds: Readonly<Record<string, MetricGate>>,
  settings: Model["metrics"],
): CardMetrics {
  const boundOf = new Map(Object.entries(bounds));
  const measured = new Set(deltas.map(({ name }) => name));
  const missing = [...boundOf.keys()]
    .filter((name) => !measured.has(name))
    .map((name) => neverMeasured(name, settings));
  const all = [...missing, ...deltas].map((delta) => ({ delta, row: describeMetric(delta, boundOf.get(delta.name)) }));
  if (all.length <= MAX_ROWS) {
    const changed = all.filter(({ row }) => row.changed || row.tone === "broken");
    const same = all.filter((metric) => !changed.includes(metric));
    return { rows: [...changed, ...same].map(({ row }) => row), more: undefined };
  }
  const byInterest = all.sort((a, b) => interest(a.row) - interest(b.row));
  const hidden = byInterest.slice(MAX_ROWS).map(({ delta }) => delta);
  return { rows: byInterest.slice(0, MAX_ROWS).map(({ row }) => row), more: count(hidden) };
}

function neverMeasured(name: string, settings: Model["metrics"]): MetricDelta {
  const goal = new Map(Object.entries(settings ?? {})).get(name)?.goal;
  return { name, goal, now: undefined, proposed: undefined, delta: undefined, judgement: "removed" };
}

function interest({ tone, changed }: CardMetric): number {
  const tones: readonly Tone[] = ["broken", "bad", "good", "plain"];
  return 2 * tones.indexOf(tone) + (changed ? 0 : 1);
}

function count(deltas: readonly MetricDelta[]): string {
  const counts = new Map<string, number>();
  for (const { judgement } of deltas) counts.set(HIDDEN[judgement], (counts.get(HIDDEN[judgement]) ?? 0) + 1);
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([word, times]) => `${times} ${word}`);
  return `and ${deltas.length} more: ${kinds.join(", ")}`;
}

const HIDDEN: Record<MetricDelta["judgement"], string> = {
  better: "better",
  worse: "worse",
  same: "same",
  "unknown-direction": "of unknown direction",
  added: "new",
  removed: "missing",
};

function describeMetric(delta: MetricDelta, bound: MetricGate | undefined): CardMetric {
  const { name, goal, now, proposed, judgement } = delta;
  const broken = bound === undefined ? undefined : brokenBound(delta, bound);
  const kept = judgement === "worse" && bound !== undefined ? keptBound(bound) : undefined;
  return {
    name: `${name}${goalArrow(goal)}`,
    now: now === undefined ? "–" : String(now),
    proposed: proposed === undefined ? "–" : String(proposed),
    changed: now !== proposed && proposed !== undefined,
    words: [metricWords(delta), broken ?? kept].filter((part) => part !== undefined).join(", "),
    tone: broken !== undefined ? "broken" : judgement === "better" ? "good" : judgement === "worse" ? "bad" : "plain",
  };
}

/** The bound that the proposed value breaks, in words. */
function brokenBound({ proposed, delta, judgement }: MetricDelta, bound: MetricGate): string | undefined {
  const { min, max, max_regression: maxRegression } = bound;
  if (proposed === undefined) return "and a gate asks for it";
  if (min !== undefined && proposed < min) return `below ${min}`;
  if (max !== undefined && proposed > max) return `above ${max}`;
  const regression = judgement === "worse" ? Math.abs(delta ?? 0) : 0;
  return maxRegression !== undefined && regression > maxRegression
    ? `more than the ${maxRegression} allowed`
    : undefined;
}

/** The bound that a value which got worse still keeps: what matters then. */
function keptBound({ min, max, max_regression: maxRegression }: MetricGate): string | undefined {
  if (max !== undefined) return `within ${max}`;
  if (min !== undefined) return `still above ${min}`;
  return maxRegression === undefined ? undefined : `within the ${maxRegression} allowed`;
}
