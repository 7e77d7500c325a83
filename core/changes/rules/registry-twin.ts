import type { Problem } from "../../registry/finding.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const registryTwin: ChangeRule = {
  name: "registry-twin",
  severity: "error",
  scope: "change",
  title: "No folder besides `registry/` is one with it on another system",
  why: "Windows and macOS take `Registry/` and `registry/` for one folder. What lies in the other one is checked by no rule and judged by no gate, and takes the place of the registry's files in a checkout there.",
  hint: "Rename the folder, or put its files into `registry/`.",
  *check({ twins = [] }: Comparison): Iterable<Problem> {
    for (const path of twins) {
      yield {
        path,
        message: "On Windows and macOS this lies in the registry, and here it does not",
        hint: "Rename its folder, or put the file into registry/.",
      };
    }
  },
};
