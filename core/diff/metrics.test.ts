import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareMetrics, decimalDifference } from "./metrics.ts";

const goals = { auc: { goal: "maximize" }, latency_p95_ms: { goal: "minimize" } } as const;

test("each metric is judged in its own direction", () => {
  const now = { auc: 0.8921, latency_p95_ms: 11.8, accuracy: 0.841, seen: 10, old: 1 };
  const proposed = { auc: 0.9013, latency_p95_ms: 12.5, accuracy: 0.841, seen: 12, new: 2 };
  const lines = compareMetrics(now, proposed, goals).map(({ name, delta, judgement }) => [name, delta, judgement]);
  expect(lines).toEqual([
    ["auc", 0.0092, "better"],
    ["latency_p95_ms", 0.7, "worse"],
    ["accuracy", 0, "same"],
    ["new", undefined, "added"],
    ["old", undefined, "removed"],
    ["seen", 2, "unknown-direction"],
  ]);
});

test("the judgement turns around with the direction of time", () => {
  const turned: Record<string, string> = {
    better: "worse",
    worse: "better",
    added: "removed",
    removed: "added",
  } satisfies Record<string, string>;
  const metrics = fc.dictionary(fc.constantFrom("auc", "latency_p95_ms", "other"), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(metrics, metrics, (one, other) => {
      const there = compareMetrics(one, other, goals);
      const back = compareMetrics(other, one, goals);
      expect(back.map(({ judgement }) => judgement)).toEqual(
        there.map(({ judgement }) => turned[judgement] ?? judgement),
      );
    }),
  );
});

test("metrics named like the parts of an object are metrics like any other", () => {
  expect(compareMetrics({}, { constructor: 1 }, {})).toMatchObject([{ name: "constructor", judgement: "added" }]);
});

test.each([
  [0.9, 0.895, 0.005],
  [0.3, 0.1, 0.2],
  [1e-7, 3e-7, -2e-7],
  [1.5e3, 0.25, 1499.75],
  [1e300, 1, 1e300],
  [1e-200, 0, 1e-200],
  [2, 5, -3],
])("%d - %d is %d", (a, b, difference) => {
  expect(decimalDifference(a, b)).toBe(difference);
});
