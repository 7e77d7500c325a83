import { compareText } from "../text/order.ts";
import type { Registry } from "../registry/registry.ts";
import type { Change, ChangeType } from "./change.ts";
import { classify } from "./classify.ts";
import { comparePaths } from "./differences.ts";
import { pairRenames } from "./renames.ts";

/** What comparing needs of a registry: what its tree lists, and the files at the paths that differ. */
export type ComparedTree = Pick<Registry, "entries" | "files">;

/**
 * What a change of the tree means, in named changes that cover every path at which `base` and `head` differ. Sorted:
 * what is refused or moves a stage first, then by path.
 *
 * @example
 * compareRegistries(base, head);
 * // [{ type: "promotion", path: "registry/models/churn/stages/production.yaml", model: "churn", stage: "production", from: "1.3.1", to: "1.4.0" }]
 */
export function compareRegistries(base: ComparedTree, head: ComparedTree): readonly Change[] {
  const changes = comparePaths(base.entries, head.entries).flatMap((difference) =>
    classify(difference, base.files.get(difference.path), head.files.get(difference.path)),
  );
  return [...pairRenames(changes, base, head)].sort(compareChanges);
}

function compareChanges(a: Change, b: Change): number {
  return RANK[a.type] - RANK[b.type] || compareText(a.path, b.path);
}

/** What people look for first has the lowest rank. */
const RANK: Readonly<Record<ChangeType, number>> = {
  unrecognised: 0,
  "version-changed": 1,
  "version-deleted": 1,
  "version-renamed": 1,
  "dataset-version-changed": 1,
  "dataset-version-deleted": 1,
  "dataset-version-renamed": 1,
  "settings-added": 2,
  "settings-policy-changed": 2,
  "settings-deleted": 2,
  "model-policy-changed": 3,
  "model-deleted": 3,
  promotion: 4,
  "stage-cleared": 4,
  "stage-deleted": 4,
  "withdrawal-added": 5,
  "withdrawal-changed": 5,
  "withdrawal-lifted": 5,
  "model-added": 6,
  "version-added": 7,
  "dataset-added": 8,
  "dataset-deleted": 8,
  "dataset-version-added": 9,
  "settings-edited": 10,
  "model-edited": 10,
  "dataset-edited": 10,
  "prose-changed": 11,
  "formatting-changed": 12,
  "unexpected-deleted": 12,
};
