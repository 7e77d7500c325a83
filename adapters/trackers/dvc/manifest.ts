import { createHash } from "node:crypto";

/** A file of a directory that DVC tracks. */
export interface ManifestEntry {
  /** Relative to the directory, with `/` between folders. */
  readonly relpath: string;
  /** In hex. */
  readonly md5: string;
}

/**
 * The digest that DVC gives a directory: the MD5 of the list of its files, written as Python's `json.dumps` writes it.
 *
 * @example
 * manifestDigest([]); // "md5:d751713988987e9331980363e24189ce.dir"
 * @see https://github.com/iterative/dvc-data, src/dvc_data/hashfile/tree.py
 */
export function manifestDigest(entries: readonly ManifestEntry[]): string {
  const sorted = entries
    .map(({ md5, relpath }) => ({
      codePoints: Array.from(relpath, (character) => character.codePointAt(0) ?? 0),
      md5,
      relpath,
    }))
    .sort((one, other) => compareCodePoints(one.codePoints, other.codePoints));
  const items = sorted.map(({ md5, relpath }) => `{"md5": ${pythonJson(md5)}, "relpath": ${pythonJson(relpath)}}`);
  return `md5:${createHash("md5")
    .update(`[${items.join(", ")}]`)
    .digest("hex")}.dir`;
}

/** Python compares code points; JavaScript would compare UTF-16 units, which puts an emoji before a full-width tilde. */
function compareCodePoints(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((codePoint, index) => codePoint !== other[index]);
  return at === -1 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? -1);
}

/** Python escapes everything that is not printable ASCII. */
function pythonJson(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
