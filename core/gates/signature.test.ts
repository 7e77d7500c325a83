import { expect, test } from "vitest";
import type { Field, ModelVersion, Signature } from "../../schemas/generated/types.ts";
import { type Changes, ask, known } from "../../test/e2e/gates/scenario.ts";

const age: Field = { name: "age", type: "long" };
const p: Field = { name: "p", type: "double" };
const judge = (changes: Changes) => ask("signature", { gates: { signature: "compatible" }, ...changes });
const to = (inputs: Field[], outputs: Field[] = [p]): Changes => ({ proposed: { signature: { inputs, outputs } } });

const serving: ModelVersion = {
  schema: "model-version/1",
  model: "churn",
  version: "1.3.1",
  created_at: "2026-10-01T00:00:00Z",
  author: "alice",
  artifacts: [{ path: "model.bin", size: 1, sha256: "a".repeat(64) }],
  signature: { inputs: [age, { name: "income", type: "double" }], outputs: [p] },
};

test.each<[string, Changes, string, string]>([
  ["the same", {}, "passed", "unchanged"],
  [
    "an optional input more",
    to([age, { name: "region", type: "string", optional: true }]),
    "passed",
    "input region added (string): it is optional, so callers may leave it out",
  ],
  [
    "a wider input",
    { current: { signature: { inputs: [{ name: "age", type: "integer" }], outputs: [p] } } },
    "passed",
    "input age integer → long: wider: every value that callers send today still fits",
  ],
  ["an input less", to([]), "failed", "input age removed (long): callers still send it"],
  [
    "a required input more, and an optional one",
    to([age, { name: "region", type: "string" }, { name: "city", type: "string", optional: true }]),
    "failed",
    "input region added (string): it is required, and today's callers do not send it",
  ],
  [
    "another output",
    to([age], [{ name: "p", type: "string" }]),
    "failed",
    "output p double → string: callers get another type than they read today",
  ],
  ["an output less", to([age], []), "failed", "output p removed (double): callers that read it find nothing"],
  [
    "no inputs declared",
    { proposed: { signature: { outputs: [p] } } },
    "failed",
    "1.4.0 does not declare its inputs, so nobody can tell whether its callers can go on",
  ],
  [
    "none declared before",
    { current: { signature: { outputs: [p] } } },
    "unknown",
    "the version that serves now does not declare its inputs",
  ],
  [
    "a stage that nothing ever held",
    { current: null, input: { history: known([]) } },
    "passed",
    "nothing in production that anybody calls",
  ],
  [
    "an emptied stage",
    { current: null, input: { heldVersions: new Map([["1.3.1", serving]]) } },
    "failed",
    "input income removed (double): callers still send it",
  ],
  [
    "a version that cannot be read",
    { baseFiles: { "registry/models/churn/versions/1.3.1.yaml": "-" } },
    "unknown",
    "nothing to compare with: registry/models/churn/versions/1.3.1.yaml cannot be read",
  ],
])("%s", async (_, changes, verdict, reason) => {
  expect(await judge(changes)).toEqual({ label: "signature", verdict, reason });
});

test("many differences are counted after the first few", async () => {
  const inputs = Array.from({ length: 9 }, (_, index): Field => ({ name: `x${index}`, type: "long" }));
  const signature: Signature = { inputs, outputs: [p] };
  const outcome = await judge({ current: { signature }, ...to([]) });
  expect(outcome?.reason).toMatch(
    /^input x0 removed .*; input x3 removed \(long\): callers still send it; and 5 more$/,
  );
});
