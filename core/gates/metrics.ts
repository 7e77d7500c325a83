import type { MetricGate, ModelVersion } from "../../schemas/generated/types.ts";
import { decimalDifference } from "../diff/metrics.ts";
import type { Gate, GateContext } from "./gate.ts";
import { comparableHolders } from "./holders.ts";
import { joinReasons } from "../text/reasons.ts";
import { type GateOutcome, worstOf } from "./verdict.ts";

/** Reasons that are named; the rest are counted. */
const MAX_REASONS = 5;

export const metrics: Gate = {
  name: "metrics",
  title: "Each metric keeps its bounds, and is not much worse than the best version that held the stage",
  why: "A number that nobody compares drifts. The bounds are what the model's owners promised to those who depend on it.",
  hint: "Train a better version. If the bound is wrong, change it in model.yaml or registry.yaml with a pull request of its own.",
  lines: ["metrics:", "  auc: {min: 0.85, max_regression: 0.01}", "  latency_ms: {max: 20}"],
  onRollback: "skipped",
  judge(context) {
    const bounds = [...context.policy.metrics];
    if (bounds.length === 0) return undefined;
    const answers = bounds.flatMap(([name, bound]) => Array.from(judgeMetric(context, name, bound)));
    const verdict = worstOf(answers.map((answer) => answer.verdict));
    const reasons = answers.filter((answer) => answer.verdict === verdict).map(({ reason }) => reason);
    return { label: "metrics", verdict, reason: joinReasons(reasons, MAX_REASONS) };
  },
};

type Answer = Pick<GateOutcome, "verdict" | "reason">;

function* judgeMetric(context: GateContext, name: string, bound: MetricGate): Iterable<Answer> {
  const value = new Map(Object.entries(context.proposed.value.metrics ?? {})).get(name);
  if (value === undefined) {
    yield { verdict: "failed", reason: `${context.promotion.version} has no ${name}` };
    return;
  }
  const { min, max, max_regression: maxRegression } = bound;
  const kept: string[] = [];
  if (min !== undefined && value < min) yield { verdict: "failed", reason: `${name} ${value} is below ${min}` };
  else if (min !== undefined) kept.push(`≥ ${min}`);
  if (max !== undefined && value > max) yield { verdict: "failed", reason: `${name} ${value} is above ${max}` };
  else if (max !== undefined) kept.push(`≤ ${max}`);
  const absolute = [name, value, kept.join(" and ")].filter((part) => part !== "").join(" ");
  if (maxRegression === undefined) {
    yield { verdict: "passed", reason: absolute };
    return;
  }
  const { verdict, reason } = judgeRegression(context, { name, value, maxRegression });
  yield verdict === "passed"
    ? { verdict, reason: `${absolute}, ${reason}` }
    : { verdict, reason: `${name} ${value}: ${reason}` };
}

interface Measured {
  readonly name: string;
  readonly value: number;
  readonly maxRegression: number;
}

function judgeRegression(context: GateContext, { name, value, maxRegression }: Measured): Answer {
  const { current, metrics: settings, promotion } = context;
  const goal = settings.get(name)?.goal;
  if (goal === undefined) {
    const hint = `set metrics.${name}.goal in model.yaml on the base branch`;
    return { verdict: "failed", reason: `max_regression needs to know which direction is better: ${hint}` };
  }
  if (!current.known) return { verdict: "unknown", reason: `nothing to compare with: ${current.reason}` };
  const holders = comparableHolders(context, (policy) => policy.metrics.get(name)?.max_regression);
  const compared = holders.known ? holders.value : current.value === null ? [] : [current.value];
  const valueOf = (version: ModelVersion) => new Map(Object.entries(version.metrics ?? {})).get(name);
  const [best] = compared
    .flatMap((version) => ({ version: version.version, measured: valueOf(version) }))
    .filter((held): held is Held => held.measured !== undefined)
    .sort((a, b) => (goal === "maximize" ? b.measured - a.measured : a.measured - b.measured));
  const unknown = holders.known ? undefined : `who held ${promotion.stage} before is not known: ${holders.reason}`;
  if (best === undefined) {
    if (unknown !== undefined) return { verdict: "unknown", reason: unknown };
    const [latest] = compared;
    if (latest === undefined) return { verdict: "passed", reason: `nothing in ${promotion.stage} to compare with` };
    return { verdict: "passed", reason: `${latest.version} has none to compare with` };
  }
  const regression =
    goal === "maximize" ? decimalDifference(best.measured, value) : decimalDifference(value, best.measured);
  const isCurrent = best.version === current.value?.version;
  const whose = isCurrent ? best.version : `${best.version}, the best that held ${promotion.stage}`;
  const words = `${regression} worse than ${whose}, at most ${maxRegression} is allowed`;
  if (regression > maxRegression) return { verdict: "failed", reason: words };
  if (unknown !== undefined) return { verdict: "unknown", reason: unknown };
  return { verdict: "passed", reason: regression <= 0 ? "no regression" : words };
}

/** A version that held the stage, and its value of the metric. */
interface Held {
  readonly version: string;
  readonly measured: number;
}
