import type { Environment } from "../../schemas/generated/types.ts";
import { type NamedSides, compareByName, sideBySide } from "./side-by-side.ts";

/** What two versions ran in, where it differs. */
export interface EnvironmentDifference {
  /** Python, image, runtime, platform: those that differ, in this order. */
  readonly settings: readonly NamedSides<string>[];
  /** Packages that came, went or changed, by name. */
  readonly packages: readonly NamedSides<string>[];
}

const SETTINGS = ["python", "image", "runtime", "platform"] as const;

/**
 * Compares two environments, packages by their normalised names.
 *
 * @example
 * compareEnvironments({ requirements: ["numpy==1.26.4"] }, { requirements: ["NumPy==2.0.0"] });
 * // { settings: [], packages: [{ name: "numpy", change: "changed", now: "1.26.4", proposed: "2.0.0" }] }
 */
export function compareEnvironments(now: Environment = {}, proposed: Environment = {}): EnvironmentDifference {
  const settings = SETTINGS.flatMap((name) => {
    const sides = sideBySide(now[name], proposed[name]);
    return sides === undefined ? [] : [{ name, ...sides }];
  });
  return { settings, packages: compareByName(packagesOf(now.requirements), packagesOf(proposed.requirements)) };
}

/** Each package's version, or what else is asked of it; two lines for one package (under different markers) are joined. */
function packagesOf(requirements: readonly string[] = []): ReadonlyMap<string, string> {
  const packages = new Map<string, string>();
  for (const line of requirements) {
    const { name, demand } = readRequirement(line.trim());
    const earlier = packages.get(name);
    packages.set(name, earlier === undefined ? demand : `${earlier} | ${demand}`);
  }
  return packages;
}

/**
 * Reads a line of a requirements file (https://peps.python.org/pep-0508/). Lines that name no package, such as options
 * and addresses, stand for themselves.
 */
function readRequirement(line: string): { name: string; demand: string } {
  const match = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:(\[[^\]]*\])\s*)?((?:[<>=!~@;(].*)?)$/s.exec(line);
  const [, name, extras = "", rest = ""] = match ?? [];
  if (name === undefined) return { name: line, demand: "" };
  const pinned = /^===?\s*([^\s,;*]+)$/.exec(rest.trim())?.[1];
  return { name: normalised(name), demand: `${extras}${extras === "" ? "" : " "}${pinned ?? rest.trim()}`.trim() };
}

/** Python's rule for names that are one (https://peps.python.org/pep-0503/#normalized-names). */
const normalised = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, "-");
