import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Changes, ask, known, tenure, unknown } from "../../test/e2e/gates/scenario.ts";

const gates = { after: "staging", soak: "24h" };
const history = (...tenures: ReturnType<typeof tenure>[]): Changes["input"] => ({ history: known(tenures) });

test("a stay that lasts says how far it is and when it will pass", async () => {
  expect(await ask("soak", { gates })).toEqual({
    label: "soak 24h",
    verdict: "pending",
    reason: "16 h of 24 h; passes 2026-11-24 09:30 UTC",
    lookAgainAt: "2026-11-24T09:30:00Z",
  });
});

test("it passes at that time, and not a millisecond before", async () => {
  expect(await ask("soak", { gates, input: { now: "2026-11-24T09:29:59.999Z" } })).toMatchObject({
    verdict: "pending",
  });
  expect(await ask("soak", { gates, input: { now: "2026-11-24T09:30:00Z" } })).toMatchObject({ verdict: "passed" });
});

test.each<[string, Changes["input"], string, string]>([
  [
    "that ended long enough counts",
    history(
      tenure("staging", "1.4.0", "2026-11-20T09:30:00Z", "2026-11-21T09:30:00Z"),
      tenure("staging", "1.5.0", "2026-11-21T09:30:00Z"),
    ),
    "passed",
    "24 h of 24 h",
  ],
  [
    "that ended too early does not go on",
    history(
      tenure("staging", "1.4.0", "2026-11-20T09:30:00Z", "2026-11-20T11:30:00Z"),
      tenure("staging", "1.5.0", "2026-11-20T11:30:00Z"),
    ),
    "failed",
    "1.4.0 left staging after 2 h of 24 h: promote it there again",
  ],
  [
    "does not add up with an earlier one",
    history(
      tenure("staging", "1.4.0", "2026-11-10T09:30:00Z", "2026-11-20T09:30:00Z"),
      tenure("staging", "1.3.1", "2026-11-20T09:30:00Z", "2026-11-23T09:30:00Z"),
      tenure("staging", "1.4.0", "2026-11-23T09:30:00Z"),
    ),
    "pending",
    "16 h of 24 h; passes 2026-11-24 09:30 UTC",
  ],
  [
    "in another stage is another stay",
    history(tenure("shadow", "1.4.0", "2026-11-10T09:30:00Z")),
    "failed",
    "1.4.0 was never in staging",
  ],
  [
    "does not begin before what the branch had already",
    history(
      tenure("staging", "1.3.1", "2026-11-23T20:00:00Z", "2026-11-01T00:00:00Z"),
      tenure("staging", "1.4.0", "2026-11-01T00:00:00Z"),
    ),
    "pending",
    "5 h of 24 h; passes 2026-11-24 20:00 UTC",
  ],
  [
    "that claims to end in the future counts until now",
    history(
      tenure("staging", "1.4.0", "2026-11-23T09:30:00Z", "2027-11-23T09:30:00Z"),
      tenure("staging", "1.5.0", "2027-11-23T09:30:00Z"),
    ),
    "failed",
    "1.4.0 left staging after 16 h of 24 h: promote it there again",
  ],
  [
    "that nobody saw is not known",
    { history: unknown("this is a shallow clone") },
    "unknown",
    "how long 1.4.0 has been in staging is not known: this is a shallow clone",
  ],
])("a stay %s", async (_, input, verdict, reason) => {
  expect(await ask("soak", { gates, input: input ?? {} })).toMatchObject({ verdict, reason });
});

test("a soak without a stage to wait in fails", async () => {
  expect(await ask("soak", { gates: { soak: "1h" } })).toMatchObject({
    verdict: "failed",
    reason: "the policy sets soak without after, so there is no stage to wait in: name one beside it",
  });
});

test("each stage has its own soak, and the later end counts", async () => {
  const input = history(
    tenure("staging", "1.4.0", "2026-11-23T09:30:00Z"),
    tenure("shadow", "1.4.0", "2026-11-23T21:30:00Z"),
  );
  expect(await ask("soak", { gates, modelGates: { after: "shadow", soak: "2d" }, input: input ?? {} })).toEqual({
    label: "soak 24h, 2d",
    verdict: "pending",
    reason: "16 h of 24 h; passes 2026-11-24 09:30 UTC; 4 h of 2 days; passes 2026-11-25 21:30 UTC",
    lookAgainAt: "2026-11-25T21:30:00Z",
  });
});

test("time that goes by never turns a soak that passed into one that waits", async () => {
  const past = fc.integer({ min: 0, max: 1000 });
  await fc.assert(
    fc.asyncProperty(fc.array(past, { minLength: 2, maxLength: 6 }), past, past, async (hours, first, second) => {
      const start = Date.parse("2026-01-01T00:00:00Z");
      const at = (hour: number) => new Date(start + hour * 3_600_000).toISOString();
      const times = hours.map((hour) => hour - 1000);
      const tenures = times.map((hour, index) => {
        const next = times[index + 1];
        return tenure(
          "staging",
          index % 2 === 0 ? "1.4.0" : "1.3.1",
          at(hour),
          next === undefined ? undefined : at(next),
        );
      });
      const [early, late] = [Math.min(first, second), Math.max(first, second)];
      const [before, after] = await Promise.all(
        [early, late].map((hour) => ask("soak", { gates, input: { history: known(tenures), now: at(hour) } })),
      );
      const promised = before?.lookAgainAt ?? at(late);
      const then = await ask("soak", { gates, input: { history: known(tenures), now: promised } });
      expect(after?.verdict).toBe(before?.verdict === "passed" ? "passed" : after?.verdict);
      expect(then?.verdict).toBe(before?.lookAgainAt === undefined ? after?.verdict : "passed");
    }),
  );
});
