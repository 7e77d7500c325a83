import type { Problem } from "../../registry/finding.ts";
import { listing } from "../../text/listing.ts";
import { changesOf } from "../change.ts";
import { problemIn } from "./place.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const withdrawalInStage: ChangeRule = {
  name: "withdrawal-in-stage",
  severity: "error",
  scope: "change",
  title: "A version that holds a stage is not archived, rejected or yanked",
  why: "The version in a stage serves. If it were withdrawn there, it would go on answering, and the next deployment of that stage would find a version that no longer resolves.",
  hint: "Move the stage to another version or clear it (`version: null`), in the same change or before. To advise against a version that must go on serving, deprecate it.",
  *check({ head, changes }: Comparison): Iterable<Problem> {
    for (const change of changesOf(changes, "withdrawal-added", "withdrawal-changed")) {
      const { path, model, version, status } = change;
      if (status === "deprecated") continue;
      const stages = [...(head.models.get(model)?.stages ?? [])];
      const held = stages.flatMap(([stage, { value }]) => (value.version === version ? [stage] : []));
      if (held.length === 0) continue;
      yield problemIn(head, path, ["status"], {
        message: `${model} ${version} still holds ${listing(held, "and")}, so it cannot be ${status}`,
        hint: "Move the stage to another version or clear it (version: null), in this change or before it.",
      });
    }
  },
};
