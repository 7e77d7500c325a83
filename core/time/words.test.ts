import { expect, test } from "vitest";
import { lengthOf, minuteOf } from "./words.ts";

const HOUR = 3_600_000;

test.each([
  [-5_000, "0 seconds"],
  [0, "0 seconds"],
  [1_999, "1 second"],
  [119_999, "119 seconds"],
  [120_000, "2 minutes"],
  [2 * HOUR - 1, "119 minutes"],
  [28.5 * HOUR, "28 hours"],
  [48 * HOUR - 1, "47 hours"],
  [48 * HOUR, "2 days"],
  [34.9 * 24 * HOUR, "34 days"],
])("%d ms are %s", (durationMs, words) => {
  expect(lengthOf(durationMs)).toBe(words);
});

test("a time is read to its minute, in UTC", () => {
  expect(minuteOf("2026-10-20T14:02:59Z")).toBe("2026-10-20 14:02 UTC");
  expect(minuteOf("2026-10-20T01:02:59.5+02:00")).toBe("2026-10-19 23:02 UTC");
});
