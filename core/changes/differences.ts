import { compareText } from "../text/order.ts";
import type { TreeEntry } from "../tree/tree.ts";

/** A path at which two trees differ; undefined on the side that has no such file. */
export interface PathDifference {
  readonly path: string;
  readonly base: TreeEntry | undefined;
  readonly head: TreeEntry | undefined;
}

/**
 * The paths at which two trees differ, sorted, from what the trees list alone: nothing is read. Equal blob ids are equal
 * bytes; the executable bit means nothing in a registry.
 */
export function comparePaths(base: readonly TreeEntry[], head: readonly TreeEntry[]): readonly PathDifference[] {
  const baseByPath = new Map(base.map((entry) => [entry.path, entry]));
  const headByPath = new Map(head.map((entry) => [entry.path, entry]));
  const differences: PathDifference[] = [];
  for (const [path, before] of baseByPath) {
    const after = headByPath.get(path);
    if (after === undefined || !isSame(before, after)) differences.push({ path, base: before, head: after });
  }
  for (const [path, after] of headByPath) {
    if (!baseByPath.has(path)) differences.push({ path, base: undefined, head: after });
  }
  return differences.sort((a, b) => compareText(a.path, b.path));
}

function isSame(a: TreeEntry, b: TreeEntry): boolean {
  return a.blobId === b.blobId && kindOfMode(a.mode) === kindOfMode(b.mode);
}

/** Git's modes begin with what the entry is: 100 a file, 120 a symbolic link, 160 a submodule. */
const kindOfMode = (mode: string): string => mode.slice(0, 3);
