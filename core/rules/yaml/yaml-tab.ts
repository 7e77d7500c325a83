import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const yamlTab: FileRule = {
  name: "yaml-tab",
  severity: "error",
  scope: "file",
  title: "Space between keys and values is spaces, never tabs",
  why: "YAML forbids tabs in indentation, and readers in Python refuse them between tokens as well. They look like spaces in a review.",
  hint: "Write spaces. A tab that belongs to a text is `\\t` inside double quotes.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const { kind, text, start } of file.marks) {
      if (kind !== "tab") continue;
      const at = start + text.indexOf("\t");
      const place = { path: file.path, ...placed(file.source, file.source.span(at, at + 1)) };
      if (text.trim() !== "") {
        yield { ...place, message: "A text without quotes holds a tab", hint: "Quote it, and write the tab as \\t." };
        continue;
      }
      const indents = isLineStart(file.source.text, start);
      const message = indents ? "A tab indents this line" : "A tab stands where a space belongs";
      // How deep an indentation by tabs was meant is for its author to say.
      if (indents) yield { ...place, message, hint: "Indent with spaces, two for each level." };
      else {
        const edits = [{ start, end: start + text.length, text: " ".repeat(text.length) }];
        yield { ...place, message, hint: "Write a space.", fix: { description: "write spaces", edits } };
      }
    }
  },
};

function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || text.charAt(offset - 1) === "\n";
}
