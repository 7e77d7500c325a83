import type { Model } from "../../schemas/generated/types.ts";
import { compareText } from "../text/order.ts";

export type MetricJudgement = "better" | "worse" | "same" | "unknown-direction" | "added" | "removed";

/** One metric of two versions side by side. */
export interface MetricDelta {
  readonly name: string;
  /** Which direction is better, where the model says so. */
  readonly goal: "maximize" | "minimize" | undefined;
  readonly now: number | undefined;
  readonly proposed: number | undefined;
  /** `proposed - now` in the metric's own unit, exact in decimals (0.9013 - 0.8921 is 0.0092); undefined where one is missing. */
  readonly delta: number | undefined;
  /** `unknown-direction`: the values differ, and the model does not say which direction is better. */
  readonly judgement: MetricJudgement;
}

/**
 * Compares what two versions measured, in the directions that the model declares. Metrics that the model declares come
 * first, then the others, each by name.
 *
 * @example
 * compareMetrics({ auc: 0.8921 }, { auc: 0.9013 }, { auc: { goal: "maximize" } });
 * // [{ name: "auc", goal: "maximize", now: 0.8921, proposed: 0.9013, delta: 0.0092, judgement: "better" }]
 */
export function compareMetrics(
  now: Readonly<Record<string, number>> | undefined,
  proposed: Readonly<Record<string, number>> | undefined,
  settings: Model["metrics"],
): readonly MetricDelta[] {
  const nowByName = new Map(Object.entries(now ?? {}));
  const proposedByName = new Map(Object.entries(proposed ?? {}));
  const goals = new Map(Object.entries(settings ?? {}).map(([name, { goal }]) => [name, goal]));
  const names = [...new Set([...nowByName.keys(), ...proposedByName.keys()])];
  const rank = (name: string) => (goals.has(name) ? 0 : 1);
  return names
    .sort((a, b) => rank(a) - rank(b) || compareText(a, b))
    .map((name) => compareMetric(name, goals.get(name), nowByName.get(name), proposedByName.get(name)));
}

function compareMetric(
  name: string,
  goal: MetricDelta["goal"],
  now: number | undefined,
  proposed: number | undefined,
): MetricDelta {
  const delta = now === undefined || proposed === undefined ? undefined : decimalDifference(proposed, now);
  return { name, goal, now, proposed, delta, judgement: judge(goal, now, proposed) };
}

function judge(goal: MetricDelta["goal"], now: number | undefined, proposed: number | undefined): MetricJudgement {
  if (now === undefined) return "added";
  if (proposed === undefined) return "removed";
  if (now === proposed) return "same";
  if (goal === undefined) return "unknown-direction";
  return proposed > now === (goal === "maximize") ? "better" : "worse";
}

/**
 * `a - b` as a person subtracts the two decimals. In binary, 0.9 - 0.895 is above 0.005 and would break a
 * `max_regression` of 0.005.
 *
 * @example decimalDifference(0.9, 0.895) // 0.005
 */
export function decimalDifference(a: number, b: number): number {
  const places = Math.max(decimalPlaces(a), decimalPlaces(b));
  const difference = a - b;
  // toFixed knows at most 100 places; past that, the binary difference is as good.
  return places > 100 ? difference : Number(difference.toFixed(places));
}

/** How many digits stand behind the point when `value` is written out: 0.25 has 2, 1e-7 has 7, 1.5e3 none. */
function decimalPlaces(value: number): number {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const fraction = mantissa.split(".")[1]?.length ?? 0;
  return Math.max(0, fraction - Number(exponent));
}
