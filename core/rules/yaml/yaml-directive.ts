import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const yamlDirective: FileRule = {
  name: "yaml-directive",
  severity: "error",
  scope: "file",
  title: "No file begins with a %YAML or %TAG directive",
  why: "A directive changes how the reader takes all that follows: under `%YAML 1.1` an unquoted `no` is false. Readers differ in which directives they obey.",
  hint: "Delete the line, and the `---` after it.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const { kind, start, end, text } of file.marks) {
      if (kind !== "directive") continue;
      const lineEnd = file.source.text.indexOf("\n", end);
      yield {
        path: file.path,
        ...placed(file.source, file.source.span(start, end)),
        message: `${text.split(" ", 1)[0] ?? text} is a directive`,
        hint: "Delete the line.",
        fix: {
          description: "delete the line",
          edits: [{ start, end: lineEnd === -1 ? end : lineEnd + 1, text: "" }],
        },
      };
    }
  },
};
