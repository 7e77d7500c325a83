import type { AttributesFile } from "../../core/tree/tree.ts";

/** Where a file of attributes may stand. */
export interface AttributesPlace extends Omit<AttributesFile, "bytes"> {
  /** From the repository's root. */
  readonly inRepository: string;
}

/**
 * The files of attributes in the folders from a repository's root to a registry's root, as git reads them: each takes
 * precedence over those before it.
 *
 * @param prefix where the registry lies in its repository: empty, or with a closing slash
 * @example attributesAbove("ml/").map(({ path }) => path) // ["../.gitattributes", ".gitattributes"]
 */
export function attributesAbove(prefix: string): readonly AttributesPlace[] {
  const names = prefix.split("/").filter((name) => name !== "");
  return [...names, ""].map((_, depth) => {
    const folder = names.slice(0, depth).map((name) => `${name}/`);
    const below = names.slice(depth).map((name) => `${name}/`);
    return {
      path: `${"../".repeat(below.length)}.gitattributes`,
      prefix: below.join(""),
      inRepository: `${folder.join("")}.gitattributes`,
    };
  });
}
