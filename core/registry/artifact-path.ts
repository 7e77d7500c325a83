import { isReservedOnWindows } from "./names.ts";

/** Two files that every published version carries beside its artifacts, which therefore cannot take these names. */
export const VERSION_FILE = "version.yaml";
export const CHECKSUMS_FILE = "SHA256SUMS";

/**
 * Control characters, line separators, and format characters: some make text read in another order than it is stored,
 * others make two names look like one.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

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
  const carried = [CHECKSUMS_FILE, VERSION_FILE].some((name) => name.toLowerCase() === path.toLowerCase());
  if (carried) return "is the name of a file that every published version carries";
  return undefined;
}

/**
 * The name of the asset that holds an artifact. GitHub renames what has other characters than these, so we never send any.
 *
 * @example assetNameOf("bundle/data/model.pkl") // "bundle--data--model.pkl"
 */
export function assetNameOf(path: string): string {
  const name = path.replaceAll("/", "--").replace(/[^A-Za-z0-9._-]/gu, "_");
  return name.replace(/^\.+|\.+$/g, (dots) => "_".repeat(dots.length));
}
