import { type Dirent, lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { compareText } from "../../core/registry/finding.ts";
import { MAX_FILE_BYTES, type TreeEntry } from "../../core/registry/tree.ts";
import { gitBlobId } from "../git/blob-id.ts";
import { unreadable } from "./unreadable.ts";

/** All entries below `prefix` in a working folder, with the blob ids that git would give them, sorted by path. */
export function listFolder(root: string, prefix: string): readonly TreeEntry[] {
  const found = collect(root, prefix);
  const entries: TreeEntry[] = [];
  for (const { path, kind } of found) {
    // A repository of its own: to the one around it a submodule, whose files are not its files.
    if (kind === "repository") entries.push({ path, blobId: "", mode: "160000", sizeBytes: 0 });
    else entries.push(entryOf(root, path));
  }
  return entries.sort((a, b) => compareText(a.path, b.path));
}

/** The paths that `listFolder` lists, without a look into any file. */
export function listPaths(root: string, prefix: string): readonly string[] {
  return collect(root, prefix).map(({ path }) => path);
}

interface Found {
  readonly path: string;
  readonly kind: "file" | "repository";
}

function collect(root: string, prefix: string): readonly Found[] {
  // A link or file in the folder's place is listed as git lists it, and not followed.
  const kind = kindOf(join(root, prefix));
  if (kind !== "folder") return kind === undefined ? [] : [{ path: prefix, kind }];
  const found: Found[] = [];
  collectInto(found, root, prefix);
  return found;
}

function collectInto(found: Found[], root: string, path: string): void {
  const children = childrenOf(join(root, path));
  if (children.some(({ name }) => name === ".git")) {
    found.push({ path, kind: "repository" });
    return;
  }
  for (const child of children) {
    const childPath = `${path}/${child.name}`;
    if (child.isDirectory()) collectInto(found, root, childPath);
    else found.push({ path: childPath, kind: "file" });
  }
}

/** Files and folders are many and small: waiting for each without a detour is several times as fast. */
function childrenOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return absent(error as NodeJS.ErrnoException);
  }
}

function kindOf(path: string): "file" | "folder" | undefined {
  try {
    return lstatSync(path).isDirectory() ? "folder" : "file";
  } catch (error) {
    absent(error as NodeJS.ErrnoException);
    return undefined;
  }
}

/** Nothing where there is no such file, an error for all else. */
function absent(error: NodeJS.ErrnoException): [] {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
  throw unreadable(error.path ?? "The folder", error);
}

function entryOf(root: string, path: string): TreeEntry {
  const file = join(root, path);
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) {
    return { path, blobId: gitBlobId(Buffer.from(readlinkSync(file))), mode: "120000", sizeBytes: stats.size };
  }
  const mode = (stats.mode & 0o111) === 0 ? "100644" : "100755";
  // Anything over the limit is refused by its size; sockets and devices are not files of a registry at all.
  if (!stats.isFile()) return { path, blobId: "", mode: "000000", sizeBytes: 0 };
  if (stats.size > MAX_FILE_BYTES) return { path, blobId: `size:${stats.size}`, mode, sizeBytes: stats.size };
  const bytes = readFileSync(file);
  return { path, blobId: gitBlobId(bytes), mode, sizeBytes: bytes.length };
}
