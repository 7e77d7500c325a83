import type { VersionScheme } from "../registry/versions/version.ts";

/**
 * The version here that MLflow's integer becomes: the semantic version that MLflow's clients reach by the same integer,
 * so that `models:/churn/3` means the same before and after. Where versions are integers, it stays as it is.
 *
 * @returns undefined where there is none: integers from a million on, and models versioned by commit
 * @example versionOfInteger("semver", "3")    // "0.0.3"
 * @example versionOfInteger("semver", "1042") // "0.1.42"
 */
export function versionOfInteger(scheme: VersionScheme, integer: string): string | undefined {
  if (!/^[1-9][0-9]{0,14}$/.test(integer) || scheme === "commit") return undefined;
  if (scheme === "integer") return integer;
  const number = Number(integer);
  return number < 1_000_000 ? `0.${Math.floor(number / 1000)}.${number % 1000}` : undefined;
}
