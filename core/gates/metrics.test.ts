import { describe, expect, test } from "vitest";
import type { MetricGate } from "../../schemas/generated/types.ts";
import { type Changes, ask } from "../../test/e2e/gates/scenario.ts";

const judge = (metrics: Record<string, MetricGate>, changes: Changes = {}) =>
  ask("metrics", { gates: { metrics }, ...changes });

const values = (now: Record<string, number>, proposed: Record<string, number>): Changes => ({
  current: { metrics: now },
  proposed: { metrics: proposed },
});

describe("bounds", () => {
  test.each<[MetricGate, number, string, string]>([
    [{ min: 0.85 }, 0.85, "passed", "auc 0.85 ≥ 0.85"],
    [{ min: 0.85 }, 0.8499, "failed", "auc 0.8499 is below 0.85"],
    [{ max: 50 }, 50, "passed", "auc 50 ≤ 50"],
    [{ max: 50 }, 50.1, "failed", "auc 50.1 is above 50"],
    [{ min: 1, max: 2 }, 1.5, "passed", "auc 1.5 ≥ 1 and ≤ 2"],
  ])("%o of %d", async (bound, value, verdict, reason) => {
    expect(await judge({ auc: bound }, values({}, { auc: value }))).toMatchObject({ verdict, reason });
  });
});

describe("regression, in the metric's direction", () => {
  test.each<[string, string, number, number, string, string]>([
    ["better", "auc", 0.9, 0.91, "passed", "auc 0.91, no regression"],
    ["the same", "auc", 0.9, 0.9, "passed", "auc 0.9, no regression"],
    // In binary, 0.9 - 0.895 is above 0.005.
    [
      "as much worse as is allowed",
      "auc",
      0.9,
      0.895,
      "passed",
      "auc 0.895, 0.005 worse than 1.3.1, at most 0.005 is allowed",
    ],
    ["too much worse", "auc", 0.9, 0.8949, "failed", "auc 0.8949: 0.0051 worse than 1.3.1, at most 0.005 is allowed"],
    ["lower is better: better", "latency_p95_ms", 12, 11, "passed", "latency_p95_ms 11, no regression"],
    [
      "lower is better: worse",
      "latency_p95_ms",
      12,
      12.5,
      "failed",
      "latency_p95_ms 12.5: 0.5 worse than 1.3.1, at most 0.005 is allowed",
    ],
  ])("%s", async (_, name, now, proposed, verdict, reason) => {
    const changes = values({ [name]: now }, { [name]: proposed });
    expect(await judge({ [name]: { max_regression: 0.005 } }, changes)).toMatchObject({ verdict, reason });
  });

  test.each<[string, Changes, string, string]>([
    ["an empty stage", { current: null }, "passed", "auc 0.9, nothing in production to compare with"],
    [
      "a version that was not measured",
      { current: { metrics: {} } },
      "passed",
      "auc 0.9, 1.3.1 has none to compare with",
    ],
    [
      "a version that cannot be read",
      { baseFiles: { "registry/models/churn/versions/1.3.1.yaml": "schema: model-version/1" } },
      "unknown",
      "auc 0.9: nothing to compare with: registry/models/churn/versions/1.3.1.yaml cannot be read",
    ],
    [
      "a version that is not there",
      { baseFiles: { "registry/models/churn/versions/1.3.1.yaml": undefined } },
      "unknown",
      "auc 0.9: nothing to compare with: registry/models/churn/versions/1.3.1.yaml is not on the base branch",
    ],
    [
      "a stage that cannot be read",
      { baseFiles: { "registry/models/churn/stages/production.yaml": "version: [" } },
      "unknown",
      "auc 0.9: nothing to compare with: registry/models/churn/stages/production.yaml cannot be read",
    ],
  ])("against %s", async (_, changes, verdict, reason) => {
    expect(await judge({ auc: { max_regression: 0.005 } }, changes)).toMatchObject({ verdict, reason });
  });

  test("a metric without a direction fails with what to do", async () => {
    expect(await judge({ auc: { max_regression: 0.1 } }, { model: { metrics: {} } })).toMatchObject({
      verdict: "failed",
      reason:
        "auc 0.9: max_regression needs to know which direction is better: set metrics.auc.goal in model.yaml on the base branch",
    });
  });

  test("the direction is that of the base branch: a pull request cannot turn it around", async () => {
    const model = { schema: "model/1", name: "churn", metrics: { auc: { goal: "minimize" } } };
    const headFiles = { "registry/models/churn/model.yaml": JSON.stringify(model) };
    const changes = { ...values({ auc: 0.9 }, { auc: 0.5 }), headFiles };
    expect(await judge({ auc: { max_regression: 0.01 } }, changes)).toMatchObject({ verdict: "failed" });
  });
});

test.each(["f1", "constructor", "toString"])("the missing metric %s fails", async (name) => {
  expect(await judge({ [name]: { min: 0 } })).toMatchObject({ verdict: "failed", reason: `1.4.0 has no ${name}` });
});

test("what fails is all that is said then, a few in full and the rest counted", async () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const bounds = Object.fromEntries(names.map((name) => [name, { min: 1 }]));
  const outcome = await judge({ ...bounds, auc: { min: 0 } });
  expect(outcome?.reason).toBe(
    "1.4.0 has no a; 1.4.0 has no b; 1.4.0 has no c; 1.4.0 has no d; 1.4.0 has no e; and 2 more",
  );
});
