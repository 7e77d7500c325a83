import { describe, expect, test } from "vitest";
import type { MetricGate, ModelVersion } from "../../schemas/generated/types.ts";
import type { PolicyState, PromotionInput } from "./input.ts";
import { type Changes, ask, known, tenure } from "../../test/e2e/gates/scenario.ts";

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
    [
      "a stage that nothing ever held",
      { current: null, input: { history: known([]) } },
      "passed",
      "auc 0.9, nothing in production to compare with",
    ],
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

const measured = (version: string, auc: number): [string, ModelVersion] => [
  version,
  {
    schema: "model-version/1",
    model: "churn",
    version,
    created_at: "2026-11-01T00:00:00Z",
    author: "alice",
    artifacts: [{ path: "model.bin", size: 1, sha256: "a".repeat(64) }],
    metrics: { auc },
  },
];

const state = (since: string, regression: number | undefined): PolicyState => ({
  since,
  settings: {
    schema: "registry/1",
    name: "acme",
    stages: [
      {
        name: "production",
        gates: regression === undefined ? {} : { metrics: { auc: { max_regression: regression } } },
      },
    ],
    artifacts: { store: "github-releases" },
  },
  model: undefined,
});

describe("the best that held the stage counts, not the last", () => {
  const heldVersions = new Map([measured("1.1.0", 0.91), measured("1.2.0", 0.906)]);
  const one = tenure("production", "1.1.0", "2026-10-01T00:00:00Z", "2026-10-05T00:00:00Z");
  const two = tenure("production", "1.2.0", "2026-10-05T00:00:00Z", "2026-10-10T00:00:00Z");
  const now = tenure("production", "1.3.1", "2026-10-10T00:00:00Z");
  const gate = { auc: { max_regression: 0.005 } };
  test.each<[string, PromotionInput["history"], PolicyState[], string]>([
    [
      "step by step",
      known([one, two, now]),
      [],
      "0.008 worse than 1.1.0, the best that held production, at most 0.005 is allowed",
    ],
    [
      "after the gate was changed",
      known([one, two, now]),
      [state("2026-10-06T00:00:00Z", 0.005), state("2026-09-01T00:00:00Z", 0.01)],
      "1.2.0",
    ],
    [
      "after other settings were changed",
      known([one, two, now]),
      [state("2026-10-11T00:00:00Z", 0.005), state("2026-09-01T00:00:00Z", 0.005)],
      "1.1.0",
    ],
    [
      "where the gate is new",
      known([one, two, now]),
      [state("2026-10-11T00:00:00Z", 0.005), state("2026-09-01T00:00:00Z", undefined)],
      "passed",
    ],
    [
      "past one that was rolled back",
      known([
        tenure("production", "1.3.1", "2026-09-01T00:00:00Z", "2026-10-01T00:00:00Z"),
        { ...one, until: now.from },
        now,
      ]),
      [],
      "passed",
    ],
  ])("%s", async (_, history, policies, expected) => {
    const input = { history, heldVersions, policies: known(policies) };
    const outcome = await judge(gate, { ...values({ auc: 0.904 }, { auc: 0.902 }), input });
    const words = `${outcome?.verdict ?? ""}: ${outcome?.reason ?? ""}`;
    expect(words).toContain(expected);
  });

  test("a rejected version is none to compare with", async () => {
    const status = { schema: "status/1", model: "churn", version: "1.1.0", status: "rejected", reason: "Leaks." };
    const baseFiles = { "registry/models/churn/status/1.1.0.yaml": JSON.stringify(status) };
    const input = { history: known([one, now]), heldVersions };
    const changes = { ...values({ auc: 0.904 }, { auc: 0.902 }), input };
    expect(await judge(gate, changes)).toMatchObject({ verdict: "failed" });
    expect(await judge(gate, { ...changes, baseFiles })).toMatchObject({ verdict: "passed" });
  });

  test("a history or a version that cannot be read leaves it open", async () => {
    const better = values({ auc: 0.9 }, { auc: 0.95 });
    for (const input of [
      { history: { known: false, reason: "a shallow clone" } as const },
      { history: known([one, now]), policies: { known: false, reason: "a shallow clone" } as const },
      { history: known([one, now]), heldVersions: new Map() },
    ])
      expect(await judge(gate, { ...better, input })).toMatchObject({ verdict: "unknown" });
    expect(
      await judge(gate, { ...values({ auc: 0.9 }, { auc: 0.8 }), input: { history: { known: false, reason: "?" } } }),
    ).toMatchObject({ verdict: "failed" });
  });
});
