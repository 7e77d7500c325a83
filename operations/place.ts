import { join } from "node:path";
import { createFileAtomically, writeFileAtomically } from "../adapters/files/atomic.ts";
import { openFolder } from "../adapters/trees/folder.ts";
import type { Tree } from "../core/registry/tree.ts";

/** Where a change of the registry is made: what is there, and what takes the new files. */
export interface Place {
  readonly tree: Tree;
  /** Puts a file whole; its path counts from the registry's root. */
  readonly write: (path: string, text: string) => Promise<void>;
  /** Puts a file where none is, and returns false where somebody else just did. */
  readonly create: (path: string, text: string) => Promise<boolean>;
  /** The part of the tree that a change of one model is checked against, where the whole would cost too much. */
  readonly around?: (model: string) => Tree;
}

/** The registry in a folder: files are written there. */
export function folderPlace(folder: string): Place {
  return {
    tree: openFolder(folder),
    write: (path, text) => writeFileAtomically(join(folder, path), text),
    create: (path, text) => createFileAtomically(join(folder, path), text),
  };
}

/** A registry that nothing is written into: new files are collected, for a commit elsewhere. */
export function collectingPlace(tree: Tree): Place & { readonly files: ReadonlyMap<string, string> } {
  const files = new Map<string, string>();
  return {
    tree,
    files,
    around: (model) => partOf(tree, model),
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

/** One model with the registry's settings and the datasets. */
export function partOf(tree: Tree, model: string): Tree {
  const others = /^registry\/models\/([^/]+)\//;
  return {
    ...tree,
    list: async (prefix) => (await tree.list(prefix)).filter(({ path }) => (others.exec(path)?.[1] ?? model) === model),
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
