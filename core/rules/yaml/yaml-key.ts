import type { RegistryFile } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";
import { syntaxProblems } from "../support/syntax-problems.ts";

export const yamlKey: FileRule = {
  name: "yaml-key",
  severity: "error",
  scope: "file",
  title: "Every key is a piece of text",
  why: "YAML allows a list, a map or nothing at all as a key. No schema, no JSON and few readers have a place for that.",
  hint: "Write the key as text; what begins with `[` or `{` and is meant as text needs quotes.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const {
      problem,
      found: { start, end },
    } of syntaxProblems(file, "KEY_NOT_TEXT")) {
      const hint = start === end ? "Write a key before the colon." : "Write it as text, in quotes.";
      yield { ...problem, hint };
    }
  },
};
