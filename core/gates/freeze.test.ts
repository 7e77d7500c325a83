import { expect, test } from "vitest";
import type { Freeze } from "../../schemas/generated/types.ts";
import { ask } from "../../test/e2e/gates/scenario.ts";

const window = (from: string, to: string, reason = "holiday traffic"): Freeze => ({
  from: `2026-12-${from}T00:00:00Z`,
  to: `2026-12-${to}T00:00:00Z`,
  reason,
});
const judge = (freeze: Freeze[], now: string) => ask("freeze", { gates: { freeze }, input: { now } });

test.each([
  ["2026-12-09T23:59:59Z", "passed"],
  ["2026-12-10T00:00:00Z", "pending"],
  ["2026-12-19T23:59:59Z", "pending"],
  ["2026-12-20T00:00:00Z", "passed"],
])("at %s a freeze from the 10th to the 20th is %s", async (now, verdict) => {
  expect((await judge([window("10", "20")], now))?.verdict).toBe(verdict);
});

test("it says until when and why", async () => {
  expect(await judge([window("10", "20")], "2026-12-12T00:00:00Z")).toEqual({
    label: "freeze",
    verdict: "pending",
    reason: "frozen until 2026-12-20 00:00 UTC: holiday traffic",
    lookAgainAt: "2026-12-20T00:00:00Z",
  });
});

test("windows that overlap or touch are one, in whatever order they are written", async () => {
  const windows = [window("18", "22", "last"), window("10", "15", "first"), window("15", "18"), window("24", "25")];
  for (const freeze of [windows, windows.toReversed()]) {
    expect(await judge(freeze, "2026-12-12T00:00:00Z")).toMatchObject({
      reason: "frozen until 2026-12-22 00:00 UTC: first",
      lookAgainAt: "2026-12-22T00:00:00Z",
    });
  }
});

test.each([
  ["2026-12-01T00:00:00Z", "the next one starts 2026-12-10 00:00 UTC: holiday traffic"],
  ["2026-12-30T00:00:00Z", "none is on or to come"],
])("at %s none is on", async (now, reason) => {
  expect(await judge([window("20", "21", "other"), window("10", "12")], now)).toMatchObject({
    verdict: "passed",
    reason,
  });
});

test("a window that ends before it starts freezes nothing", async () => {
  expect(await judge([window("20", "10")], "2026-12-15T00:00:00Z")).toMatchObject({ verdict: "passed" });
});

test("a model adds its own windows", async () => {
  const modelGates = { freeze: [window("10", "12")] };
  expect(await ask("freeze", { modelGates, input: { now: "2026-12-11T00:00:00Z" } })).toMatchObject({
    verdict: "pending",
  });
});
