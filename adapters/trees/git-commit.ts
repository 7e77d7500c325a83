import { OutsideError } from "../../core/errors.ts";
import type { Tree, TreeEntry } from "../../core/registry/tree.ts";
import { readBlobs } from "../git/blobs.ts";
import { OLDEST_GIT, git, tryGit } from "../git/git.ts";
import { resolveCommit } from "../git/repository.ts";

/**
 * The tree of a git commit, read with one `git ls-tree` for a listing and one `git cat-file --batch` for contents.
 * Nothing is checked out.
 *
 * @param folder the registry's root in the repository's work tree, or a bare repository
 * @param revision a branch, tag or commit
 * @throws InputError `revision-unknown`
 */
export async function openCommit(folder: string, revision: string): Promise<Tree & { readonly commit: string }> {
  const commit = await resolveCommit(folder, revision);
  // A registry may lie in a folder of a larger repository: paths are relative to that folder.
  const { stdout } = await tryGit(["rev-parse", "--show-prefix"], { cwd: folder });
  const prefix = stdout.toString("utf8").trim();
  return {
    id: commit,
    commit,
    list: (path) => listTree(folder, commit, prefix, path),
    async read(paths) {
      const place = `${commit}:${prefix}`;
      const blobs = await readBlobs(
        folder,
        paths.map((path) => place + path),
      );
      return new Map(Array.from(blobs, ([object, bytes]) => [object.slice(place.length), bytes]));
    },
  };
}

async function listTree(folder: string, commit: string, prefix: string, path: string): Promise<TreeEntry[]> {
  const output = await git(["ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", `${prefix}${path}`], {
    cwd: folder,
  });
  const entries = output.split("\0").filter((line) => line !== "");
  return entries.map((line) => parseEntry(line, prefix));
}

/** One record of `git ls-tree -l -z`: `<mode> <type> <object> <size>\t<path>`. */
function parseEntry(record: string, prefix: string): TreeEntry {
  const match = /^([0-7]{6}) [a-z]+ ([0-9a-f]+) +([0-9]+|-)\t([^]+)$/.exec(record);
  if (match === null) {
    const hint = `Install git ${OLDEST_GIT} or later.`;
    throw new OutsideError({
      code: "git-failed",
      message: `git ls-tree answered what cannot be read: ${record}`,
      hint,
    });
  }
  const [, mode = "", blobId = "", size = "0", path = ""] = match;
  return { path: path.slice(prefix.length), blobId, mode, sizeBytes: size === "-" ? 0 : Number(size) };
}
