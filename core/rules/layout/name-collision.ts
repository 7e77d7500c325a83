import type { Problem } from "../../registry/finding.ts";
import { invalidNames } from "../../registry/names/names.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { Reach, RegistryRule, TouchedRegistry } from "../rule.ts";

export const nameCollision: RegistryRule = {
  name: "name-collision",
  severity: "error",
  scope: "registry",
  title: "No two files differ in the case of their letters alone",
  why: "On Windows and macOS such files are one file: whoever checks the repository out there gets one of the two under both names.",
  hint: "Rename one of them, as long as it is not on the default branch yet.",
  reach: reachOf,
  *check(registry: RegistryOutline): Iterable<Problem> {
    const firsts = new Map<string, string>();
    for (const { path, identity } of registry.files.values()) {
      if (invalidNames(identity).length > 0) continue;
      const first = firsts.get(path.toLowerCase());
      if (first === undefined) firsts.set(path.toLowerCase(), path);
      else yield { path, message: `This differs from ${first} in case alone`, hint: "Rename one of them." };
    }
  },
};

/** Of two such files the rule names one, touched or not. */
function reachOf({ touched, after }: TouchedRegistry): Reach {
  const folded = new Set([...touched.paths].map((path) => path.toLowerCase()));
  return { paths: [...after.files.keys()].filter((path) => folded.has(path.toLowerCase())) };
}
