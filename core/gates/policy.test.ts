import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Gates } from "../../schemas/generated/types.ts";
import { type Changes, scenario } from "../../test/e2e/gates/scenario.ts";
import { judgePromotion } from "./index.ts";
import { mergePolicy } from "./policy.ts";
import type { GateName, Verdict } from "./verdict.ts";

const christmas = { from: "2026-12-20T00:00:00Z", to: "2027-01-02T00:00:00Z", reason: "holiday traffic" };
const summer = { from: "2026-07-01T00:00:00Z", to: "2026-07-08T00:00:00Z", reason: "summer" };

/** The merged policy with soaks as written and metrics as an object, without what nobody asks for. */
function merged(registry: Gates, model: Gates) {
  const { policy, warnings } = mergePolicy(registry, model);
  const { after, soakWithoutStage, metrics, ...rest } = policy;
  return {
    ...rest,
    after: after.map(({ stage, soak }) => (soak === undefined ? stage : `${stage} for ${soak.text}`)),
    soakWithoutStage: soakWithoutStage?.text,
    metrics: Object.fromEntries(metrics),
    warnings: warnings.length,
  };
}

describe("a model can only tighten", () => {
  test.each<[string, Gates, Gates, object]>([
    ["nothing", {}, {}, { after: [], approvals: 0, require: [], metrics: {}, signature: undefined, freeze: [] }],
    ["soak: more", { after: "staging", soak: "24h" }, { soak: "2d" }, { after: ["staging for 2d"], warnings: 0 }],
    ["soak: less", { after: "staging", soak: "24h" }, { soak: "60m" }, { after: ["staging for 24h"], warnings: 1 }],
    ["soak: as long", { after: "staging", soak: "24h" }, { soak: "1d" }, { after: ["staging for 24h"], warnings: 0 }],
    ["soak alone", { after: "staging" }, { soak: "1h" }, { after: ["staging for 1h"], warnings: 0 }],
    ["after alone", { soak: "24h" }, { after: "staging" }, { after: ["staging for 24h"], soakWithoutStage: undefined }],
    [
      "another stage",
      { after: "staging", soak: "24h" },
      { after: "shadow", soak: "1h" },
      { after: ["staging for 24h", "shadow for 1h"], warnings: 0 },
    ],
    ["a soak with nowhere to wait", {}, { soak: "1h" }, { after: [], soakWithoutStage: "1h" }],
    ["approvals: more", { approvals: 1 }, { approvals: 2 }, { approvals: 2, warnings: 0 }],
    ["approvals: less", { approvals: 1 }, { approvals: 0 }, { approvals: 1, warnings: 1 }],
    [
      "parts",
      { require: ["code", "metrics"] },
      { require: ["code", "datasets"] },
      { require: ["code", "metrics", "datasets"] },
    ],
    [
      "bounds: stricter",
      { metrics: { auc: { min: 0.8, max_regression: 0.1 }, ms: { max: 50 } } },
      { metrics: { auc: { min: 0.85, max_regression: 0.01 }, ms: { max: 40 } } },
      { metrics: { auc: { min: 0.85, max_regression: 0.01 }, ms: { max: 40 } }, warnings: 0 },
    ],
    [
      "bounds: looser",
      { metrics: { auc: { min: 0.8, max_regression: 0.01 }, ms: { max: 50 } } },
      { metrics: { auc: { min: 0.7, max_regression: 0.1 }, ms: { max: 60 } } },
      { metrics: { auc: { min: 0.8, max_regression: 0.01 }, ms: { max: 50 } }, warnings: 3 },
    ],
    [
      "bounds: others",
      { metrics: { auc: { min: 0.8 } } },
      { metrics: { auc: { max: 1 }, f1: { min: 0.5 } } },
      { metrics: { auc: { min: 0.8, max: 1 }, f1: { min: 0.5 } }, warnings: 0 },
    ],
    ["signature", {}, { signature: "compatible" }, { signature: "compatible" }],
    ["formats: safe", {}, { formats: "safe" }, { formats: { safe: true, granted: [], only: undefined } }],
    [
      "formats: safe and a list",
      { formats: "safe" },
      { formats: ["onnx", "pickle"] },
      { formats: { safe: true, granted: [], only: undefined }, warnings: 1 },
    ],
    [
      "formats: a list and safe",
      { formats: ["onnx", "pickle"] },
      { formats: "safe" },
      { formats: { safe: true, granted: [], only: undefined }, warnings: 0 },
    ],
    [
      "formats: two lists",
      { formats: ["onnx", "gguf"] },
      { formats: ["gguf", "pickle"] },
      { formats: { safe: true, granted: [], only: ["onnx", "gguf"] }, warnings: 1 },
    ],
    [
      "formats: apart",
      { formats: ["onnx"] },
      { formats: ["gguf"] },
      { formats: { safe: true, granted: [], only: [] } },
    ],
    ["freeze", { freeze: [christmas] }, { freeze: [summer] }, { freeze: [summer, christmas] }],
  ])("%s", (_, registry, model, expected) => {
    expect(merged(registry, model)).toMatchObject(expected);
  });

  test("what has no effect is reported with both values", () => {
    const { warnings } = mergePolicy({ metrics: { auc: { min: 0.8 } } }, { metrics: { auc: { min: 0.7 } } });
    expect(warnings).toEqual([
      "metrics.auc.min: the model's 0.7 has no effect, because the registry asks for 0.8 and a model can only tighten",
    ]);
  });
});

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const number = fc.constantFrom(0, 0.85, 0.9, 0.95, 12, 20);
const bounds = fc
  .record({ min: number, max: number, max_regression: number }, { requiredKeys: [] })
  .filter((bound) => Object.keys(bound).length > 0);
const gates: fc.Arbitrary<Gates> = fc
  .record({
    after: optional(fc.constantFrom("staging", "shadow")),
    soak: optional(fc.constantFrom("90m", "16h", "17h", "3d")),
    approvals: optional(fc.integer({ min: 0, max: 3 })),
    require: optional(fc.subarray<NonNullable<Gates["require"]>[number]>(["signature", "code", "metrics"])),
    metrics: optional(fc.dictionary(fc.constantFrom("auc", "latency_p95_ms", "f1"), bounds)),
    signature: optional(fc.constant("compatible" as const)),
    formats: optional(
      fc.oneof(fc.constant("safe" as const), fc.subarray(["safe", "safetensors", "onnx", "pickle"], { minLength: 1 })),
    ),
    freeze: optional(fc.subarray([christmas, { ...summer, to: "2026-11-25T00:00:00Z" }])),
  })
  .map((value) => JSON.parse(JSON.stringify(value)) as Gates);

const FROM_WORST: readonly Verdict[] = ["failed", "unknown", "pending", "passed"];

async function verdictsOf(changes: Changes): Promise<ReadonlyMap<GateName, Verdict>> {
  const { gates: verdicts } = judgePromotion(await scenario(changes));
  return new Map(verdicts.map(({ gate, verdict }) => [gate, verdict]));
}

test("the merged policy is never looser than the registry's or the model's alone, gate by gate", async () => {
  await fc.assert(
    fc.asyncProperty(gates, gates, async (registry, model) => {
      const together = await verdictsOf({ gates: registry, modelGates: model });
      for (const changes of [{ gates: registry }, { modelGates: model }]) {
        const own = changes.gates ?? changes.modelGates ?? {};
        for (const [gate, verdict] of await verdictsOf(changes)) {
          // A soak without after fails alone and finds a stage to wait in when the other policy names one.
          if (gate === "soak" && own.after === undefined) continue;
          expect(FROM_WORST.indexOf(together.get(gate) ?? "passed")).toBeLessThanOrEqual(FROM_WORST.indexOf(verdict));
        }
      }
    }),
    { numRuns: 200 },
  );
});
