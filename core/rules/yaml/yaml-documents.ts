import type { RegistryFile } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";
import { syntaxProblems } from "../support/syntax-problems.ts";

export const yamlDocuments: FileRule = {
  name: "yaml-documents",
  severity: "error",
  scope: "file",
  title: "Every file holds one YAML document",
  why: "A second document behind a line of `---` is read by some programs, refused by others and not seen by the rest, so it can say what no review of the first one shows.",
  hint: "Give each document a file of its own, and delete the line of `---`.",
  *check(file: RegistryFile): Iterable<Problem> {
    const { text } = file.source;
    for (const {
      problem,
      found: { start },
    } of syntaxProblems(file, "SEVERAL_DOCUMENTS")) {
      const isEmpty = text.slice(start).trim() === "---";
      if (!isEmpty) yield { ...problem, hint: "One file, one document: move it to a file of its own." };
      else {
        const edits = [{ start, end: text.length, text: "" }];
        yield { ...problem, hint: "Delete the last ---.", fix: { description: "delete the last ---", edits } };
      }
    }
  },
};
