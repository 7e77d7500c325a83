import type { Problem } from "../../registry/finding.ts";
import { changesOf } from "../change.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const versionDeleted: ChangeRule = {
  name: "version-deleted",
  severity: "error",
  scope: "change",
  title: "A registered version is never deleted",
  why: "A version that was registered may have served, may be the way back when a newer one fails, and may be what another was trained from. Its release stays, its tag can never be used again, and without the file nobody could say what it was.",
  hint: "Put the file back. To take a version out of use, withdraw it: `modelyard withdraw MODEL@VERSION archived --reason …`.",
  *check({ changes }: Comparison): Iterable<Problem> {
    for (const { path, model, version } of changesOf(changes, "version-deleted")) {
      yield {
        path,
        message: `${model} ${version} is registered and cannot be deleted`,
        hint: `Put the file back. To take it out of use: modelyard withdraw ${model}@${version} archived --reason …`,
      };
    }
    for (const { path, dataset, version } of changesOf(changes, "dataset-version-deleted")) {
      yield {
        path,
        message: `${dataset} ${version} is registered and cannot be deleted`,
        hint: "Put the file back: it says which bytes models were trained on.",
      };
    }
  },
};
