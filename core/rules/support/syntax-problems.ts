import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { SyntaxProblem } from "../../yaml/reader.ts";

interface PlacedProblem {
  readonly found: SyntaxProblem;
  /** The problem's place in the file, with the reader's own message. */
  readonly problem: Problem;
}

/** What the YAML reader found under one code, each with its place. */
export function* syntaxProblems(file: RegistryFile, code: string): Iterable<PlacedProblem> {
  const { path, source } = file;
  for (const found of file.syntaxProblems) {
    if (found.code !== code) continue;
    const place = placed(source, source.span(found.start, found.end));
    yield { found, problem: { path, ...place, message: found.message } };
  }
}
