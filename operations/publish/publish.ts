import { isAncestor } from "../../adapters/git/history/ancestry.ts";
import { type OpenRepository, withRepository } from "../../adapters/git/open-repository.ts";
import { defaultBranch, isInGit } from "../../adapters/git/repository.ts";
import { shortRef } from "../../adapters/git/revisions.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import { InputError, ModelyardError } from "../../core/errors.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { type Progress, silentProgress } from "../workspace/progress.ts";
import type { OpenStore } from "../workspace/store-context.ts";
import { type AbandonedDraft, abandonedDrafts } from "./abandoned-drafts.ts";
import { openSource } from "./artifact-source.ts";
import { type PublishOutcome, publishVersion } from "./publish-version.ts";
import { type MergedCommit, publishedBefore } from "./published-before.ts";
import { pathOfVersion, registeredNames, versionsOf } from "./registered-versions.ts";
import { sampleOf, stagedPaths } from "./sample.ts";

export interface PublishOptions {
  readonly folder: string;
  /** The repository that the folder is in, where it is open already. */
  readonly repository?: OpenRepository | undefined;
  /** The commit to publish; HEAD unless given. */
  readonly revision?: string | undefined;
  /** A folder with artifacts that the store does not hold, by their paths, or another store: `file:PATH`, `s3://BUCKET/PREFIX`. */
  readonly from?: string | undefined;
  /** Look at the bytes of every version; otherwise at those of versions in stages, and of some others each time. */
  readonly verify?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  /** Remove the bytes of drafts that nobody merged or still proposes. */
  readonly pruneDrafts?: boolean | undefined;
  /** RFC 3339 in UTC. */
  readonly now: string;
  readonly openStore: OpenStore;
  readonly progress?: Progress | undefined;
}

export interface Published {
  /** The commit that was published, or the folder where there is no git. */
  readonly source: string;
  readonly store: string;
  readonly versions: readonly PublishedVersion[];
  /** Saved more than seven days ago, and neither merged nor proposed any more. */
  readonly abandonedDrafts: readonly AbandonedDraft[];
}

export interface PublishedVersion {
  readonly model: string;
  readonly version: string;
  readonly outcome: PublishOutcome;
  /** How many artifacts were saved, or would have to be, before the version could be sealed, or was what it was. */
  readonly saved: number;
  /** Why it failed, and what to do. */
  readonly problems: readonly { readonly message: string; readonly hint: string }[];
}

/**
 * Makes the store match the registry: every version that is not published yet is completed, verified and sealed. One that
 * the store holds with other content is reported, and repaired where the right bytes are at hand. Safe to repeat and to interrupt anywhere.
 *
 * @throws InputError `not-on-default-branch`: what is not merged is never published
 */
export async function publish(options: PublishOptions): Promise<Published> {
  const { folder, repository } = options;
  if (repository === undefined && !(await isInGit(folder))) return publishTree(options, { tree: openFolder(folder) });
  return withRepository(repository ?? folder, async (opened) =>
    publishTree(options, await openMerged(opened, options.revision ?? "HEAD")),
  );
}

/** What is to be published: of a commit, or as it lies in a folder without git. */
interface Publishable {
  readonly tree: Tree;
  readonly merged?: MergedCommit;
}

async function publishTree(options: PublishOptions, { tree, merged }: Publishable): Promise<Published> {
  const { now, openStore, verify = false, dryRun = false } = options;
  const reader = new RegistryReader(tree);
  const settings = await reader.settings();
  const store = await openStore(settings);
  const source = await openSource(options.from, { settings, openStore });
  const versions: PublishedVersion[] = [];
  const names = await registeredNames(reader);
  const paths = names.map(pathOfVersion);
  const before = await publishedBefore(store, merged, paths, verify);
  const isDear = store.ledger !== undefined;
  const sample = before.hasNew
    ? new Set<string>()
    : sampleOf(paths, { staged: await stagedPaths(reader), isDear, now });
  const isRead = (path: string) => verify || sample.has(path);
  const isAsked = (path: string) => isRead(path) || !before.has(path);
  for (const name of names.filter((each) => !isAsked(pathOfVersion(each))))
    versions.push({ ...name, outcome: "already-published", saved: 0, problems: [] });
  const asked = names.filter((each) => isAsked(pathOfVersion(each)));
  const step = (verify ? (options.progress ?? silentProgress) : silentProgress).count(
    "verifying",
    asked.length,
    "versions",
  );
  for await (const { model, version, read } of versionsOf(reader, asked)) {
    const name = { model, version };
    const saved = { count: 0 };
    try {
      const byBytes = isRead(pathOfVersion(name));
      const { progress } = options;
      const file = await read();
      const outcome = await publishVersion({ store, file, merged, source, dryRun, byBytes, progress, saved });
      versions.push({ ...name, outcome, saved: saved.count, problems: [] });
    } catch (error) {
      if (!(error instanceof ModelyardError)) throw error;
      const problems = error.message.split("\n").map((message) => ({ message, hint: error.hint }));
      versions.push({ ...name, outcome: "failed", saved: saved.count, problems });
    }
    step.advance(1);
  }
  step.end();
  if (!dryRun) {
    const isRight = ({ outcome }: PublishedVersion) => /^(?:already-)?published$|^repaired$/.test(outcome);
    await before.remember(versions.filter((version) => !isRight(version)).map(pathOfVersion));
  }
  const registered = new Set(names.map(pathOfVersion));
  const abandoned = await abandonedDrafts({
    store,
    isRegistered: (model, version) => registered.has(pathOfVersion({ model, version })),
    now: options.now,
    prune: options.pruneDrafts === true,
    dryRun: options.dryRun === true,
  });
  return { source: merged?.commit ?? options.folder, store: store.name, versions, abandonedDrafts: abandoned };
}

async function openMerged(repository: OpenRepository, revision: string): Promise<Publishable> {
  const commit = await repository.resolveCommit(revision);
  const branch = await defaultBranch(repository.folder);
  if (branch !== undefined && !(await isAncestor(repository, commit, branch))) {
    throw new InputError({
      code: "not-on-default-branch",
      message: `${revision} (${commit.slice(0, 7)}) is not on the default branch (${shortRef(branch)})`,
      hint: "Only what is merged is published, because a published version can never change. Check out the default branch and pull, or name a commit of it with --ref.",
    });
  }
  return { tree: treeIn(repository, commit), merged: { repository, commit } };
}
