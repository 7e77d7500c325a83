import type { ModelVersion } from "../../schemas/generated/types.ts";
import { listing } from "../text/listing.ts";
import type { Gate } from "./gate.ts";
import type { RequiredPart } from "./policy.ts";

export const require: Gate = {
  name: "require",
  title: "The version file has the parts that the stage asks for",
  why: "A version without its data, code or environment can be served but never rebuilt; one without metrics cannot be judged. Later nobody remembers.",
  hint: "Draft a new version with the missing parts: a version file never changes once it is on the default branch.",
  lines: ["require: [signature, metrics, code]  # also datasets, environment, parameters"],
  onRollback: "kept",
  judge({ policy, proposed, promotion }) {
    const parts = policy.require;
    if (parts.length === 0) return undefined;
    const missing = parts.filter((part) => !hasPart(proposed.value, part));
    return missing.length === 0
      ? { label: "require", verdict: "passed", reason: `has ${listing(parts, "and")}` }
      : { label: "require", verdict: "failed", reason: `${promotion.version} has no ${listing(missing, "or")}` };
  },
};

/** A part that is there and empty says no more than one that is missing. */
function hasPart(version: ModelVersion, part: RequiredPart): boolean {
  switch (part) {
    case "signature":
      return (version.signature?.inputs ?? []).length + (version.signature?.outputs ?? []).length > 0;
    case "datasets":
      return (version.datasets ?? []).length > 0;
    case "environment":
    case "code":
    case "metrics":
    case "parameters":
      return Object.keys(version[part] ?? {}).length > 0;
  }
}
