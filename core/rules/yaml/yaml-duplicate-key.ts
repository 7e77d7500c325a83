import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const yamlDuplicateKey: FileRule = {
  name: "yaml-duplicate-key",
  severity: "error",
  scope: "file",
  title: "No key stands twice in one map",
  why: "Of two equal keys most readers take the last, some the first, and some refuse the file: what the file says would depend on who reads it.",
  hint: "Keep the one that is meant.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const { code, message, start, end, otherStart = 0 } of file.syntaxProblems) {
      if (code !== "DUPLICATE_KEY") continue;
      const first = file.source.span(otherStart, otherStart);
      const hint = `It is first in line ${first.line}. Keep the one that is meant.`;
      yield { path: file.path, ...placed(file.source, file.source.span(start, end)), message, hint };
    }
  },
};
