import type { Change } from "../change.ts";
import { changedValues } from "../values.ts";
import type { FilePair } from "./pair.ts";
import { unreadable } from "./unrecognised.ts";

/** What happened to a model version: a fact, so that any other byte counts, comments too. */
export function versionChange(pair: FilePair<"model-version">, model: string, version: string): Change {
  const { path, base, head, headContent } = pair;
  if (head === undefined) return { type: "version-deleted", path, model, version };
  if (base !== undefined) {
    return { type: "version-changed", path, model, version, values: changedValues(base.value, head.value) };
  }
  return headContent === undefined ? unreadable(head) : { type: "version-added", path, model, version };
}

/** What happened to a dataset version: a fact as well. */
export function datasetVersionChange(pair: FilePair<"dataset-version">, dataset: string, version: string): Change {
  const { path, base, head, headContent } = pair;
  if (head === undefined) return { type: "dataset-version-deleted", path, dataset, version };
  if (base !== undefined) {
    return { type: "dataset-version-changed", path, dataset, version, values: changedValues(base.value, head.value) };
  }
  return headContent === undefined ? unreadable(head) : { type: "dataset-version-added", path, dataset, version };
}
