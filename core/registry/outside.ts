import type { AttributesFile, Tree } from "../tree/tree.ts";
import { SourceText } from "../yaml/source-text.ts";
import { CODEOWNERS_PATHS, type CodeOwners, findCodeOwners } from "./codeowners.ts";

/** What attributes git gives to the files of a tree (https://git-scm.com/docs/gitattributes). */
const GIT_ATTRIBUTES = ".gitattributes";

/** The files outside of `registry/` that rules look at. */
export const OUTSIDE_PATHS: readonly string[] = [...CODEOWNERS_PATHS, GIT_ATTRIBUTES];

export interface OutsideFiles {
  /** Who GitHub asks for review. */
  readonly codeOwners: CodeOwners | undefined;
  /** The weakest word first. */
  readonly gitAttributes: readonly AttributesText[];
}

/** A file of attributes; see {@link AttributesFile}. */
export interface AttributesText extends Omit<AttributesFile, "bytes"> {
  readonly source: SourceText;
}

export const NOTHING_OUTSIDE: OutsideFiles = { codeOwners: undefined, gitAttributes: [] };

/**
 * The files outside of `registry/` that rules look at.
 *
 * @param contents those of `OUTSIDE_PATHS` that the tree has
 */
export async function readOutside(tree: Tree, contents: ReadonlyMap<string, Uint8Array>): Promise<OutsideFiles> {
  const own = contents.get(GIT_ATTRIBUTES);
  const attributes = (await tree.readAttributes?.()) ?? (own && [{ path: GIT_ATTRIBUTES, prefix: "", bytes: own }]);
  return {
    codeOwners: findCodeOwners(contents),
    gitAttributes: (attributes ?? []).map(({ path, prefix, bytes }) => ({
      path,
      prefix,
      source: new SourceText(decodeMarked(bytes)),
    })),
  };
}

/** An attribute may have git check out this very file as UTF-16, which it then begins with the mark of. */
function decodeMarked(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  return new TextDecoder(first === 0xfe && second === 0xff ? "utf-16be" : "utf-8").decode(bytes);
}
