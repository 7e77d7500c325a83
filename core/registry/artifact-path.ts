import { isReservedOnWindows } from "./names.ts";

/** Two files that every published version carries beside its artifacts, which therefore cannot take these names. */
export const VERSION_FILE = "version.yaml";
export const CHECKSUMS_FILE = "SHA256SUMS";

/** Control characters, line separators, and the marks that make text read in another order than it is stored. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Why `path` may not be an artifact's path, or undefined where it may. An artifact lands on other people's machines:
 * its path must stay in the folder it is pulled to, and mean the same on every system.
 *
 * @example artifactPathProblem("../model.onnx") // 'leaves its folder with ".."'
 */
export function artifactPathProblem(path: string): string | undefined {
  if (path === "") return "is empty";
  if (UNSEEN.test(path)) return "has characters that cannot be seen";
  if (path.includes("\\")) return "has a backslash; folders are separated by /";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "is absolute";
  const segments = path.split("/");
  if (segments.includes("..")) return 'leaves its folder with ".."';
  if (segments.some((segment) => segment === "" || segment === ".")) return "has an empty part";
  const reserved = segments.find((segment) => isReservedOnWindows(segment) || /[<>:"|?*]/.test(segment));
  if (reserved !== undefined) return `has a part that Windows cannot store: ${reserved}`;
  if (path === CHECKSUMS_FILE || path === VERSION_FILE) return "is the name of a file that every published version carries";
  return undefined;
}
