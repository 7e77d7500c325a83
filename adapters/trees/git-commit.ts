import { OutsideError } from "../../core/errors.ts";
import type { Tree, TreeEntry } from "../../core/registry/tree.ts";
import { git, tryGit } from "../git/git.ts";
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
    read: (paths) =>
      readBlobs(
        folder,
        paths.map((path) => ({ path, object: `${commit}:${prefix}${path}` })),
      ),
  };
}

async function listTree(folder: string, commit: string, prefix: string, path: string): Promise<TreeEntry[]> {
  const output = await git(["ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", `${prefix}${path}/`], {
    cwd: folder,
  });
  const entries = output.split("\0").filter((line) => line !== "");
  return entries.map((line) => parseEntry(line, prefix));
}

/** One record of `git ls-tree -l -z`: `<mode> <type> <object> <size>\t<path>`. */
function parseEntry(record: string, prefix: string): TreeEntry {
  const match = /^([0-7]{6}) [a-z]+ ([0-9a-f]+) +([0-9]+|-)\t([^]+)$/.exec(record);
  if (match === null) {
    const hint = "Update git; modelyard needs 2.36 or later.";
    throw new OutsideError({
      code: "git-failed",
      message: `git ls-tree answered what cannot be read: ${record}`,
      hint,
    });
  }
  const [, mode = "", blobId = "", size = "0", path = ""] = match;
  return { path: path.slice(prefix.length), blobId, mode, sizeBytes: size === "-" ? 0 : Number(size) };
}

interface Wanted {
  readonly path: string;
  readonly object: string;
}

async function readBlobs(folder: string, wanted: readonly Wanted[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  // A line break in a path would be a second request to git.
  const askable = wanted.filter(({ path }) => !path.includes("\n"));
  if (askable.length === 0) return found;
  const input = askable.map(({ object }) => `${object}\n`).join("");
  const { exitCode, stdout, stderr } = await tryGit(["cat-file", "--batch"], { cwd: folder, input });
  if (exitCode !== 0) {
    const hint = "Check the repository with git fsck.";
    throw new OutsideError({ code: "git-failed", message: `git cat-file failed: ${stderr}`, hint });
  }
  let offset = 0;
  for (const { path } of askable) {
    const lineEnd = stdout.indexOf(10, offset);
    const header = stdout.toString("utf8", offset, lineEnd);
    offset = lineEnd + 1;
    const size = /^[0-9a-f]+ ([a-z]+) ([0-9]+)$/.exec(header);
    if (size === null) continue; // `<object> missing`
    const end = offset + Number(size[2]);
    if (size[1] === "blob") found.set(path, stdout.subarray(offset, end));
    offset = end + 1;
  }
  return found;
}
