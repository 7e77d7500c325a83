import { ModelyardError } from "../../core/errors.ts";
import type { ArtifactStore, SavedDraft } from "../../core/store/store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A younger draft may just be waiting for its pull request to be opened. */
const PATIENCE_DAYS = 7;

export interface AbandonedDraft {
  readonly model: string;
  readonly version: string;
  /** RFC 3339 in UTC. */
  readonly savedAt: string;
  readonly removed: boolean;
}

export interface AbandonedDraftsOptions {
  readonly store: ArtifactStore;
  /** Whether the registry has the version. */
  readonly isRegistered: (model: string, version: string) => boolean;
  /** RFC 3339 in UTC. */
  readonly now: string;
  /** Remove them; else they are only listed. */
  readonly prune: boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
}

/**
 * Versions whose bytes were saved more than seven days ago and that nobody merged or still proposes. What a stopped run has
 * left beside a published version goes at once: nobody needs it, and a later run would not look there again.
 *
 * @throws OutsideError where the store cannot be asked and they were to be removed
 */
export async function abandonedDrafts({
  store,
  isRegistered,
  now,
  prune,
  dryRun,
}: AbandonedDraftsOptions): Promise<readonly AbandonedDraft[]> {
  const drafts = await draftsIn(store, prune);
  if (!dryRun) for (const draft of drafts.filter(({ isDuplicate }) => isDuplicate)) await removeQuietly(store, draft);
  const abandoned = drafts.filter(
    ({ model, version, savedAt, isWanted, isDuplicate }) =>
      !isWanted &&
      !isDuplicate &&
      !isRegistered(model, version) &&
      Date.parse(now) - Date.parse(savedAt) > PATIENCE_DAYS * DAY_MS,
  );
  const found: AbandonedDraft[] = [];
  for (const draft of abandoned) {
    const removed = prune && !dryRun && store.removeDraft !== undefined;
    if (removed) await store.removeDraft?.(draft);
    const { model, version, savedAt } = draft;
    found.push({ model, version, savedAt, removed });
  }
  return found;
}

/** A version that is published is as it should be, whatever stays beside it until the next run. */
async function removeQuietly(store: ArtifactStore, draft: SavedDraft): Promise<void> {
  try {
    await store.removeDraft?.(draft);
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
  }
}

/** A list that is only shown is worth no failure: everything else has been done by then. */
async function draftsIn(store: ArtifactStore, prune: boolean): Promise<readonly SavedDraft[]> {
  try {
    return (await store.listDrafts?.({ everywhere: prune })) ?? [];
  } catch (error) {
    if (!prune && error instanceof ModelyardError) return [];
    throw error;
  }
}
