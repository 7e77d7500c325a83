/** A canonical semantic version: no `v`, no build metadata, no leading zeros (https://semver.org/spec/v2.0.0.html). */
export interface SemanticVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** The identifiers after the hyphen; empty for a release. */
  readonly prerelease: readonly string[];
}

const NUMBER = "0|[1-9][0-9]*";
const IDENTIFIER = `(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
const VERSION = new RegExp(`^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?$`);
const MAX_LENGTH = 256;

/**
 * Reads a canonical semantic version. Ranges are the `semver` package's affair; this much is needed whenever a version is
 * looked at, and starts at once.
 *
 * @returns undefined where the text is none
 * @example parseSemantic("1.4.0-rc.1") // { major: 1, minor: 4, patch: 0, prerelease: ["rc", "1"] }
 */
export function parseSemantic(text: string): SemanticVersion | undefined {
  const match = text.length <= MAX_LENGTH ? VERSION.exec(text) : null;
  if (match === null) return undefined;
  const [major = 0, minor = 0, patch = 0] = match.slice(1, 4).map(Number);
  if (Math.max(major, minor, patch) > Number.MAX_SAFE_INTEGER) return undefined;
  return { major, minor, patch, prerelease: match[4]?.split(".") ?? [] };
}

/** Orders versions by precedence: below 0 where `a` comes first. */
export function compareSemantic(a: SemanticVersion, b: SemanticVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a.prerelease, b.prerelease);
}

/** A release follows its pre-releases; a longer list follows a shorter one that begins alike. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (const [place, identifier] of a.entries()) {
    const other = b[place];
    if (other === undefined) return 1;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers by value and before words; words as they are spelt. */
function compareIdentifiers(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^[0-9]+$/.test(a), /^[0-9]+$/.test(b)];
  if (isNumber && isOtherNumber) return Number(a) - Number(b);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
