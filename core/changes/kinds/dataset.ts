import type { Change } from "../change.ts";
import { changedValues } from "../values.ts";
import type { FilePair } from "./pair.ts";
import { unreadable } from "./unrecognised.ts";

/** What changed in a dataset.yaml. */
export function datasetChange({ path, base, head, ...content }: FilePair<"dataset">, dataset: string): Change {
  if (head === undefined) return { type: "dataset-deleted", path, dataset };
  if (content.headContent === undefined) return unreadable(head);
  if (base === undefined) return { type: "dataset-added", path, dataset };
  const values = changedValues(content.baseContent ?? {}, content.headContent);
  return values.length > 0
    ? { type: "dataset-edited", path, dataset, values }
    : { type: "formatting-changed", path, identity: head.identity };
}
