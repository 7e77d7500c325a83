import { lstat, readFile, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { OutsideError } from "../../core/errors.ts";
import { MAX_FILE_BYTES } from "../../core/registry/file.ts";
import { compareText } from "../../core/registry/finding.ts";
import type { Tree, TreeEntry } from "../../core/registry/tree.ts";
import { gitBlobId } from "../git/blob-id.ts";

/** The tree of a working folder. Blob ids are computed the way git does, so that they compare with a commit's. */
export function openFolder(root: string): Tree {
  return {
    id: `folder:${root}`,
    async list(prefix) {
      const entries: TreeEntry[] = [];
      // A link or file in the folder's place is listed as git lists it, and not followed.
      if (await isFolder(join(root, prefix))) await collect(root, prefix, entries);
      else entries.push(...(await entryOf(root, prefix).then((entry) => [entry], absent)));
      return entries.sort((a, b) => compareText(a.path, b.path));
    },
    async read(paths) {
      const contents = new Map<string, Uint8Array>();
      for (const path of paths) {
        const bytes = await readPlainFile(join(root, path));
        if (bytes !== undefined) contents.set(path, bytes);
      }
      return contents;
    },
  };
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

async function readPlainFile(file: string): Promise<Uint8Array | undefined> {
  try {
    return (await lstat(file)).isFile() ? await readFile(file) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw unreadable(file, error as Error);
  }
}

function unreadable(path: string, cause: Error): OutsideError {
  return new OutsideError({
    code: "file-unreadable",
    message: `${path} cannot be read: ${cause.message}`,
    hint: "Check the permissions of the file and its folders.",
    path,
    cause,
  });
}
