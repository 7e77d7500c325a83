import semver from "semver";
import type { Model, ModelVersion } from "../../schemas/generated/types.ts";
import { compareText } from "./finding.ts";

/** How a model's versions are written and ordered. */
export type VersionScheme = NonNullable<Model["versioning"]>;

export const DEFAULT_SCHEME: VersionScheme = "semver";

/** What each scheme accepts, for messages. */
export const SCHEME_DESCRIPTION: Record<VersionScheme, string> = {
  semver: 'a canonical semantic version without "v" and build metadata, such as 1.4.0 or 2.0.0-rc.1',
  integer: "a whole number from 1",
  commit: "7 to 40 lower-case hex digits of a commit id",
};

/**
 * Whether `version` is well-formed in `scheme`.
 *
 * @example isVersionOf("semver", "1.10") // false: not canonical
 */
export function isVersionOf(scheme: VersionScheme, version: string): boolean {
  switch (scheme) {
    case "semver":
      return semver.valid(version) === version;
    case "integer":
      return /^[1-9][0-9]{0,14}$/.test(version);
    case "commit":
      return /^[0-9a-f]{7,40}$/.test(version);
  }
}

/**
 * The version of `scheme` that somebody meant who wrote `text`, or undefined where that cannot be told.
 *
 * @example meantVersion("semver", "v1.2") // "1.2.0"
 */
export function meantVersion(scheme: VersionScheme, text: string): string | undefined {
  const digits = text.replace(/^[vV]\.?/, "");
  const candidates = scheme === "semver" ? [digits, `${digits}.0`, `${digits}.0.0`] : [digits, digits.toLowerCase(), digits.replace(/^0+/, "")];
  return candidates.find((candidate) => isVersionOf(scheme, candidate));
}

/** Whether `version` is a pre-release; only semantic versions have these. */
export function isPrerelease(scheme: VersionScheme, version: string): boolean {
  return scheme === "semver" && semver.prerelease(version) !== null;
}

/** Orders version files of one model from lowest to highest: by number, or for commits by `created_at`. */
export function compareVersions(
  scheme: VersionScheme,
  a: Pick<ModelVersion, "version" | "created_at">,
  b: Pick<ModelVersion, "version" | "created_at">,
): number {
  const wellFormed = isVersionOf(scheme, a.version) && isVersionOf(scheme, b.version);
  if (wellFormed && scheme === "semver") return semver.compare(a.version, b.version);
  if (wellFormed && scheme === "integer") return Number(a.version) - Number(b.version);
  return compareText(a.created_at, b.created_at) || compareText(a.version, b.version);
}

export type Bump = "major" | "minor" | "patch";

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

/**
 * The integer that stands for a version among clients that only know integers: `major*1_000_000 + minor*1_000 + patch`
 * with each part below 1,000; an integer version is its own.
 *
 * @returns undefined where there is none: pre-releases, larger parts, commits
 */
export function derivedInteger(scheme: VersionScheme, version: string): number | undefined {
  if (scheme === "integer") return isVersionOf(scheme, version) ? Number(version) : undefined;
  if (scheme === "commit") return undefined;
  const parsed = semver.parse(version);
  if (parsed === null || parsed.prerelease.length > 0) return undefined;
  const { major, minor, patch } = parsed;
  return Math.max(major, minor, patch) < 1000 ? major * 1_000_000 + minor * 1_000 + patch : undefined;
}

/** Whether a semantic version lies in a range such as `^1.2`; pre-releases only where the range names one. */
export function inRange(version: string, range: string): boolean {
  return semver.satisfies(version, range);
}

/** Whether `text` is a semantic version range. */
export function isRange(text: string): boolean {
  return semver.validRange(text) !== null;
}
