import type { RegistryFile } from "../registry/file.ts";
import { identify, isProse } from "../registry/names/paths.ts";
import { isPlainFile } from "../tree/tree.ts";
import type { Change } from "./change.ts";
import type { PathDifference } from "./differences.ts";
import {
  datasetChange,
  datasetVersionChange,
  misplaced,
  modelChanges,
  pairOf,
  settingsChanges,
  stageChange,
  versionChange,
  withdrawalChange,
} from "./file-changes.ts";

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
    return [difference.head === undefined ? { type: "unexpected-deleted", path } : misplaced(difference.head)];
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
