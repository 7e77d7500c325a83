import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const yamlBom: FileRule = {
  name: "yaml-bom",
  severity: "error",
  scope: "file",
  title: "No file begins with a byte order mark",
  why: "Three bytes that no editor shows change the file's digest, and readers that do not know them find a first key with another name.",
  hint: "Save the file as UTF-8 without a byte order mark.",
  *check(file: RegistryFile): Iterable<Problem> {
    if (!file.source.text.startsWith("\ufeff")) return;
    yield {
      path: file.path,
      ...placed(file.source, file.source.span(0, 1)),
      message: "The file begins with a byte order mark",
      hint: "Save it as UTF-8 without one.",
      fix: { description: "delete the byte order mark", edits: [{ start: 0, end: 1, text: "" }] },
    };
  },
};
