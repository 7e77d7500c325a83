import type { Model, ModelVersion } from "../../../schemas/generated/types.ts";
import { compareText } from "../../text/order.ts";
import { compareSemantic, parseSemantic } from "./semantic-version.ts";

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
      return parseSemantic(version) !== undefined;
    case "integer":
      return /^[1-9][0-9]{0,14}$/.test(version);
    case "commit":
      return /^[0-9a-f]{7,40}$/.test(version);
  }
}

/**
 * The version of `scheme` that somebody meant who wrote `text`, or undefined where that is unclear.
 *
 * @example meantVersion("semver", "v1.2") // "1.2.0"
 */
export function meantVersion(scheme: VersionScheme, text: string): string | undefined {
  const digits = text.replace(/^[vV]\.?/, "");
  const candidates =
    scheme === "semver"
      ? [digits, `${digits}.0`, `${digits}.0.0`]
      : [digits, digits.toLowerCase(), digits.replace(/^0+/, "")];
  return candidates.find((candidate) => isVersionOf(scheme, candidate));
}

/** Whether `version` is a pre-release; only semantic versions have these. */
export function isPrerelease(scheme: VersionScheme, version: string): boolean {
  return scheme === "semver" && (parseSemantic(version)?.prerelease.length ?? 0) > 0;
}

/** Orders version files of one model from lowest to highest: by number, or for commits by `created_at`. */
export function compareVersions(
  scheme: VersionScheme,
  a: Pick<ModelVersion, "version" | "created_at">,
  b: Pick<ModelVersion, "version" | "created_at">,
): number {
  if (scheme === "semver") {
    const [first, second] = [parseSemantic(a.version), parseSemantic(b.version)];
    if (first !== undefined && second !== undefined) return compareSemantic(first, second);
  }
  if (scheme === "integer" && isVersionOf(scheme, a.version) && isVersionOf(scheme, b.version)) {
    return Number(a.version) - Number(b.version);
  }
  return compareText(a.created_at, b.created_at) || compareText(a.version, b.version);
}

export type Bump = "major" | "minor" | "patch";

/**
 * The integer that stands for a version among clients that only know integers: `major*1_000_000 + minor*1_000 + patch`
 * with each part below 1,000; an integer version is its own.
 *
 * @returns undefined where there is none: pre-releases, larger parts, commits
 */
export function derivedInteger(scheme: VersionScheme, version: string): number | undefined {
  if (scheme === "integer") return isVersionOf(scheme, version) ? Number(version) : undefined;
  if (scheme === "commit") return undefined;
  const parsed = parseSemantic(version);
  if (parsed === undefined || parsed.prerelease.length > 0) return undefined;
  const { major, minor, patch } = parsed;
  return Math.max(major, minor, patch) < 1000 ? major * 1_000_000 + minor * 1_000 + patch : undefined;
}
