import { OutsideError } from "../../../core/errors.ts";
import type { TreeEntry } from "../../../core/tree/tree.ts";
import { OLDEST_GIT, git } from "../git.ts";

/**
 * The files of a commit, at or below paths from the repository's root; all of them without any.
 *
 * @throws OutsideError `git-failed`, `git-object-missing`
 */
export async function listCommit(
  folder: string,
  commit: string,
  paths: readonly string[] = [],
): Promise<readonly TreeEntry[]> {
  const below = paths.length === 0 ? [] : ["--", ...paths];
  const output = await git(["ls-tree", "-r", "-l", "-z", "--full-tree", commit, ...below], { cwd: folder });
  const entries: TreeEntry[] = [];
  for (const record of output.split("\0")) if (record !== "") entries.push(parseEntry(record));
  return entries;
}

/** One record of `git ls-tree -l -z`: `<mode> <type> <object> <size>\t<path>`. */
function parseEntry(record: string): TreeEntry {
  const [, lost] = /^[0-7]{6} [a-z]+ [0-9a-f]+ +BAD\t([^]+)$/.exec(record) ?? [];
  if (lost !== undefined) {
    throw new OutsideError({
      code: "git-object-missing",
      message: `the commit has ${lost}, and the repository here does not have its content`,
      hint: "Fetch it with git fetch --refetch, from a clone that is whole; git fsck shows what else is missing.",
    });
  }
  const match = /^([0-7]{6}) [a-z]+ ([0-9a-f]+) +([0-9]+|-)\t([^]+)$/.exec(record);
  if (match === null) {
    throw new OutsideError({
      code: "git-failed",
      message: `git ls-tree answered what cannot be read: ${record}`,
      hint: `Install git ${OLDEST_GIT} or later.`,
    });
  }
  const [, mode = "", blobId = "", size = "0", path = ""] = match;
  return { path, blobId, mode, sizeBytes: size === "-" ? 0 : Number(size) };
}
