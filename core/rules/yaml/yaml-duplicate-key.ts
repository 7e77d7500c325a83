import type { RegistryFile } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";
import { syntaxProblems } from "../support/syntax-problems.ts";

export const yamlDuplicateKey: FileRule = {
  name: "yaml-duplicate-key",
  severity: "error",
  scope: "file",
  title: "No key stands twice in one map",
  why: "Of two equal keys most readers take the last, some the first, and some refuse the file: what the file says would depend on who reads it.",
  hint: "Keep the one that is meant.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const {
      problem,
      found: { otherStart = 0 },
    } of syntaxProblems(file, "DUPLICATE_KEY")) {
      const first = file.source.span(otherStart, otherStart);
      const hint = `It is first in line ${first.line}. Keep the one that is meant.`;
      yield { ...problem, hint };
    }
  },
};
