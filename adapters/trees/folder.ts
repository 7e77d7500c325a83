import { join } from "node:path";
import type { Tree } from "../../core/tree/tree.ts";
import { isAbsent, unreadableFile } from "../files/errors.ts";

// An import of it would load all that hangs on its exports, promises and streams among them, before anything starts.
const { lstatSync, readFileSync } = process.getBuiltinModule("node:fs");

/** The tree of a working folder. Blob ids are computed the way git does, so that they compare with a commit's. */
export function openFolder(root: string): Tree {
  return {
    id: `folder:${root}`,
    async list(prefix) {
      // Whoever reads single files needs no ids, and starts sooner without what makes them.
      const { listFolder } = await import("./folder-listing.ts");
      return listFolder(root, prefix);
    },
    async listPaths(prefix) {
      const { listPaths } = await import("./folder-listing.ts");
      return listPaths(root, prefix);
    },
    async readAttributes() {
      const { readFolderAttributes } = await import("./folder-attributes.ts");
      return readFolderAttributes(root);
    },
    async read(paths) {
      const contents = new Map<string, Uint8Array>();
      for (const path of paths) {
        const bytes = readPlainFile(join(root, path));
        if (bytes !== undefined) contents.set(path, bytes);
      }
      return contents;
    },
  };
}

/** Registry files are small and on this machine: waiting for each without a detour is several times as fast. */
function readPlainFile(file: string): Uint8Array | undefined {
  try {
    return lstatSync(file).isFile() ? readFileSync(file) : undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw unreadableFile(file, error as Error);
  }
}
