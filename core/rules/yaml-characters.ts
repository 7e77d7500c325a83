import type { RegistryFile } from "../registry/file.ts";
import { type Problem, placed } from "../registry/finding.ts";
import type { FileRule } from "./rule.ts";

/**
 * What YAML allows nowhere (https://yaml.org/spec/1.2.2/#51-character-set), a byte order mark past the beginning, and
 * line breaks of YAML 1.1 that those of 1.2 take for text: a lone CR, NEL, LS and PS.
 */
const REFUSED =
  /[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)|[\u2028\u2029]/gu;

export const yamlCharacters: FileRule = {
  name: "yaml-characters",
  severity: "error",
  scope: "file",
  title: "Files hold no control characters and no unusual line breaks",
  why: "What one YAML reader takes for a line break is a part of the line to another: `# comment` and a lone carriage return hide a key that only some readers see. Control characters make others refuse the file.",
  mend: "End lines with LF or CRLF. A special character in a text is written as an escape inside double quotes, such as `\\u2028`.",
  *check(file: RegistryFile): Iterable<Problem> {
    const { text } = file.source;
    for (const match of text.matchAll(REFUSED)) {
      const [character] = match;
      const start = match.index;
      // A mark at the very beginning is another rule's.
      if (start === 0 && character === "\ufeff") continue;
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      const place = { path: file.path, ...placed(file.source, file.source.span(start, start + character.length)) };
      if (character === "\r") {
        const fix = { description: "end the line with LF", edits: [{ start, end: start + 1, text: "\n" }] };
        yield { ...place, message: "This line ends in a lone carriage return", help: "End it with LF or CRLF.", fix };
      } else
        yield { ...place, message: `U+${code} cannot stand here`, help: `Delete it, or write "\\u${code}" in quotes.` };
    }
  },
};
