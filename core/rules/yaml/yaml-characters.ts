import type { RegistryFile } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";
import { syntaxProblems } from "../support/syntax-problems.ts";

export const yamlCharacters: FileRule = {
  name: "yaml-characters",
  severity: "error",
  scope: "file",
  title: "Files hold no control characters and no unusual line breaks",
  why: "What one YAML reader takes for a line break is a part of the line to another: `# comment` and a lone carriage return hide a key that only some readers see. Control characters make others refuse the file.",
  hint: "End lines with LF or CRLF. A special character in a text is written as an escape inside double quotes, such as `\\u2028`.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const {
      problem,
      found: { start, end },
    } of syntaxProblems(file, "CHARACTER")) {
      if (file.source.text.charAt(start) === "\r") {
        const fix = { description: "end the line with LF", edits: [{ start, end, text: "\n" }] };
        yield { ...problem, message: "This line ends in a lone carriage return", hint: "End it with LF or CRLF.", fix };
      } else yield { ...problem, hint: "Delete it, or write it as an escape in double quotes." };
    }
  },
};
