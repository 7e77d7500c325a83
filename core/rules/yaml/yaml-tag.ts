import type { RegistryFile } from "../../registry/file.ts";
import { type Fix, type Problem, placed } from "../../registry/finding.ts";
import type { Mark } from "../../yaml/marks.ts";
import type { FileRule } from "../rule.ts";

export const yamlTag: FileRule = {
  name: "yaml-tag",
  severity: "error",
  scope: "file",
  title: "No value has a tag",
  why: "A tag such as `!!python/object` asks the reader to build something else than the value that stands there, and some readers run code for it. Readers that do not know a tag refuse the file or ignore the tag.",
  hint: "Delete the tag. For text that looks like a number write quotes instead of `!!str`.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const [index, mark] of file.marks.entries()) {
      if (mark.kind !== "tag") continue;
      const fix = fixFor(file, mark, file.marks[index + 1]);
      yield {
        path: file.path,
        ...placed(file.source, file.source.span(mark.start, mark.end)),
        message: `${mark.text} is a tag`,
        hint: mark.text === "!!str" ? "Quote the text instead." : "Write a plain value.",
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
};

/** `!!str 1.10` → `"1.10"`; `!!int 3` → `3`. What other tags mean, only their author knows. */
function fixFor(file: RegistryFile, { text, start, target }: Mark, next: Mark | undefined): Fix | undefined {
  if (target === undefined || (next !== undefined && next.start < target.start)) return undefined;
  const value = file.source.text.slice(target.start, target.end);
  if (value.includes("\n")) return undefined;
  const isQuoted = /^["']/.test(value);
  if (text === "!!str") {
    const quoted = isQuoted ? value : JSON.stringify(value);
    return { description: `write ${quoted}`, edits: [{ start, end: target.end, text: quoted }] };
  }
  const isTrue = TRUE_TO_TAG[text]?.test(value) ?? false;
  return isTrue ? { description: "delete the tag", edits: [{ start, end: target.start, text: "" }] } : undefined;
}

/** Tags that say only what the value's own form says already. */
const TRUE_TO_TAG: Record<string, RegExp> = {
  "!!int": /^[-+]?(?:0|[1-9][0-9]*)$/,
  "!!float": /^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+$/,
  "!!bool": /^(?:true|false)$/,
  "!!null": /^null$/,
  "!!map": /^\{/,
  "!!seq": /^\[/,
};
