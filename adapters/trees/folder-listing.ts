import { type Dirent, lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import { compareText } from "../../core/text/order.ts";
import { MAX_FILE_BYTES, REGISTRY_FOLDER, type TreeEntry } from "../../core/tree/tree.ts";
import { isAbsent, unreadableFile } from "../files/errors.ts";
import { gitBlobId } from "../git/objects/blob-id.ts";
import { type GitFolder, findGitFolder } from "../git/git-folder.ts";
import { sparsePaths } from "../git/clone/sparse-checkout.ts";
import { storedBlobIds } from "../git/objects/stored-blob-ids.ts";
import { stagedSubmodules } from "../git/clone/submodules.ts";

/** All entries below `prefix` in a working folder, with the blob ids that git would give them, sorted by path. */
export async function listFolder(root: string, prefix: string): Promise<readonly TreeEntry[]> {
  const git = findGitFolder(root);
  await checkWhole(git, root, prefix);
  const entries: TreeEntry[] = [];
  const withCarriageReturns = new Map<string, string>();
  for (const { path, kind } of collect(root, prefix)) {
    // A repository of its own is a submodule to the outer one: its files are not the outer one's files.
    if (kind === "repository") entries.push(submodule(path));
    else {
      const entry = entryIfThere(root, path, git?.objectFormat, withCarriageReturns);
      if (entry !== undefined) entries.push(entry);
    }
  }
  for (const path of await stagedSubmodules(root, [prefix])) {
    if (!entries.some((entry) => entry.path === path)) entries.push(submodule(path));
  }
  entries.sort((a, b) => compareText(a.path, b.path));
  if (git === undefined || withCarriageReturns.size === 0) return entries;
  const stored = await storedBlobIds(root, prefix, withCarriageReturns);
  return entries.map(({ path, blobId, mode, sizeBytes }) => {
    return { path, blobId: stored.get(path) ?? blobId, mode, sizeBytes };
  });
}

function submodule(path: string): TreeEntry {
  return { path, blobId: "", mode: "160000", sizeBytes: 0 };
}

/** The paths that `listFolder` lists, without a look into any file. */
export async function listPaths(root: string, prefix: string): Promise<readonly string[]> {
  await checkWhole(findGitFolder(root), root, prefix);
  return collect(root, prefix).map(({ path }) => path);
}

/** A file that is only not checked out is not gone: nothing can be said of a folder that lacks some. */
async function checkWhole(git: GitFolder | undefined, root: string, prefix: string): Promise<void> {
  const [first, ...more] = git === undefined ? [] : await sparsePaths(git, root, prefix);
  if (first === undefined) return;
  throw new InputError({
    code: "sparse-checkout",
    message: `This checkout is sparse and leaves out ${first}${more.length === 0 ? "" : ` and ${more.length} more`}`,
    hint: `Check ${more.length === 0 ? "it" : "them"} out: git sparse-checkout add ${REGISTRY_FOLDER}, or git sparse-checkout disable.`,
  });
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
  if (isAbsent(error)) return [];
  throw unreadableFile(error.path ?? "The folder", error);
}

/** Somebody else may write at the same moment: their temporary files come and go. */
function entryIfThere(...[root, path, format, withCarriageReturns]: Parameters<typeof entryOf>): TreeEntry | undefined {
  try {
    return entryOf(root, path, format, withCarriageReturns);
  } catch (error) {
    absent(error as NodeJS.ErrnoException);
    return undefined;
  }
}

function entryOf(
  root: string,
  path: string,
  format: GitFolder["objectFormat"] | undefined,
  withCarriageReturns: Map<string, string>,
): TreeEntry {
  const file = join(root, path);
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) {
    const blobId = gitBlobId(Buffer.from(readlinkSync(file)), format);
    return { path, blobId, mode: "120000", sizeBytes: stats.size };
  }
  const mode = (stats.mode & 0o111) === 0 ? "100644" : "100755";
  // Anything over the limit is refused by its size; sockets and devices are not files of a registry at all.
  if (!stats.isFile()) return { path, blobId: "", mode: "000000", sizeBytes: 0 };
  if (stats.size > MAX_FILE_BYTES) return { path, blobId: `size:${stats.size}`, mode, sizeBytes: stats.size };
  const bytes = readFileSync(file);
  const blobId = gitBlobId(bytes, format);
  if (bytes.includes("\r\n")) withCarriageReturns.set(path, blobId);
  return { path, blobId, mode, sizeBytes: bytes.length };
}
