import type { Problem } from "../../registry/finding.ts";
import { changesOf } from "../change.ts";
import { problemIn } from "./place.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const versionRenamed: ChangeRule = {
  name: "version-renamed",
  severity: "error",
  scope: "change",
  title: "A registered version keeps its name",
  why: "Path is identity: releases, deployments, stages and other versions know a version by its model and number. Under another name it would be a version that nobody released, and the old name would point at nothing.",
  hint: "Move the file back. If the new name is the right one, draft a version under it beside the old one, and withdraw the old one.",
  *check({ head, changes }: Comparison): Iterable<Problem> {
    for (const { path, model, version, from } of changesOf(changes, "version-renamed")) {
      yield problemIn(head, path, ["version"], {
        message: `This is ${from.model} ${from.version}, which is registered and cannot become ${model} ${version}`,
        hint: `Move it back to ${from.path}, and draft ${model} ${version} as a version of its own.`,
      });
    }
    for (const { path, dataset, version, from } of changesOf(changes, "dataset-version-renamed")) {
      yield problemIn(head, path, ["version"], {
        message: `This is ${from.dataset} ${from.version}, which is registered and cannot become ${dataset} ${version}`,
        hint: `Move it back to ${from.path}, and add ${dataset} ${version} as a version of its own.`,
      });
    }
  },
};
