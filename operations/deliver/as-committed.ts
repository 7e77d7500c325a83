import { unlikeHead } from "../../adapters/git/clone/unlike-head.ts";
import { InputError, ModelyardError } from "../../core/errors.ts";
import { listing } from "../../core/text/listing.ts";
import type { Resolved } from "./resolve.ts";

/**
 * Compares what a reference was resolved by with the commit that is checked out. Git attributes can make a checkout differ
 * from what was reviewed, and git then says that nothing has changed.
 *
 * @param files by path from the folder, as they were read
 * @returns what whoever uses the version should know
 * @throws InputError `checkout-differs` where an attribute altered a file, or somebody edited the version file
 */
export async function expectAsCommitted(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  { path }: Pick<Resolved, "path">,
): Promise<readonly string[]> {
  try {
    const { edited, added, altered } = await unlikeHead(folder, files);
    if (altered.length > 0) throw wasAltered(altered);
    if (edited.includes(path)) throw wasEdited(path);
    return [
      ...edited.map((each) => `${each} was edited and is not committed`),
      ...added.map((each) => `${each} is not committed`),
    ];
  } catch (error) {
    if (!(error instanceof ModelyardError) || error.code === "checkout-differs") throw error;
    return [`What is checked out could not be compared with its commit: ${error.message}`];
  }
}

function wasAltered(paths: readonly string[]): InputError {
  return new InputError({
    code: "checkout-differs",
    message: `${listing(paths, "and")} ${paths.length === 1 ? "is" : "are"} not as in the commit that is checked out, and git sees no change: a git attribute or filter alters the registry`,
    hint: `See git check-attr -a -- ${paths[0] ?? ""}, take that away, and check the files out again. Nothing was delivered.`,
    path: paths[0],
  });
}

function wasEdited(path: string): InputError {
  return new InputError({
    code: "checkout-differs",
    message: `${path} was edited: it is not as in the commit that is checked out, and a version file never changes`,
    hint: `Put it back with git checkout -- ${path}, and draft a new version for what should differ.`,
    path,
  });
}
