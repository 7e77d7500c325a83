import { expect, test } from "vitest";
import { withoutSkipMarks } from "./skip-marks.ts";

test.each([
  ["Add churn [skip ci]", "Add churn (skip ci)"],
  ["[CI SKIP] [no ci] [skip actions] [Actions Skip]", "(CI SKIP) (no ci) (skip actions) (Actions Skip)"],
  ["text\n\nskip-checks: true", "text\n\nskip-checks : true"],
  ["[skip the ci] of skip-checks", "[skip the ci] of skip-checks"],
])("%j", (text, said) => {
  expect(withoutSkipMarks(text)).toBe(said);
});
