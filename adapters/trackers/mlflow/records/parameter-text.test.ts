import * as fc from "fast-check";
import { expect, test } from "vitest";
import { metricFromText, metricValue } from "./metric-values.ts";
import { parameterFromText } from "./parameter-text.ts";

test.for([
  ["42", 42],
  ["-7", -7],
  ["0", 0],
  ["0.5", 0.5],
  ["1.0", 1],
  ["-0.0", -0],
  ["1e-05", 0.00001],
  ["1.5e+16", 1.5e16],
  ["0.30000000000000004", 0.30000000000000004],
  ["True", true],
  ["False", false],
  ["None", null],
] as const)("%s was a value", ([text, value]) => {
  expect(parameterFromText(text)).toBe(value);
});

test.for([
  "1.10",
  "007",
  "+1",
  "-0",
  "1e5",
  "1E-05",
  "12345678901234567890",
  "0.123456789012345678901",
  "1e999",
  ".5",
  "1_000",
  "nan",
  "true",
  "null",
  "[64, 32]",
  " 1",
  "",
])("%j stays text", (text) => {
  expect(parameterFromText(text)).toBe(text);
});

test("a number is only taken for one when it means the same", () => {
  const numberLike = fc.stringMatching(/^-?\d{1,4}(\.\d{1,4})?(e[+-]\d\d)?$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), numberLike), (text) => {
      const value = parameterFromText(text);
      const isSame = value === text || value === Number(text) || ["True", "False", "None"].includes(text);
      expect(isSame).toBe(true);
    }),
  );
});

test.for([
  ["0.25", 0.25],
  ["1e-07", 1e-7],
  ["nan", Number.NaN],
  ["NaN", Number.NaN],
  ["inf", Infinity],
  ["-inf", -Infinity],
  ["-Infinity", -Infinity],
  ["", Number.NaN],
  ["1.7976931348623157e+308", Infinity],
] as const)("the metric %j", ([text, value]) => {
  expect(metricFromText(text)).toBe(value);
});

test("what a database has for an infinity", () => {
  expect(metricValue(Number.MAX_VALUE)).toBe(Infinity);
  expect(metricValue(-Number.MAX_VALUE)).toBe(-Infinity);
  expect(metricValue(1e300)).toBe(1e300);
});
