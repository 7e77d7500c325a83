import * as fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, parseInstant } from "./instant.ts";

test.each([
  ["2026-10-01", "2026-10-01T00:00:00Z", true],
  ["2024-02-29", "2024-02-29T00:00:00Z", true],
  ["2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z", false],
  ["2026-10-01T02:00:00+02:00", "2026-10-01T00:00:00Z", false],
  ["2026-10-01 00:30:00-01:30", "2026-10-01T02:00:00Z", false],
  ["2026-10-01t00:00:00z", "2026-10-01T00:00:00Z", false],
  ["2026-10-01T00:00:00.25Z", "2026-10-01T00:00:00.250Z", false],
])("%s is %s", (text, time, startOfDay) => {
  expect(parseInstant(text)).toEqual({ time, startOfDay, endOfMinute: false });
});

test("a minute as history prints it is its last moment", () => {
  const time = "2026-10-01T14:02:59.999Z";
  expect(parseInstant("2026-10-01 14:02 UTC")).toEqual({ time, startOfDay: false, endOfMinute: true });
});

test.each([
  ["yesterday"],
  [""],
  ["2026-10"],
  ["2026-02-30"],
  ["2026-02-30 14:02 UTC"],
  ["2026-10-01 14:02 CET"],
  ["2026-02-30T00:00:00Z"],
  ["2026-13-01"],
  ["2026-10-01T24:00:00Z"],
  ["2026-10-01T14:02:00"],
  ["2026-10-01T14:02Z"],
  ["1760000000"],
  ["2026-10-01T00:00:00Z\n"],
])("%j is no time", (text) => {
  expect(parseInstant(text)).toBeUndefined();
});

test("what git stores is read back as it was written", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
      const time = instantOf(seconds);
      expect(time).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
      expect(Date.parse(time)).toBe(seconds * 1000);
      expect(parseInstant(time)?.time).toBe(time);
    }),
  );
});

test("a time that no four-digit year can name becomes the nearest that one can", () => {
  expect(instantOf(-1)).toBe("1970-01-01T00:00:00Z");
  expect(instantOf(9_999_999_999_999)).toBe("9999-12-31T23:59:59Z");
});
