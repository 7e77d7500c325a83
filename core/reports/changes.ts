import type { Change, ChangeType } from "../changes/change.ts";
import { plural } from "../text/quantities.ts";

/** How many changes of one type are called. */
const NOUNS: Record<ChangeType, readonly [one: string, many: string]> = {
  "settings-added": ["new registry.yaml", "new registry.yaml"],
  "settings-policy-changed": ["policy edit", "policy edits"],
  "settings-edited": ["settings edit", "settings edits"],
  "settings-deleted": ["deleted registry.yaml", "deleted registry.yaml"],
  "model-added": ["new model", "new models"],
  "model-policy-changed": ["policy edit", "policy edits"],
  "model-edited": ["model edit", "model edits"],
  "model-deleted": ["deleted model", "deleted models"],
  "version-added": ["new version", "new versions"],
  "version-changed": ["changed version", "changed versions"],
  "version-deleted": ["deleted version", "deleted versions"],
  "version-renamed": ["renamed version", "renamed versions"],
  promotion: ["promotion", "promotions"],
  "stage-cleared": ["cleared stage", "cleared stages"],
  "stage-deleted": ["deleted stage file", "deleted stage files"],
  "withdrawal-added": ["withdrawal", "withdrawals"],
  "withdrawal-changed": ["changed withdrawal", "changed withdrawals"],
  "withdrawal-lifted": ["lifted withdrawal", "lifted withdrawals"],
  "dataset-added": ["new dataset", "new datasets"],
  "dataset-edited": ["dataset edit", "dataset edits"],
  "dataset-deleted": ["deleted dataset", "deleted datasets"],
  "dataset-version-added": ["new dataset version", "new dataset versions"],
  "dataset-version-changed": ["changed dataset version", "changed dataset versions"],
  "dataset-version-deleted": ["deleted dataset version", "deleted dataset versions"],
  "dataset-version-renamed": ["renamed dataset version", "renamed dataset versions"],
  "prose-changed": ["README change", "README changes"],
  "formatting-changed": ["formatting change", "formatting changes"],
  "unexpected-deleted": ["removed stray file", "removed stray files"],
  unrecognised: ["change that no type covers", "changes that no type covers"],
};

/**
 * Counts changes for a sentence.
 *
 * @example countChanges(changes) // "3 changes (1 promotion, 2 new versions)"
 */
export function countChanges(changes: readonly Change[]): string {
  const counts = new Map<string, { count: number; nouns: readonly [string, string] }>();
  for (const { type } of changes) {
    const nouns = NOUNS[type];
    counts.set(nouns[1], { nouns, count: (counts.get(nouns[1])?.count ?? 0) + 1 });
  }
  const kinds = [...counts.values()].map(({ count, nouns: [one, many] }) => `${count} ${count === 1 ? one : many}`);
  return `${plural(changes.length, "change")}${kinds.length === 0 ? "" : ` (${kinds.join(", ")})`}`;
}

/**
 * One change as a line of plain text, with untrusted names in it.
 *
 * @example describeChange(promotion) // "churn: 1.3.1 → 1.4.0 in production"
 */
export function describeChange(change: Change): string {
  switch (change.type) {
    case "promotion":
      return `${change.model}: ${change.from ?? "nothing"} → ${change.to} in ${change.stage}${change.rollback === true ? " (rollback)" : ""}`;
    case "stage-cleared":
      return `${change.model}: ${change.from ?? "nothing"} → nothing in ${change.stage}`;
    case "stage-deleted":
      return `${change.model}: the file of the stage ${change.stage} is deleted`;
    case "withdrawal-added":
    case "withdrawal-changed":
      return `${change.model} ${change.version} is ${change.status}: ${change.reason}`;
    case "withdrawal-lifted":
      return `${change.model} ${change.version} is no longer ${change.from?.status ?? "withdrawn"}`;
    case "version-renamed":
      return `${change.from.model} ${change.from.version} is renamed to ${change.model} ${change.version}`;
    case "dataset-version-renamed":
      return `${change.from.dataset} ${change.from.version} is renamed to ${change.dataset} ${change.version}`;
    case "version-added":
    case "version-changed":
    case "version-deleted":
      return `${NOUNS[change.type][0]}: ${change.model} ${change.version}`;
    case "dataset-version-added":
    case "dataset-version-changed":
    case "dataset-version-deleted":
      return `${NOUNS[change.type][0]}: ${change.dataset} ${change.version}`;
    case "model-added":
    case "model-edited":
    case "model-policy-changed":
    case "model-deleted":
      return `${NOUNS[change.type][0]}: ${change.model}`;
    case "dataset-added":
    case "dataset-edited":
    case "dataset-deleted":
      return `${NOUNS[change.type][0]}: ${change.dataset}`;
    case "settings-added":
    case "settings-policy-changed":
    case "settings-edited":
    case "settings-deleted":
    case "prose-changed":
    case "formatting-changed":
    case "unexpected-deleted":
    case "unrecognised":
      return `${NOUNS[change.type][0]}: ${change.path}`;
  }
}
