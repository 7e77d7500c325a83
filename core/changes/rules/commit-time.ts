import type { Problem } from "../../registry/finding.ts";
import { minuteOf } from "../../time/words.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const commitTime: ChangeRule = {
  name: "commit-time",
  severity: "warning",
  scope: "change",
  title: "No commit has a time in the future",
  why: "Soaks and histories count from the times of commits. A time in the future comes from a wrong clock, so it counts as now: it neither shortens a soak nor delays the versions after it.",
  hint: "Set the clock of the machine that committed it, then commit again: git commit --amend --date=now.",
  *check({ commitsToCome = [] }: Comparison): Iterable<Problem> {
    for (const { commit, time, path } of commitsToCome) {
      yield {
        path,
        message: `The commit ${commit.slice(0, 7)} has the time ${minuteOf(time)}, which is in the future`,
        hint: "It counts as made now. Set the clock that is wrong, there or here; git commit --amend --date=now writes the time anew.",
      };
    }
  },
};
