import { isDisguisedGitFile, isTakenForGitFolder } from "./git-names.ts";
import { isReservedOnWindows } from "./names.ts";
import { withoutTrailing } from "../../text/trailing.ts";

/** Two files that every published version carries beside its artifacts, which therefore cannot take these names. */
export const VERSION_FILE = "version.yaml";
export const CHECKSUMS_FILE = "SHA256SUMS";

/** What ext4, APFS and NTFS take for one part; the last two count letters, of which there are never more than bytes. */
const MAX_SEGMENT_BYTES = 255;
/** What macOS takes for a whole path, with the folder that it is pulled to; Linux takes 4096. */
const MAX_PATH_BYTES = 1024;

/**
 * Control characters, line separators, and characters that are not drawn: some make text read in another order than it is
 * stored, others make two names look like one. Halves of a character and what Unicode keeps for programs' own use are no
 * text in any encoding of a name.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2028\u2029]/u;

/**
 * Why `path` may not be an artifact's path, or undefined where it may. An artifact lands on other people's machines:
 * its path must stay in the folder it is pulled to, and mean the same on every system.
 *
 * @example artifactPathProblem("../model.onnx") // 'leaves its folder with ".."'
 */
export function artifactPathProblem(path: string): string | undefined {
  if (path === "") return "is empty";
  const segments = path.split("/");
  const git = segments.find(isTakenForGitFolder);
  if (git !== undefined) return `has a part that git takes for its own folder: ${shown(git)}`;
  const disguised = segments.find(isDisguisedGitFile);
  if (disguised !== undefined) return `has a part that is another name of a file of git's: ${shown(disguised)}`;
  if (UNSEEN.test(path)) return "has characters that cannot be seen";
  if (path.includes("\\")) return "has a backslash; folders are separated by /";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "is absolute";
  if (segments.includes("..")) return 'leaves its folder with ".."';
  if (segments.some((segment) => segment === "" || segment === ".")) return "has an empty part";
  const reserved = segments.find((segment) => isReservedOnWindows(segment) || /[<>:"|?*]/.test(segment));
  if (reserved !== undefined) return `has a part that Windows cannot store: ${reserved}`;
  return carriedProblem(segments[0] ?? "", segments.length) ?? lengthProblem(path, segments);
}

/** A folder of that name is no better: the file could not be written beside it. */
function carriedProblem(first: string, count: number): string | undefined {
  const carried = [CHECKSUMS_FILE, VERSION_FILE].find((name) => foldedPath(name) === foldedPath(first));
  if (carried === undefined) return undefined;
  if (count === 1) return "is the name of a file that every published version carries";
  return `needs ${carried} as a folder, a file that every published version carries`;
}

function lengthProblem(path: string, segments: readonly string[]): string | undefined {
  if (segments.some((segment) => utf8Bytes(segment) > MAX_SEGMENT_BYTES)) {
    return `has a part of more than ${MAX_SEGMENT_BYTES} bytes, which no file system holds`;
  }
  return utf8Bytes(path) > MAX_PATH_BYTES ? `has more than ${MAX_PATH_BYTES} bytes` : undefined;
}

function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

const shown = (segment: string): string => (UNSEEN.test(segment) ? JSON.stringify(segment) : segment);

/**
 * One text for all names that some file system takes for the same: letters small or large, composed or in parts, and those
 * that stand for others (the Kelvin sign for K, ß for ss).
 *
 * @example foldedPath("Straße") === foldedPath("STRASSE") // true
 */
export function foldedPath(path: string): string {
  // Some letters meet others only as capitals (ß), some only as small ones (the Kelvin sign), and some in two steps.
  return path.normalize("NFD").toLowerCase().toUpperCase().toLowerCase().normalize("NFD");
}

/**
 * The name of the asset that holds an artifact. GitHub renames what has other characters than these, so we never send any.
 *
 * @example assetNameOf("bundle/data/model.pkl") // "bundle--data--model.pkl"
 */
export function assetNameOf(path: string): string {
  const name = path.replaceAll("/", "--").replace(/[^A-Za-z0-9._-]/gu, "_");
  const begun = name.replace(/^\.+/, (dots) => "_".repeat(dots.length));
  return withoutTrailing(begun, ".").padEnd(begun.length, "_");
}
