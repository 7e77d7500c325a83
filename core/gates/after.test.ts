import { expect, test } from "vitest";
import { type Changes, ask, known, tenure, unknown } from "../../test/e2e/gates/scenario.ts";

const gates = { after: "staging" };

test("nothing is asked where the policy does not set it", async () => {
  expect(await ask("after", {})).toBeUndefined();
});

test.each<[string, Changes, string, string]>([
  ["is there", { gates }, "passed", "in staging since 2026-11-23 09:30 UTC (#131)"],
  [
    "was there",
    {
      gates,
      input: {
        history: known([
          tenure("staging", "1.4.0", "2026-11-20T09:30:00Z", "2026-11-21T09:30:00Z"),
          tenure("staging", "1.3.1", "2026-11-21T09:30:00Z"),
        ]),
      },
    },
    "passed",
    "in staging from 2026-11-20 09:30 UTC (#131) to 2026-11-21 09:30 UTC (#131)",
  ],
  [
    "was never there",
    { gates, input: { history: known([tenure("staging", "1.3.1", "2026-11-20T09:30:00Z")]) } },
    "failed",
    "1.4.0 was never in staging: promote it there first",
  ],
  [
    "was in one of two",
    { gates: { after: "shadow" }, modelGates: { after: "staging" } },
    "failed",
    "1.4.0 was never in shadow: promote it there first; in staging since 2026-11-23 09:30 UTC (#131)",
  ],
  [
    "is there, and the history was not read",
    { gates, input: { history: unknown("a shallow clone") } },
    "passed",
    "in staging now",
  ],
  [
    "may have been there",
    { gates: { after: "shadow" }, input: { history: unknown("this is a shallow clone") } },
    "unknown",
    "whether 1.4.0 was ever in shadow is not known: this is a shallow clone",
  ],
])("a version that %s", async (_, changes, verdict, reason) => {
  expect(await ask("after", changes)).toMatchObject({ verdict, reason });
});

test("a stage that is missing comes with the command to get there", async () => {
  expect(await ask("after", { gates: { after: "shadow" }, modelGates: { after: "staging" } })).toMatchObject({
    command: "modelyard promote churn@1.4.0 shadow",
  });
});
