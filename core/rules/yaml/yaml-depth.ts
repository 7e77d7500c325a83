import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const yamlDepth: FileRule = {
  name: "yaml-depth",
  severity: "error",
  scope: "file",
  title: "Maps and lists nest at most 32 levels deep",
  why: "A few kilobytes of opening brackets make many readers run out of stack. Nothing that a registry says needs such depth.",
  hint: "Write it flatter. A signature with types that deep is better described by the type of its top alone.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const { code, message, start, end } of file.syntaxProblems) {
      if (code !== "TOO_DEEP") continue;
      const hint = "Write it flatter.";
      yield { path: file.path, ...placed(file.source, file.source.span(start, end)), message, hint };
    }
  },
};
