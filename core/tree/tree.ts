/**
 * A tree of files: what a registry is read from, be it a folder, a git commit or a remote repository.
 * Paths are relative to the root that holds `registry/`, with `/` between folders.
 */
export interface Tree {
  /** What was read, for people and caches: a commit id, or `folder:PATH`. */
  readonly id: string;
  /** All entries below `prefix` (a folder path without a closing slash), sorted by path; the entry itself where it is no folder. */
  list(prefix: string): Promise<readonly TreeEntry[]>;
  /** The paths of `list(prefix)` alone, unordered, where that is cheaper: nothing is read. */
  listPaths?(prefix: string): Promise<readonly string[]>;
  /**
   * The bytes of the files that exist among `paths`. A symbolic link that was listed is not followed: it is not there, or
   * is the text that the link itself holds.
   */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** What attributes git gives to the tree's files, the weakest word first; left out where that is `.gitattributes` alone. */
  readAttributes?(): Promise<readonly AttributesFile[]>;
}

/** A file of git's attributes (https://git-scm.com/docs/gitattributes). */
export interface AttributesFile {
  /** From the tree's root, such as `../.gitattributes`; absolute for a file of this machine. */
  readonly path: string;
  /** The folder of the tree's root as patterns in the file see it: empty, or with a closing slash. */
  readonly prefix: string;
  readonly bytes: Uint8Array;
}

export interface TreeEntry {
  readonly path: string;
  /** Git's object id of the content; equal ids mean equal bytes. */
  readonly blobId: string;
  /** Git's file mode: `100644`, `100755`, `120000` (symbolic link) or `160000` (submodule). */
  readonly mode: string;
  readonly sizeBytes: number;
}

/** Whether an entry is a regular file: no symbolic link, submodule or device. */
export function isPlainFile(entry: TreeEntry): boolean {
  return entry.mode.startsWith("100");
}

/** The folder that holds every file of a registry. */
export const REGISTRY_FOLDER = "registry";

/** Largest file that is read, in bytes; a larger one is a finding and stays unparsed. */
export const MAX_FILE_BYTES = 256 * 1024;
