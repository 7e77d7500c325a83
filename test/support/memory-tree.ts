import { createHash } from "node:crypto";
import { compareText } from "../../core/text/order.ts";
import type { Tree, TreeEntry } from "../../core/tree/tree.ts";

/** What a memory tree holds at a path: a file's text, or an entry that is something else, such as a symbolic link. */
export type MemoryFile = string | { readonly mode: string; readonly text: string };

/** A tree that lives in memory, for tests that make many. Blob ids are git's. */
export function memoryTree(files: Readonly<Record<string, MemoryFile | Uint8Array>>): Tree {
  const entries = Object.entries(files).map(([path, file]) => entryOf(path, file));
  return {
    id: "memory",
    list: async (prefix) =>
      entries
        .filter(({ path }) => path === prefix || path.startsWith(`${prefix}/`))
        .sort((a, b) => compareText(a.path, b.path)),
    read: async (paths) =>
      new Map(
        paths.flatMap((path) => {
          const file = files[path];
          return file === undefined || !modeOf(file).startsWith("100") ? [] : [[path, bytesOf(file)]];
        }),
      ),
  };
}

function entryOf(path: string, file: MemoryFile | Uint8Array): TreeEntry {
  const bytes = bytesOf(file);
  const blobId = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  return { path, blobId, mode: modeOf(file), sizeBytes: bytes.length };
}

const isPlain = (file: MemoryFile | Uint8Array): file is string | Uint8Array =>
  typeof file === "string" || file instanceof Uint8Array;
const bytesOf = (file: MemoryFile | Uint8Array): Buffer => Buffer.from(isPlain(file) ? file : file.text);
const modeOf = (file: MemoryFile | Uint8Array): string => (isPlain(file) ? "100644" : file.mode);
