import type { Problem } from "../../registry/finding.ts";
import { DEFAULT_SCHEME } from "../../registry/versions/version.ts";
import { changesOf } from "../change.ts";
import { problemIn } from "./place.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const versioningChanged: ChangeRule = {
  name: "versioning-changed",
  severity: "error",
  scope: "change",
  title: "A model that has versions keeps its versioning",
  why: "`latest`, ranges and the order on every page compare versions by the model's scheme. Versions of two schemes do not compare, and the registered ones cannot be renamed.",
  hint: "Keep the scheme. A model whose versions are to be counted otherwise is another model.",
  *check({ base, head, changes }: Comparison): Iterable<Problem> {
    for (const { path, model } of changesOf(changes, "model-policy-changed")) {
      const [before, after] = [base.models.get(model), head.models.get(model)];
      if (before?.model === undefined || before.versions.size === 0) continue;
      const from = before.model.value.versioning ?? DEFAULT_SCHEME;
      const to = after?.model?.value.versioning ?? DEFAULT_SCHEME;
      if (from === to) continue;
      yield problemIn(head, path, ["versioning"], {
        message: `${model} has ${from} versions, so its versioning cannot become ${to}`,
        hint: `Keep \`versioning: ${from}\`, or begin a model of another name.`,
      });
    }
  },
};
