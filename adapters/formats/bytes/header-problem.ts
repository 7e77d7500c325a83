/** `cut`: the file ends too early; `limit`: more than modelyard reads; `broken`: anything else that is wrong. */
export type HeaderProblemKind = "cut" | "limit" | "broken";

/**
 * What is wrong with a file's header. Thrown only inside this folder: `inspectModelFile` and `detectFormat` catch it, so
 * a broken or hostile file ends in a problem of the report and never in an error of the program.
 */
export class HeaderProblem extends Error {
  override readonly name = "HeaderProblem";
  readonly kind: HeaderProblemKind;

  constructor(message: string, kind: HeaderProblemKind = "broken") {
    super(message);
    this.kind = kind;
  }
}
