import semver from "semver";
import { type Bump, type VersionScheme } from "./version.ts";

/** Whether `text` is a semantic version range. */
export function isRange(text: string): boolean {
  return semver.validRange(text) !== null;
}

/** Whether a semantic version lies in a range such as `^1.2`; pre-releases only where the range names one. */
export function inRange(version: string, range: string): boolean {
  return semver.satisfies(version, range);
}

/**
 * The version that follows `highest`. A semantic model starts at 1.0.0; an integer one counts from 1 and ignores `bump`.
 *
 * @returns undefined in a scheme that has no next version (`commit`)
 */
export function nextVersion(scheme: VersionScheme, highest: string | undefined, bump: Bump): string | undefined {
  if (scheme === "commit") return undefined;
  if (highest === undefined) return scheme === "semver" ? "1.0.0" : "1";
  if (scheme === "integer") return String(Number(highest) + 1);
  return semver.inc(highest, bump) ?? undefined;
}
