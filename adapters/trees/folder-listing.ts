import { lstat, readFile, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { compareText } from "../../core/registry/finding.ts";
import { MAX_FILE_BYTES, type TreeEntry } from "../../core/registry/tree.ts";
import { gitBlobId } from "../git/blob-id.ts";
import { unreadable } from "./unreadable.ts";

/** All entries below `prefix` in a working folder, with the blob ids that git would give them, sorted by path. */
export async function listFolder(root: string, prefix: string): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  // A link or file in the folder's place is listed as git lists it, and not followed.
  if (await isFolder(join(root, prefix))) await collect(root, prefix, entries);
  else entries.push(...(await entryOf(root, prefix).then((entry) => [entry], absent)));
  return entries.sort((a, b) => compareText(a.path, b.path));
}

async function collect(root: string, path: string, entries: TreeEntry[]): Promise<void> {
  const children = await readdir(join(root, path), { withFileTypes: true }).catch(absent);
  if (children.some(({ name }) => name === ".git")) {
    // A repository of its own: to the one around it a submodule, whose files are not its files.
    entries.push({ path, blobId: "", mode: "160000", sizeBytes: 0 });
    return;
  }
  for (const child of children) {
    const childPath = `${path}/${child.name}`;
    if (child.isDirectory()) await collect(root, childPath, entries);
    else entries.push(await entryOf(root, childPath));
  }
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Nothing where there is no such file, an error for all else. */
function absent(error: NodeJS.ErrnoException): [] {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
  throw unreadable(error.path ?? "The folder", error);
}

async function entryOf(root: string, path: string): Promise<TreeEntry> {
  const file = join(root, path);
  const stats = await lstat(file);
  if (stats.isSymbolicLink()) {
    return { path, blobId: gitBlobId(Buffer.from(await readlink(file))), mode: "120000", sizeBytes: stats.size };
  }
  const mode = (stats.mode & 0o111) === 0 ? "100644" : "100755";
  // Anything over the limit is refused by its size; sockets and devices are not files of a registry at all.
  if (!stats.isFile()) return { path, blobId: "", mode: "000000", sizeBytes: 0 };
  if (stats.size > MAX_FILE_BYTES) return { path, blobId: `size:${stats.size}`, mode, sizeBytes: stats.size };
  const bytes = await readFile(file);
  return { path, blobId: gitBlobId(bytes), mode, sizeBytes: bytes.length };
}
