import type { RegistryFile } from "../registry/file.ts";
import { type Problem, placed } from "../registry/finding.ts";
import type { FileRule } from "./rule.ts";

/** Codes that other rules speak about. */
const ELSEWHERE = new Set(["DUPLICATE_KEY"]);

export const yamlSyntax: FileRule = {
  name: "yaml-syntax",
  severity: "error",
  scope: "file",
  title: "Every registry file is one readable YAML document",
  why: "A file that a YAML reader cannot read is a fact that nobody can use: neither this tool nor a deploy job in another language.",
  mend: "Mend the syntax at the place that the finding shows. Strings with `: `, ` #`, or a leading `*`, `&`, `!`, `%`, `@` or backtick need quotes; indentation is spaces, never tabs.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const problem of file.syntaxProblems) {
      if (ELSEWHERE.has(problem.code)) continue;
      yield {
        path: file.path,
        ...placed(file.source, problem.span),
        message: problem.message.replace(/\.$/, ""),
        ...(HELP[problem.code] ? { help: HELP[problem.code] } : {}),
      };
    }
  },
};

const HELP: Record<string, string> = {
  TAB_AS_INDENT: "Indent with spaces.",
  EMPTY: "Write the document, or delete the file.",
  NOT_UTF8: "Save it as UTF-8 without a byte order mark.",
  BAD_INDENT: "Keys of one map begin in the same column.",
  MULTILINE_IMPLICIT_KEY: "A value that holds `: ` needs quotes.",
  BLOCK_AS_IMPLICIT_KEY: "A value that holds `: ` needs quotes.",
};
