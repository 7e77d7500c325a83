import type { RegistryFile } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";
import { syntaxProblems } from "../support/syntax-problems.ts";

export const yamlDepth: FileRule = {
  name: "yaml-depth",
  severity: "error",
  scope: "file",
  title: "Maps and lists nest at most 32 levels deep",
  why: "A few kilobytes of opening brackets make many readers run out of stack. Nothing that a registry says needs such depth.",
  hint: "Write it flatter. A signature with types that deep is better described by the type of its top alone.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const { problem } of syntaxProblems(file, "TOO_DEEP")) yield { ...problem, hint: "Write it flatter." };
  },
};
