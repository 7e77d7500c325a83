import { describe, expect, test } from "vitest";
import { type Changes, scenario } from "../../test/e2e/gates/scenario.ts";
import { stagePreviewText } from "../reports/stage-preview.ts";
import { previewStages } from "./preview.ts";

/** What the stages say of churn 1.4.0 before anybody proposes it. */
async function wholePreview(changes: Changes) {
  const { base, now } = await scenario(changes);
  return previewStages(base, { model: "churn", version: "1.4.0", now });
}

async function preview(changes: Changes) {
  const stages = await wholePreview(changes);
  return stages.map(({ stage, verdict, gates }) => ({ stage, verdict, gates: gates.map(({ gate }) => gate) }));
}

test("only gates that the file decides are asked, and stages without any are left out", async () => {
  const file = { require: ["metrics" as const], metrics: { auc: { min: 0.5 } }, formats: "safe" as const };
  const gates = { ...file, after: "staging", soak: "24h", approvals: 2 };
  expect(await preview({ gates })).toEqual([
    { stage: "production", verdict: "passed", gates: ["require", "metrics", "formats"] },
  ]);
  expect(await preview({ gates: { after: "staging", soak: "24h", approvals: 2 } })).toEqual([]);
});

describe("each gate fails here as it will fail there", () => {
  test.each<[string, Changes]>([
    ["require", { gates: { require: ["datasets"] }, proposed: { datasets: [] } }],
    ["metrics", { modelGates: { metrics: { auc: { min: 0.99 } } } }],
    ["metrics", { gates: { metrics: { auc: { max_regression: 0 } } }, current: { metrics: { auc: 0.999 } } }],
    ["signature", { gates: { signature: "compatible" }, proposed: { signature: {} } }],
    ["formats", { gates: { formats: ["onnx"] } }],
  ])("%s", async (gate, changes) => {
    expect(await preview(changes)).toEqual([{ stage: "production", verdict: "failed", gates: [gate] }]);
  });
});

test("where a gate compares with all who held the stage, it is said that they were not looked at", async () => {
  const regression = { metrics: { auc: { max_regression: 0.1 } } };
  const [compared] = await wholePreview({ gates: regression });
  expect(compared && stagePreviewText(compared)).toBe(
    "production accepts the version file (metrics); its pull request compares it also with the versions that held the stage before",
  );
  const neverHeld = { "registry/models/churn/stages/production.yaml": undefined };
  expect(await wholePreview({ gates: regression, baseFiles: neverHeld })).toMatchObject([{ looksAtPast: false }]);
  expect(await wholePreview({ gates: { metrics: { auc: { min: 0.1 } } } })).toMatchObject([{ looksAtPast: false }]);
});

test("a version that held the stage before gets no benefit of a rollback from a draft", async () => {
  const { base, now } = await scenario({ gates: { metrics: { auc: { min: 0.99 } } } });
  const [production] = previewStages(base, { model: "churn", version: "1.3.1", now });
  expect(production?.verdict).toBe("failed");
});
