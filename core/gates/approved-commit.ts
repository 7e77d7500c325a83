import { REGISTRY_FOLDER } from "../tree/tree.ts";

/** How a commit that somebody approved compares with the head, where it is another commit. */
export type ApprovedCommit =
  | { readonly same: true }
  /** Words that go on after "@dana approved 1234567, ". */
  | { readonly same: false; readonly reason: string };

/** What a commit changes: each path from the repository's root, with the modes and blob ids from which and to which. */
export type BlobChanges = ReadonlyMap<string, string>;

/**
 * Whether an approval is about a file: those of the registry, and those with which git or GitHub treat it otherwise or
 * let other people approve. Some systems take letters of either case for the same, so that counts as well.
 *
 * @param prefix the repository's folder that holds `registry/`, with a closing slash
 */
function concernsApprovals(path: string, prefix: string): boolean {
  const folded = path.toLowerCase();
  if (folded.startsWith(`${prefix}${REGISTRY_FOLDER}`.toLowerCase())) {
    const next = folded[prefix.length + REGISTRY_FOLDER.length];
    if (next === undefined || next === "/") return true;
  }
  const segments = folded.split("/");
  return segments.at(-1) === "codeowners" || segments.some((segment) => segment.startsWith(".git"));
}

/** The first path at which two commits do not change the same; undefined where there is none. */
export function firstDifference(approved: BlobChanges, head: BlobChanges, prefix: string): string | undefined {
  const paths = [...new Set([...approved.keys(), ...head.keys()])].sort();
  return paths.find((path) => concernsApprovals(path, prefix) && approved.get(path) !== head.get(path));
}
