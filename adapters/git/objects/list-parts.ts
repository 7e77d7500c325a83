import { posix } from "node:path";
import { compareText } from "../../../core/text/order.ts";
import type { TreeEntry } from "../../../core/tree/tree.ts";
import type { GitObject, GitObjects } from "./objects.ts";

/** One line of a tree object. */
interface TreeLine {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

/** A folder or file, by its path from the repository's root. */
interface Found extends Omit<TreeLine, "name"> {
  readonly path: string;
}

const FOLDER = "40000";
const SUBMODULE = "160000";

/**
 * The files of a commit at and below some of its paths, sorted by path: as `git ls-tree -r -l` says, without a process
 * for it. What lies beside these paths is not looked at.
 *
 * @param paths from the repository's root, as are those of the answer
 */
export async function listParts(
  objects: GitObjects,
  commit: string,
  paths: readonly string[],
): Promise<readonly TreeEntry[]> {
  const files: Found[] = [];
  let folders: Found[] = [];
  for (const found of await findPaths(objects, commit, paths)) (found.mode === FOLDER ? folders : files).push(found);
  while (folders.length > 0) {
    const trees = await objects.read(folders.map(({ id }) => id));
    const below: Found[] = [];
    for (const { path, id } of folders) {
      for (const { name, ...line } of linesOf(trees.get(id))) {
        (line.mode === FOLDER ? below : files).push({ ...line, path: `${path}/${name}` });
      }
    }
    folders = below;
  }
  const headers = await objects.describe(files.flatMap(({ mode, id }) => (mode === SUBMODULE ? [] : [id])));
  return files
    .map(({ path, mode, id }) => ({ path, mode, blobId: id, sizeBytes: headers.get(id)?.sizeBytes ?? 0 }))
    .sort((a, b) => compareText(a.path, b.path));
}

/** Folders by what they are, and anything else by what its folder says of it: an object does not know its own mode. */
async function findPaths(objects: GitObjects, commit: string, paths: readonly string[]): Promise<readonly Found[]> {
  const placeOf = (path: string) => `${commit}:${path}`;
  const headers = await objects.describe(paths.map(placeOf));
  const isFolder = (path: string) => headers.get(placeOf(path))?.type === "tree";
  const folders = paths.flatMap((path) => {
    const id = headers.get(placeOf(path))?.id;
    return id === undefined || !isFolder(path) ? [] : [{ path, mode: FOLDER, id }];
  });
  const byFolder = new Map<string, Map<string, string>>();
  for (const path of paths) {
    if (isFolder(path)) continue;
    const folder = placeOf(path.includes("/") ? posix.dirname(path) : "");
    byFolder.set(folder, (byFolder.get(folder) ?? new Map<string, string>()).set(posix.basename(path), path));
  }
  const parents = await objects.read(byFolder.keys());
  const files: Found[] = [];
  for (const [folder, wanted] of byFolder) {
    for (const { name, ...line } of linesOf(parents.get(folder))) {
      const path = wanted.get(name);
      if (path !== undefined) files.push({ ...line, path });
    }
  }
  return [...folders, ...files];
}

/**
 * Reads a tree object: for each entry `<mode> <name>\0<id>`, with an id of 20 bytes, or of 32 with SHA-256. What is no tree
 * has none.
 *
 * @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects
 */
function* linesOf(object: GitObject | undefined): Iterable<TreeLine> {
  if (object?.type !== "tree") return;
  const { id, bytes } = object;
  for (let start = 0; start < bytes.length;) {
    const nameEnd = bytes.indexOf(0, start);
    const modeEnd = bytes.indexOf(32, start);
    const next = nameEnd + 1 + id.length / 2;
    yield {
      mode: bytes.toString("latin1", start, modeEnd),
      name: bytes.toString("utf8", modeEnd + 1, nameEnd),
      id: bytes.toString("hex", nameEnd + 1, next),
    };
    start = next;
  }
}
