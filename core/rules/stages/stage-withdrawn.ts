import { problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { Reach, RegistryRule, TouchedRegistry } from "../rule.ts";

export const stageWithdrawn: RegistryRule = {
  name: "stage-withdrawn",
  severity: "error",
  scope: "registry",
  title: "No stage names an archived, rejected or yanked version",
  why: "The version in a stage serves. A withdrawn version must not go on serving because nobody moved the stage, and must not come back through a promotion that overlooked the withdrawal.",
  hint: "Put another version into the stage, or clear it (`version: null`). Where the withdrawal was the mistake, delete the status file.",
  reach: reachOf,
  *check(registry: RegistryOutline): Iterable<Problem> {
    for (const { name, stages, statuses } of registry.models.values()) {
      for (const [stage, { file, value }] of stages) {
        const { version } = value;
        const withdrawal = version === null ? undefined : statuses.get(version)?.value;
        if (withdrawal === undefined || withdrawal.status === "deprecated") continue;
        yield problemAt(file, ["version"], {
          message: `${name} ${version} is ${withdrawal.status} and cannot hold ${stage}: ${withdrawal.reason.replace(/\.$/, "")}`,
          hint: `Put another version into ${stage}, or clear it (version: null).`,
        });
      }
    }
  },
};

/** A status file withdraws what a stage file names. */
function reachOf({ touched, after }: TouchedRegistry): Reach {
  const models = [...after.models.values()].filter(({ name }) => touched.models.has(name));
  return { paths: models.flatMap(({ stages }) => [...stages.values()].map(({ file }) => file.path)) };
}
