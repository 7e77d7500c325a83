import type { Problem } from "../../registry/finding.ts";
import { changesOf } from "../change.ts";
import { problemIn } from "./place.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const promotionDeprecated: ChangeRule = {
  name: "promotion-deprecated",
  severity: "warning",
  scope: "change",
  title: "A promoted version is not deprecated",
  why: "Its owners advise against it. It still serves where it serves, and may be the right way back; giving it a stage anew should be meant.",
  hint: "Promote a version that is not deprecated, or go on knowingly.",
  *check({ head, changes }: Comparison): Iterable<Problem> {
    for (const { path, model, to } of changesOf(changes, "promotion")) {
      const status = head.models.get(model)?.statuses.get(to)?.value;
      if (status?.status !== "deprecated") continue;
      yield problemIn(head, path, ["version"], {
        message: `${model} ${to} is deprecated: ${status.reason.replace(/\.$/, "")}`,
        hint: "It may be promoted all the same. Take another version where there is a better one.",
      });
    }
  },
};
