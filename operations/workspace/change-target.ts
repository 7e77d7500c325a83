import { createBelow, writeBelow } from "../../adapters/files/write-below.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import type { Tree } from "../../core/tree/tree.ts";

/** Where a change of the registry is made: what is there, and what takes the new files. */
export interface ChangeTarget {
  readonly tree: Tree;
  /** Puts a file whole; its path counts from the registry's root. */
  readonly write: (path: string, text: string) => Promise<void>;
  /** Puts a file where none is, and returns false where somebody else just did. */
  readonly create: (path: string, text: string) => Promise<boolean>;
}

/** The registry in a folder: files are written there. */
export function folderTarget(folder: string): ChangeTarget {
  return {
    tree: openFolder(folder),
    write: (path, text) => writeBelow(folder, path, text),
    create: (path, text) => createBelow(folder, path, text),
  };
}

/** A registry that nothing is written into: new files are collected, for a commit elsewhere. */
export function collectingTarget(tree: Tree): ChangeTarget & { readonly files: ReadonlyMap<string, string> } {
  const files = new Map<string, string>();
  return {
    tree,
    files,
    write(path, text) {
      files.set(path, text);
      return Promise.resolve();
    },
    create(path, text) {
      files.set(path, text);
      return Promise.resolve(true);
    },
  };
}

/** Where a file's schema lies, seen from the file: the copy that `init` made, or a checkout of modelyard itself. */
export async function schemaReference(tree: Tree, path: string, kind: string): Promise<string | undefined> {
  for (const folder of [".modelyard/schemas", "schemas"]) {
    const schema = `${folder}/${kind}-1.json`;
    if ((await tree.read([schema])).size > 0) return "../".repeat(path.split("/").length - 1) + schema;
  }
  return undefined;
}
