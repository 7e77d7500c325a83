import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const yamlMergeKey: FileRule = {
  name: "yaml-merge-key",
  severity: "error",
  scope: "file",
  title: "No map is merged into another with <<",
  why: "Merge keys belong to YAML 1.1 alone. A reader of YAML 1.2 finds a key called `<<` instead, so what was to be merged is silently not there.",
  hint: "Write the keys out.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const { kind, start, end } of file.marks) {
      if (kind !== "merge") continue;
      const message = "<< merges a map for some YAML readers and is a key like any other for the rest";
      const hint = "Write the keys out here.";
      yield { path: file.path, ...placed(file.source, file.source.span(start, end)), message, hint };
    }
  },
};
