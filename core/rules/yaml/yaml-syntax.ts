import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";
import { adviseOnSyntax } from "../support/syntax-advice.ts";

/** Codes that other rules speak about. */
const ELSEWHERE = new Set([
  "CHARACTER",
  "DUPLICATE_KEY",
  "KEY_NOT_TEXT",
  "SEVERAL_DOCUMENTS",
  "TOO_DEEP",
  "TAG_RESOLVE_FAILED",
]);
/** Mistakes that the reader steps over: each of them counts. After any other, what follows is mostly its echo. */
const INDEPENDENT = new Set(["BAD_SCALAR_START", "BAD_DQ_ESCAPE", "UNRESOLVED_ALIAS"]);

export const yamlSyntax: FileRule = {
  name: "yaml-syntax",
  severity: "error",
  scope: "file",
  title: "Every registry file is one readable YAML document",
  why: "A file that a YAML reader cannot read is a fact that nobody can use: neither this tool nor a deploy job in another language.",
  hint: "Correct the syntax at the place that the finding shows. Text with `: ` or ` #` in it, or with a leading `*`, `&`, `!`, `%`, `@` or backtick, needs quotes; indentation is spaces, never tabs.",
  *check(file: RegistryFile): Iterable<Problem> {
    if (file.isUndisputed) return;
    const marker = /^(?:<{7} |={7}$|>{7} )/m.exec(file.source.text);
    if (marker !== null) {
      yield {
        path: file.path,
        ...placed(file.source, file.source.span(marker.index, marker.index + 7)),
        message: "The markers of a merge conflict are still here",
        hint: "Keep one of the two sides, and delete the lines of <<<<<<<, ======= and >>>>>>>.",
      };
      return;
    }
    const hasTabs = file.marks.some(({ kind }) => kind === "tab");
    for (const problem of [...unresolvedAliases(file), ...file.syntaxProblems]) {
      if (ELSEWHERE.has(problem.code) || (problem.code === "TAB_AS_INDENT" && hasTabs)) continue;
      const { start, end, ...advice } = adviseOnSyntax(file, problem);
      yield { path: file.path, ...placed(file.source, file.source.span(start, end)), ...advice };
      if (!INDEPENDENT.has(problem.code)) return;
    }
  },
};

/** `path: *.py`: what begins with a star refers to an anchor, and this one does not exist. */
function unresolvedAliases({ marks }: RegistryFile): RegistryFile["syntaxProblems"] {
  const anchors = new Set<string>();
  return marks.flatMap(({ kind, text, start, end }) => {
    if (kind === "anchor") anchors.add(text.slice(1));
    if (kind !== "alias" || anchors.has(text.slice(1))) return [];
    return [{ code: "UNRESOLVED_ALIAS", message: `${text} refers to an anchor that does not exist`, start, end }];
  });
}
