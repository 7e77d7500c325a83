import { type RegistryFile, contentOf } from "../registry/file.ts";
import { compareText } from "../text/order.ts";
import type { Registry } from "../registry/registry.ts";
import type { Change, ChangeOf } from "./change.ts";

/**
 * Puts together what one edit did to two paths: a fact that went away here and came back there, the same but for its
 * names, was renamed.
 */
export function pairRenames(
  changes: readonly Change[],
  base: Pick<Registry, "files">,
  head: Pick<Registry, "files">,
): readonly Change[] {
  const waiting = new Map<string, DeletedFact[]>();
  for (const change of changes) {
    const fact = isDeletedFact(change) ? factOf(base.files.get(change.path)) : undefined;
    if (isDeletedFact(change) && fact !== undefined) waiting.set(fact, [...(waiting.get(fact) ?? []), change]);
  }
  if (waiting.size === 0) return changes;

  const merged = new Set<Change>();
  const renamed = changes.map((change) => {
    const fact = isAddedFact(change) ? factOf(head.files.get(change.path)) : undefined;
    const deleted = fact === undefined ? undefined : waiting.get(fact)?.shift();
    const renaming = deleted && isAddedFact(change) ? rename(deleted, change) : undefined;
    if (deleted === undefined || renaming === undefined) return change;
    merged.add(deleted);
    return renaming;
  });
  return renamed.filter((change) => !merged.has(change));
}

type DeletedFact = ChangeOf<"version-deleted" | "dataset-version-deleted">;
type AddedFact = ChangeOf<"version-added" | "dataset-version-added">;

function isDeletedFact(change: Change): change is DeletedFact {
  return change.type === "version-deleted" || change.type === "dataset-version-deleted";
}

function isAddedFact(change: Change): change is AddedFact {
  return change.type === "version-added" || change.type === "dataset-version-added";
}

function rename(deleted: DeletedFact, added: AddedFact): Change | undefined {
  if (deleted.type === "version-deleted" && added.type === "version-added") {
    const { path, model, version } = deleted;
    return { ...added, type: "version-renamed", from: { path, model, version } };
  }
  if (deleted.type === "dataset-version-deleted" && added.type === "dataset-version-added") {
    const { path, dataset, version } = deleted;
    return { ...added, type: "dataset-version-renamed", from: { path, dataset, version } };
  }
  return undefined;
}

const NAMES: ReadonlySet<string> = new Set(["model", "dataset", "version"]);

/** All that a fact says apart from its names, the same text for the same content whatever its formatting. */
function factOf(file: RegistryFile | undefined): string | undefined {
  const content = file === undefined ? undefined : contentOf(file, file.identity.kind);
  if (content === undefined) return undefined;
  return canonical(Object.fromEntries(Object.entries(content).filter(([key]) => !NAMES.has(key))));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compareText(a, b)))
      : part,
  );
}
