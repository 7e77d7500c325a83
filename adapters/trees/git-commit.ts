import { OutsideError } from "../../core/errors.ts";
import type { Tree, TreeEntry } from "../../core/registry/tree.ts";
import { readBlobs } from "../git/blobs.ts";
import { OLDEST_GIT, git, tryGit } from "../git/git.ts";
import { resolveCommit } from "../git/repository.ts";

/** How many folders one `git ls-tree` is asked for: command lines have a limit. */
const MOST_FOLDERS = 500;

/**
 * The tree of a git commit, read with one `git ls-tree` for all listings that are asked for at once and one
 * `git cat-file --batch` for contents. Nothing is checked out.
 *
 * @param folder the registry's root in the repository's work tree, or a bare repository
 * @param revision a branch, tag or commit
 * @throws InputError `revision-unknown`
 */
export async function openCommit(folder: string, revision: string): Promise<Tree & { readonly commit: string }> {
  const [commit, prefixed] = await Promise.all([
    resolveCommit(folder, revision),
    // A registry may lie in a folder of a larger repository: paths are relative to that folder.
    tryGit(["rev-parse", "--show-prefix"], { cwd: folder }),
  ]);
  const prefix = prefixed.stdout.toString("utf8").trim();
  const blobIds = new Map<string, string>();
  const list = inOneGo(async (paths) => {
    const entries = await listTree(folder, commit, prefix, paths);
    for (const { path, blobId } of entries) blobIds.set(path, blobId);
    return entries;
  });
  return {
    id: commit,
    commit,
    list,
    async read(paths) {
      // By its id git finds an object at once; by its path, only through every folder on the way.
      const objects = new Map(paths.map((path) => [path, blobIds.get(path) ?? `${commit}:${prefix}${path}`]));
      const blobs = await readBlobs(folder, new Set(objects.values()));
      const contents = new Map<string, Uint8Array>();
      for (const [path, object] of objects) {
        const bytes = blobs.get(object);
        if (bytes !== undefined) contents.set(path, bytes);
      }
      return contents;
    },
  };
}

type ListAll = (paths: readonly string[]) => Promise<readonly TreeEntry[]>;

/** Answers all listings that are asked for before the next turn of the event loop from one. */
function inOneGo(listAll: ListAll): Tree["list"] {
  let asked: Set<string> = new Set();
  let answer: Promise<readonly TreeEntry[]> | undefined;
  return async (path) => {
    asked.add(path);
    answer ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        const paths = [...asked];
        asked = new Set();
        answer = undefined;
        listAll(paths).then(resolve, reject);
      });
    });
    const entries = await answer;
    return entries.filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`));
  };
}

async function listTree(
  folder: string,
  commit: string,
  prefix: string,
  paths: readonly string[],
): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (let first = 0; first < paths.length; first += MOST_FOLDERS) {
    const asked = paths.slice(first, first + MOST_FOLDERS).map((path) => prefix + path);
    const command = ["ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", ...asked];
    const output = await git(command, { cwd: folder });
    for (const line of output.split("\0")) if (line !== "") entries.push(parseEntry(line, prefix));
  }
  return entries;
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
