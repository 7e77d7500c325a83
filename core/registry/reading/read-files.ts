import { type RegistryFile, readRegistryFile } from "../file.ts";
import { type Identity, identify } from "../names/paths.ts";
import { MAX_FILE_BYTES, type Tree, type TreeEntry, isPlainFile } from "../../tree/tree.ts";

/** A registry file that a tree lists. */
export interface ListedFile {
  readonly entry: TreeEntry;
  readonly identity: Identity;
}

/** Those of the entries that are registry files, by their paths. */
export function registryFilesAmong(entries: readonly TreeEntry[]): readonly ListedFile[] {
  return entries.flatMap((entry) => {
    const identity = isPlainFile(entry) ? identify(entry.path) : undefined;
    return identity === undefined ? [] : [{ entry, identity }];
  });
}

/** Read at once: enough to keep git busy meanwhile, little enough to hold. */
const FILES_AT_ONCE = 1000;

/** Reads files in parts, the next one while the last is worked on. */
export async function* readFilesOf(tree: Tree, wanted: readonly ListedFile[]): AsyncIterable<RegistryFile> {
  const read = (first: number) => {
    const part = wanted.slice(first, first + FILES_AT_ONCE);
    // A file over the limit is never fetched: its size alone says what is wrong.
    const readable = part.filter(({ entry }) => entry.sizeBytes <= MAX_FILE_BYTES);
    const contents = readable.length === 0 ? undefined : tree.read(readable.map(({ entry }) => entry.path));
    contents?.catch(() => {});
    return { part, contents };
  };
  let next = read(0);
  for (let first = 0; first < wanted.length; first += FILES_AT_ONCE) {
    const { part, contents } = next;
    const bytes = (await contents) ?? new Map<string, Uint8Array>();
    next = read(first + FILES_AT_ONCE);
    for (const { entry, identity } of part) {
      const unread = new Uint8Array(entry.sizeBytes > MAX_FILE_BYTES ? MAX_FILE_BYTES + 1 : 0);
      yield readRegistryFile(entry, identity, bytes.get(entry.path) ?? unread);
    }
  }
}
