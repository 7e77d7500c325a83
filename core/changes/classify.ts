import type { RegistryFile } from "../registry/file.ts";
import { identify, isProse } from "../registry/paths.ts";
import { isPlainFile } from "../tree/tree.ts";
import type { Change } from "./change.ts";
import type { PathDifference } from "./differences.ts";
import { datasetChange } from "./kinds/dataset.ts";
import { modelChanges } from "./kinds/model.ts";
import { pairOf } from "./kinds/pair.ts";
import { settingsChanges } from "./kinds/settings.ts";
import { stageChange } from "./kinds/stage.ts";
import { misplaced } from "./kinds/unrecognised.ts";
import { datasetVersionChange, versionChange } from "./kinds/version.ts";
import { withdrawalChange } from "./kinds/withdrawal.ts";

/**
 * What a difference at one path means: nothing else of the two trees is looked at. Every difference has at least one
 * change; an edit of both policy and prose has two.
 *
 * @param base the registry file in base; undefined where there is none
 * @param head the registry file in head; undefined where there is none
 */
export function classify(
  difference: PathDifference,
  base: RegistryFile | undefined,
  head: RegistryFile | undefined,
): readonly Change[] {
  const { path } = difference;
  const identity = identify(path);
  if (difference.head !== undefined && !isPlainFile(difference.head)) return [misplaced(difference.head)];
  if (isProse(path)) return [proseChange(difference)];
  if (identity === undefined || (base === undefined && head === undefined)) {
    return [difference.head === undefined ? { type: "stranger-deleted", path } : misplaced(difference.head)];
  }
  switch (identity.kind) {
    case "registry":
      return settingsChanges(pairOf("registry", path, base, head));
    case "model":
      return modelChanges(pairOf("model", path, base, head), identity.model);
    case "model-version":
      return [versionChange(pairOf("model-version", path, base, head), identity.model, identity.version)];
    case "stage":
      return [stageChange(pairOf("stage", path, base, head), identity.model, identity.stage)];
    case "status":
      return [withdrawalChange(pairOf("status", path, base, head), identity.model, identity.version)];
    case "dataset":
      return [datasetChange(pairOf("dataset", path, base, head), identity.dataset)];
    case "dataset-version":
      return [datasetVersionChange(pairOf("dataset-version", path, base, head), identity.dataset, identity.version)];
  }
}

function proseChange({ path, base, head }: PathDifference): Change {
  const wasProse = base !== undefined && isPlainFile(base);
  return { type: "prose-changed", path, how: head === undefined ? "deleted" : wasProse ? "edited" : "added" };
}
