import type { Problem } from "../../registry/finding.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const mergeConflict: ChangeRule = {
  name: "merge-conflict",
  severity: "error",
  scope: "change",
  title: "The change merges with the base as it is now",
  why: "What counts is what the merge makes of both sides. Where git cannot tell, nobody knows what the registry would hold: two promotions of one stage conflict so that a person decides.",
  hint: "Merge the base into the branch, or rebase the branch onto it, and decide each conflict. Then check again.",
  *check({ conflicts = [] }: Comparison): Iterable<Problem> {
    for (const path of conflicts) {
      yield {
        path,
        message: "The base has changed this file, too, in another way",
        hint: "Decide the conflict first.",
      };
    }
  },
};
