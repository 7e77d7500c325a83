import type { Target } from "../target.ts";
import { githubAnswersTarget, mlflowAnswersTarget } from "./answers.ts";
import { eventsTarget } from "./events.ts";
import { faultyTarget } from "./faulty.ts";
import { formatsTarget } from "./formats.ts";
import { gitMergesTarget } from "./git-merges.ts";
import { gitTreesTarget } from "./git-trees.ts";
import { referencesTarget } from "./references.ts";
import { registryTarget } from "./registry.ts";
import { sourcesTarget } from "./sources.ts";
import { dvcTarget, mlflowDatabaseTarget, mlflowTarget } from "./trackers.ts";

export const TARGETS: readonly Target[] = [
  registryTarget,
  gitMergesTarget,
  gitTreesTarget,
  formatsTarget,
  sourcesTarget,
  dvcTarget,
  mlflowTarget,
  mlflowDatabaseTarget,
  referencesTarget,
  eventsTarget,
  githubAnswersTarget,
  mlflowAnswersTarget,
];

/** @throws Error where there is no target of this name */
export function findTarget(name: string): Target {
  const target = [...TARGETS, faultyTarget].find((each) => each.name === name);
  if (target === undefined)
    throw new Error(`There is no target ${name}, only ${TARGETS.map((each) => each.name).join(", ")}`);
  return target;
}
