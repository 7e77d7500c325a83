import type { RegistryFile } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { SyntaxProblem } from "../../yaml/reader.ts";

interface PlacedProblem {
  readonly found: SyntaxProblem;
  /** The problem's place in the file, with the reader's own message. */
  readonly problem: Problem;
}

/** What the YAML reader found under one code, each with its place. */
export function syntaxProblems({ path, source, syntaxProblems: all }: RegistryFile, code: string): PlacedProblem[] {
  const ofCode = all.filter((found) => found.code === code);
  return ofCode.map((found) => {
    const place = placed(source, source.span(found.start, found.end));
    return { found, problem: { path, ...place, message: found.message } };
  });
}
