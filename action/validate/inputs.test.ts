import { expect, test } from "vitest";
import { readValidateInputs } from "./inputs.ts";

const given: Readonly<Record<string, string>> = {
  token: "t",
  folder: "ml",
  comment: "false",
  status: "",
  "fail-while-pending": "True",
  "sarif-file": "out.sarif",
};

test("inputs are read into what they mean", () => {
  expect(readValidateInputs((name) => given[name] ?? "")).toEqual({
    token: "t",
    folder: "ml",
    comment: false,
    status: undefined,
    failWhilePending: true,
    sarifFile: "out.sarif",
  });
});

test("a flag that is neither true nor false is refused by name", () => {
  expect(() => readValidateInputs((name) => (name === "comment" ? "yes" : (given[name] ?? "")))).toThrow(
    'The input comment is "yes"',
  );
});
