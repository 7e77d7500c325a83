import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { disputedReading, numberText, textLiteral } from "./plain-scalar.ts";

describe("disputedReading", () => {
  test.each([
    ["yes", "true"],
    ["OFF", "false"],
    ["y", "true"],
    ["N", "false"],
    ["2026-06-30", "a date"],
    ["2026-06-30T14:03:11Z", "a time"],
    ["2026-06-30 14:03:11.5 +02:00", "a time"],
    ["1:30", "the number 90"],
    ["-1:30:00", "the number -5400"],
    ["0755", "the number 493"],
    ["-010", "the number -8"],
    ["0b101", "the number 5"],
    ["0x1F", "the number 31"],
    ["0o17", "text"],
    ["08", "text"],
    ["1_000", "the number 1000"],
    ["1,000", "the number 1000"],
    ["1e3", "text"],
    ["12345e7", "text"],
    ["1.5e3", "text"],
    [".5", "text"],
    ["1.", "text"],
    ["1_0.5", "a number"],
    ["e5", "a number"],
    ["+_1", "a number"],
    ["-_.5", "a number"],
    ["1e_3", "a number"],
    ["+_0x1", "a number"],
    ["0X1F", "the number 31"],
    ["0B101", "the number 5"],
    ["0O17", "a number"],
    ["=", "a default value"],
    ["<<", "a merge key"],
  ])("%s is %s to some", (written, other) => expect(disputedReading(written)).toBe(other));

  test.each([
    "1.10",
    "0",
    "-1",
    "+3",
    "0.5",
    "1.0e-7",
    "-1.5e+10",
    "true",
    "False",
    "null",
    ".inf",
    ".NaN",
    "1.2.0",
    "4f8d11a",
    "churn",
    "yess",
    "1-2",
    "12:60",
  ])("%s is the same to all", (written) => expect(disputedReading(written)).toBeUndefined());
});

test("a number as text is the number, to readers of YAML 1.1 and 1.2, and not disputed", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = numberText(value);
      expect(disputedReading(text)).toBeUndefined();
      for (const version of ["1.1", "1.2"] as const) expect(parse(text, { version })).toEqual(value + 0);
    }),
  );
  expect([1e-7, 5e-324, 2 ** 60, 1e21, 0.5, 3].map(numberText)).toEqual([
    "1.0e-7",
    "5.0e-324",
    "1.152921504606847e+18",
    "1.0e+21",
    "0.5",
    "3",
  ]);
});

test("a text as literal is the text, to readers of YAML 1.1 and 1.2", () => {
  const words = fc.constantFrom("no", "y", "null", "true", "production", "pre-prod", "1.10", "a b", "");
  fc.assert(
    fc.property(fc.oneof(words, fc.string()), (text) => {
      for (const version of ["1.1", "1.2"] as const) expect(parse(textLiteral(text), { version })).toBe(text);
    }),
  );
});
