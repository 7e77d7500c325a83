import { describe, expect, test } from "vitest";
import { firstDifference } from "./approved-commit.ts";

describe("an approval is about", () => {
  test.each([
    "ml/registry/models/churn/model.yaml",
    "ml/Registry/models/churn/model.yaml",
    "ml/registry",
    "CODEOWNERS",
    "docs/CodeOwners",
    ".gitattributes",
    "ml/.gitattributes",
    ".gitmodules",
    ".github/workflows/publish.yml",
    ".GitHub/workflows/publish.yml",
    ".git-blame-ignore-revs",
  ])("%s", (path) => {
    expect(firstDifference(new Map(), new Map([[path, "added"]]), "ml/")).toBe(path);
  });

  test.each([
    "train.py",
    "registry-tools/x.py",
    "ml/registry.md",
    "other/registry/x.yaml",
    "docs/CODEOWNERS.md",
    "a.git",
  ])("not about %s", (path) => {
    expect(firstDifference(new Map(), new Map([[path, "added"]]), "ml/")).toBeUndefined();
  });
});

test("two commits change the same where each such path goes from the same to the same", () => {
  const approved = new Map([
    ["registry/a.yaml", ":100644 100644 1 2 M"],
    ["train.py", ":100644 100644 1 2 M"],
  ]);
  expect(firstDifference(approved, new Map(approved), "")).toBeUndefined();
  expect(firstDifference(approved, new Map([["registry/a.yaml", ":100644 100644 1 2 M"]]), "")).toBeUndefined();
  expect(firstDifference(approved, new Map([["registry/a.yaml", ":100644 100755 1 2 M"]]), "")).toBe("registry/a.yaml");
  expect(firstDifference(approved, new Map([["registry/a.yaml", ":100644 100644 3 2 M"]]), "")).toBe("registry/a.yaml");
  expect(firstDifference(approved, new Map([...approved, ["CODEOWNERS", ":000000 100644 0 2 A"]]), "")).toBe(
    "CODEOWNERS",
  );
  expect(firstDifference(approved, new Map(), "")).toBe("registry/a.yaml");
});
