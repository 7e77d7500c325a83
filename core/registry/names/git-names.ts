import { withoutTrailing } from "../../text/trailing.ts";

/**
 * What HFS+ leaves out of a name before it compares it (git's `is_hfs_dotgit`), and all other characters that no font shows.
 */
const IGNORABLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Short names that NTFS gives to git's own files, for programs that know eight letters and an ending. The second ones are
 * those that it falls back to: two letters and a sum over the name. Source: git's `is_ntfs_dot_str`.
 */
const SHORT_NAMES = /^(?:git~[0-9]+|gitmod~[0-9]+|gitatt~[0-9]+|gitign~[0-9]+|gi[0-9a-f]{4}~[0-9]+)$/;

/**
 * Whether a file system or git may take a part of a path for `.git`: in capitals, behind it a dot, a blank or the name of a
 * stream, with characters that HFS+ ignores, or by the short name that NTFS gives it. Whoever owns such a folder decides
 * which commands `git status` runs in the folder around it.
 *
 * @example isTakenForGitFolder(".GIT") // true
 * @example isTakenForGitFolder(".gitignore") // false
 */
export function isTakenForGitFolder(segment: string): boolean {
  const name = plainSegment(segment);
  return name === ".git" || /^git~[0-9]+$/.test(name);
}

/**
 * Whether a part of a path is another name of `.gitmodules`, `.gitattributes` or `.gitignore`, so that git reads as its own
 * what nobody who looks takes for that. Under their own names they are seen for what they are.
 *
 * @example isDisguisedGitFile("GITATT~1") // true
 */
export function isDisguisedGitFile(segment: string): boolean {
  const name = plainSegment(segment);
  return SHORT_NAMES.test(name) || (/^\.git(?:modules|attributes|ignore)$/.test(name) && segment !== name);
}

/** NTFS ends a name at ":", and at the blanks and dots behind it; HFS+ and NTFS do not tell capitals. */
export function plainSegment(segment: string): string {
  const name = segment.replace(IGNORABLE, "").split(/[:\\]/, 1)[0] ?? "";
  return withoutTrailing(name, " .").toLowerCase();
}
