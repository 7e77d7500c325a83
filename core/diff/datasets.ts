import type { DatasetUse } from "../../schemas/generated/types.ts";
import { type SideBySide, compareByName } from "./side-by-side.ts";

/** Another use of data: which dataset, for what, and its versions or digests side by side. */
export interface DatasetDifference extends SideBySide<string> {
  /** The dataset's name in this registry, or the address of an outside one. */
  readonly dataset: string;
  readonly isRegistered: boolean;
  /** `training`, `evaluation`, … */
  readonly role: string;
}

/**
 * The data that two versions saw differently, by dataset and role. One that is used in two versions for one role
 * differs in the list of them.
 *
 * @example
 * compareDatasets(
 *   [{ name: "customers", version: "3", role: "training" }],
 *   [{ name: "customers", version: "4", role: "training" }],
 * );
 * // [{ dataset: "customers", isRegistered: true, role: "training", change: "changed", now: "3", proposed: "4" }]
 */
export function compareDatasets(
  now: readonly DatasetUse[] = [],
  proposed: readonly DatasetUse[] = [],
): readonly DatasetDifference[] {
  const uses = new Map([...now, ...proposed].map((use) => [keyOf(use), use]));
  return compareByName(editionsByUse(now), editionsByUse(proposed)).flatMap(({ name: key, ...sides }) => {
    const use = uses.get(key);
    if (use === undefined) return [];
    return [{ dataset: nameOf(use), isRegistered: use.name !== undefined, role: use.role, ...sides }];
  });
}

const nameOf = ({ name, uri }: DatasetUse): string => name ?? uri ?? "";

const keyOf = (use: DatasetUse): string => JSON.stringify([nameOf(use), use.role, use.name !== undefined]);

function editionsByUse(uses: readonly DatasetUse[]): ReadonlyMap<string, string> {
  const editions = new Map<string, string[]>();
  for (const use of uses) {
    const edition = use.version ?? use.digest ?? "";
    editions.set(keyOf(use), [...(editions.get(keyOf(use)) ?? []), edition]);
  }
  return new Map([...editions].map(([key, list]) => [key, list.sort().join(", ")]));
}
