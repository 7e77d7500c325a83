import { SourceText } from "../yaml/source-text.ts";
import { CODEOWNERS_PATHS, type CodeOwners, findCodeOwners } from "./codeowners.ts";

/** What git is told about the files of a tree (https://git-scm.com/docs/gitattributes). */
export const GIT_ATTRIBUTES = ".gitattributes";

/** The files outside of `registry/` that rules look at. */
export const OUTSIDE_PATHS: readonly string[] = [...CODEOWNERS_PATHS, GIT_ATTRIBUTES];

export interface OutsideFiles {
  /** Who GitHub asks for review. */
  readonly codeOwners: CodeOwners | undefined;
  readonly gitAttributes: SourceText | undefined;
}

/** The files outside of `registry/` among some files' bytes. */
export function findOutside(contents: ReadonlyMap<string, Uint8Array>): OutsideFiles {
  const attributes = contents.get(GIT_ATTRIBUTES);
  return {
    codeOwners: findCodeOwners(contents),
    gitAttributes: attributes === undefined ? undefined : new SourceText(new TextDecoder("utf-8").decode(attributes)),
  };
}
