import { expect, test } from "vitest";
import type { ModelVersion } from "../../schemas/generated/types.ts";
import { ask } from "../../test/e2e/gates/scenario.ts";

const gates = { require: ["signature", "datasets", "environment", "code", "metrics", "parameters"] as const };
const whole: Partial<ModelVersion> = {
  datasets: [{ name: "customers", version: "4", role: "training" }],
  environment: { python: "3.11.7" },
  code: { commit: "9fceb02d0ae598e95dc970b74767f19372d61af8" },
  parameters: { C: 0.5 },
};

const judge = (proposed: Partial<ModelVersion>) =>
  ask("require", { gates: { require: [...gates.require] }, proposed: { ...whole, ...proposed } });

test("a version with every part passes", async () => {
  expect(await judge({})).toEqual({
    label: "require",
    verdict: "passed",
    reason: "has signature, datasets, environment, code, metrics and parameters",
  });
});

test.each<[string, Partial<ModelVersion>]>([
  ["signature", { signature: {} }],
  ["signature", { signature: { inputs: [], outputs: [] } }],
  ["datasets", { datasets: [] }],
  ["metrics", { metrics: {} }],
  ["parameters", { parameters: {} }],
])("%s that say nothing are missing", async (part, proposed) => {
  expect(await judge(proposed)).toMatchObject({ verdict: "failed", reason: `1.4.0 has no ${part}` });
});

test("every missing part is named", async () => {
  expect(await ask("require", { gates: { require: [...gates.require] } })).toMatchObject({
    verdict: "failed",
    reason: "1.4.0 has no datasets, environment, code or parameters",
  });
});
