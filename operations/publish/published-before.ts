import { changedPaths } from "../../adapters/git/history/changed-paths.ts";
import { isAncestor } from "../../adapters/git/history/ancestry.ts";
import type { OpenRepository } from "../../adapters/git/open-repository.ts";
import { ModelyardError } from "../../core/errors.ts";
import type { ArtifactStore, PublishedUpTo } from "../../core/store/store.ts";
import { REGISTRY_FOLDER } from "../../core/tree/tree.ts";

/** The store is asked about each of so few versions, every time; of more, about those that may have changed. */
const MAX_ASKED_EACH = 20;

export interface MergedCommit {
  readonly repository: OpenRepository;
  readonly commit: string;
}

/** What need not be asked for, and what is to be remembered of the rest. */
export interface PublishedBefore {
  /** Whether the version file at a path is published as it is, by what an earlier run found. */
  readonly has: (path: string) => boolean;
  /** Whether the store is asked about versions that no earlier run has found published: that takes enough requests. */
  readonly hasNew: boolean;
  /** Remembers what this run found. */
  readonly remember: (unpublished: readonly string[]) => Promise<void>;
}

const NOTHING: PublishedBefore = { has: () => false, hasNew: false, remember: () => Promise.resolve() };

/**
 * What earlier runs have found published in a store that is dear to ask: a version file that has not changed since is
 * published still. The store looks at all of its versions at once where too many are left to be asked for.
 *
 * @param paths of all version files, in the registry's folder
 * @param isAskedAll whether the store is asked about every version whatever is remembered
 */
export async function publishedBefore(
  store: ArtifactStore,
  merged: MergedCommit | undefined,
  paths: readonly string[],
  isAskedAll: boolean,
): Promise<PublishedBefore> {
  const { ledger } = store;
  if (ledger === undefined || merged === undefined || paths.length <= MAX_ASKED_EACH) return NOTHING;
  const { repository, commit } = merged;
  const upTo = await quietly(() => ledger.read(repository.prefix));
  const known = upTo === undefined ? [] : await unchangedSince(upTo, merged, paths);
  const isNew = paths.length - known.length > (upTo?.except.length ?? 0);
  const has = new Set(isAskedAll ? [] : known);
  if (paths.length - has.size > MAX_ASKED_EACH) await quietly(async () => store.lookAtAll?.());
  return {
    has: (path) => has.has(path),
    hasNew: isNew,
    async remember(unpublished) {
      const except = unpublished.toSorted();
      if (!isNew && upTo !== undefined && except.join("\n") === upTo.except.join("\n")) return;
      await quietly(() => ledger.write(repository.prefix, { commit, except }));
    },
  };
}

async function unchangedSince(
  { commit, except }: PublishedUpTo,
  merged: MergedCommit,
  paths: readonly string[],
): Promise<readonly string[]> {
  const { repository } = merged;
  if (!(await isAncestor(repository, commit, merged.commit))) return [];
  const open = new Set([...except, ...(await changedPaths(repository, commit, merged.commit, [REGISTRY_FOLDER]))]);
  return paths.filter((path) => !open.has(path));
}

/** What is only to save effort is worth no failure. */
async function quietly<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ModelyardError) return undefined;
    throw error;
  }
}
