import type { Problem } from "../../registry/finding.ts";
import { changesOf } from "../change.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const stageDeleted: ChangeRule = {
  name: "stage-deleted",
  severity: "warning",
  scope: "change",
  title: "A stage is emptied with `version: null`, not by deleting its file",
  why: "Deploy jobs read the stage's file. One that says `version: null` tells them that the stage is empty on purpose; a missing one looks like a mistake, and most of them fail on it.",
  hint: "Write `version: null` into the stage file. Deleting it is right where the stage is no longer declared.",
  *check({ head, changes }: Comparison): Iterable<Problem> {
    const declared = new Set(head.settings?.value.stages.map(({ name }) => name));
    for (const { path, model, stage, from } of changesOf(changes, "stage-deleted")) {
      if (!declared.has(stage) || head.models.get(model)?.model === undefined) continue;
      yield {
        path,
        message: `The stage ${stage} of ${model} loses its file${from === null ? "" : ` and with it ${from}`}`,
        hint: "To empty it, keep the file and write version: null.",
      };
    }
  },
};
