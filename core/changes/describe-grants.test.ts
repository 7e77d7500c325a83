import { describe, expect, test } from "vitest";
import { changedValues } from "./values.ts";
import { describeGrants } from "./describe-grants.ts";

const describeEdit = (from: unknown, to: unknown) =>
  changedValues({ formats: from }, { formats: to }).map((change) => describeGrants(change));

describe("an edit of formats in words", () => {
  test.each([
    ["safe", { allow: { churn: ["joblib"] } }, "`formats` allows joblib for churn", "lowers"],
    [{ allow: { churn: ["joblib"] } }, "safe", "`formats` no longer allows joblib for churn", "raises"],
    ["safe", ["safe", "joblib", "pickle"], "`formats` allows joblib and pickle for every model", "lowers"],
    [
      { allow: { churn: ["joblib"] } },
      { allow: { churn: ["joblib", "pickle"] } },
      "`formats` allows pickle for churn",
      "lowers",
    ],
    [
      { allow: { churn: ["joblib"] } },
      { allow: { churn: ["joblib"], fraud: ["pickle"] } },
      "`formats` allows pickle for fraud",
      "lowers",
    ],
    [["safe", "joblib"], ["safe", "joblib", "keras"], "`formats` allows keras for every model", "lowers"],
  ] as const)("%j → %j", (from, to, words, direction) => {
    expect(describeEdit(from, to)).toEqual([{ words: [words], direction }]);
  });

  test("one format in the place of another", () => {
    expect(describeEdit({ allow: { churn: ["joblib"] } }, { allow: { churn: ["pickle"] } })).toEqual([
      {
        words: ["`formats` allows pickle for churn", "`formats` no longer allows joblib for churn"],
        direction: "changes",
      },
    ]);
  });

  test.each([
    ["safe", ["onnx"]],
    [["onnx"], ["gguf"]],
    ["safe", undefined],
  ])("%j → %j grants nothing", (from, to) => {
    expect(describeEdit(from, to)).toEqual([undefined]);
  });
});
