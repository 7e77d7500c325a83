import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const yamlKey: FileRule = {
  name: "yaml-key",
  severity: "error",
  scope: "file",
  title: "Every key is a piece of text",
  why: "YAML allows a list, a map or nothing at all as a key. No schema, no JSON and few readers have a place for that.",
  hint: "Write the key as text; what begins with `[` or `{` and is meant as text needs quotes.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const { code, message, start, end } of file.syntaxProblems) {
      if (code !== "KEY_NOT_TEXT") continue;
      const hint = start === end ? "Write a key before the colon." : "Write it as text, in quotes.";
      yield { path: file.path, ...placed(file.source, file.source.span(start, end)), message, hint };
    }
  },
};
