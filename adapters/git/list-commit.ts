import type { TreeEntry } from "../../core/registry/tree.ts";
import { git } from "./git.ts";

/**
 * The files of a commit, at or below a path from the repository's root; all of them without one.
 *
 * @throws OutsideError `git-failed`
 */
export async function listCommit(folder: string, commit: string, path?: string): Promise<readonly TreeEntry[]> {
  const below = path === undefined ? [] : ["--", path];
  const output = await git(["ls-tree", "-r", "-l", "-z", "--full-tree", commit, ...below], { cwd: folder });
  return output.split("\0").flatMap((record) => {
    const [, mode = "", blobId = "", size = "", at] = /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t([^]+)$/.exec(record) ?? [];
    return at === undefined ? [] : [{ path: at, mode, blobId, sizeBytes: size === "-" ? 0 : Number(size) }];
  });
}
