import type { Problem } from "../../registry/finding.ts";
import { changesOf } from "../change.ts";
import { describePolicyChange } from "../describe-policy.ts";
import { problemIn } from "./place.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const promotionWithPolicy: ChangeRule = {
  name: "promotion-with-policy",
  severity: "error",
  scope: "change",
  title: "A promotion and an edit of the policy that judges it are two changes",
  why: "A promotion is judged by the policy of the base branch. Mixed with an edit of that policy, reviewers would see one policy in the files and another in the verdict, and after the merge the stage could hold what its own gate refuses.",
  hint: "Split it: merge the policy change on its own first, then promote.",
  *check({ head, changes }: Comparison): Iterable<Problem> {
    const settings = head.settings?.value;
    const everywhere = changesOf(changes, "settings-policy-changed", "settings-deleted");
    const ofModels = changesOf(changes, "model-policy-changed", "model-deleted");
    for (const { path, model, stage, to } of changesOf(changes, "promotion")) {
      const edits = [...everywhere, ...ofModels.filter((change) => change.model === model)];
      if (edits.length === 0) continue;
      const described = edits.map((edit) => describePolicyChange(edit, settings));
      yield problemIn(head, path, ["version"], {
        message: `This change ${described.join(", ")} and promotes ${model} ${to} to ${stage}`,
        hint: "Policy is judged as it is on the base branch. Split it: merge the policy change on its own first.",
      });
    }
  },
};
