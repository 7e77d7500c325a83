import { expect, test } from "vitest";
import { describeProgress, parseDuration } from "./duration.ts";
import { describeDeadline, parseTimeMs, timeOf } from "./deadline.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test.each([
  ["1m", MINUTE_MS],
  ["90m", 90 * MINUTE_MS],
  ["24h", 24 * HOUR_MS],
  ["7d", 7 * 24 * HOUR_MS],
  ["999999d", 999_999 * 24 * HOUR_MS],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toMatchObject({ text, ms });
});

test.each(["", "24", "h", "0h", "-1h", "1.5h", " 24h", "24h\n", "24 h", "1w", "24H", "1000000d"])(
  "%j is no duration",
  (text) => {
    expect(() => parseDuration(text)).toThrow(/is not a duration/);
  },
);

test.each([
  [16 * HOUR_MS + 59 * MINUTE_MS, "24h", "16 h of 24 h"],
  [24 * HOUR_MS - 1, "24h", "23 h of 24 h"],
  [59 * MINUTE_MS, "24h", "59 min of 24 h"],
  [0, "24h", "0 min of 24 h"],
  [-5, "24h", "0 min of 24 h"],
  [89.9 * MINUTE_MS, "90m", "89 min of 90 min"],
  [25 * HOUR_MS, "7d", "1 day of 7 days"],
  [16 * HOUR_MS, "7d", "16 h of 7 days"],
  [HOUR_MS, "1d", "1 h of 1 day"],
  [34 * 24 * HOUR_MS, "24h", "816 h of 24 h"],
])("%d ms of %s is %s", (elapsedMs, whole, words) => {
  expect(describeProgress(elapsedMs, parseDuration(whole))).toBe(words);
});

test("a deadline is never shown before its time", () => {
  expect(describeDeadline("2026-11-24T09:30:00Z")).toBe("2026-11-24 09:30 UTC");
  expect(describeDeadline("2026-11-24T09:30:00.001Z")).toBe("2026-11-24 09:31 UTC");
  expect(describeDeadline("2026-12-31T23:59:30Z")).toBe("2027-01-01 00:00 UTC");
});

test("times are read and written alike, and what is no time is refused", () => {
  expect(timeOf(parseTimeMs("2026-06-30T14:03:11Z"))).toBe("2026-06-30T14:03:11Z");
  expect(timeOf(parseTimeMs("2026-06-30T14:03:11.25Z"))).toBe("2026-06-30T14:03:11.250Z");
  expect(() => parseTimeMs("soon")).toThrow(/is not a time/);
});
