import { detectFormat } from "../../adapters/formats/inspect.ts";
import type { RandomAccessFile } from "../../adapters/formats/bytes/random-access-file.ts";
import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { localContent } from "../../adapters/files/local-content.ts";
import { commitThatAdded, isAncestor } from "../../adapters/git/history/ancestry.ts";
import { type OpenRepository, withRepository } from "../../adapters/git/open-repository.ts";
import { defaultBranch, isInGit } from "../../adapters/git/repository.ts";
import { shortRef } from "../../adapters/git/revisions.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import { InputError, ModelyardError, OutsideError } from "../../core/errors.ts";
import { doesMoreThan } from "../../core/formats/catalogue.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { type ReleasePlan, planRelease } from "../../core/store/plan.ts";
import type { ArtifactStore } from "../../core/store/store.ts";
import { renderReleaseNotes } from "../../core/reports/release-notes.ts";
import type { Artifact, ModelVersion } from "../../schemas/generated/types.ts";
import { PARALLEL_FILES, forEachConcurrently } from "../workspace/concurrency.ts";
import { locateArtifacts } from "./local-artifacts.ts";
import { type Progress, silentProgress } from "../workspace/progress.ts";
import type { OpenStore } from "../workspace/store-context.ts";
import { type AbandonedDraft, leftDrafts } from "./abandoned-drafts.ts";
import { type MergedCommit, publishedBefore } from "./published-before.ts";
import { type VersionFile, pathOfVersion, registeredNames, versionsOf } from "./registered-versions.ts";

/** GitHub takes 125,000 characters as a release's text. */
const MAX_NOTES = 100_000;

export interface PublishOptions {
  readonly folder: string;
  /** The repository that the folder is in, where it is open already. */
  readonly repository?: OpenRepository | undefined;
  /** The commit to publish; HEAD unless given. */
  readonly revision?: string | undefined;
  /** A folder with artifacts that the store does not hold, by their paths. */
  readonly from?: string | undefined;
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
  readonly leftDrafts: readonly AbandonedDraft[];
}

export interface PublishedVersion {
  readonly model: string;
  readonly version: string;
  readonly outcome: "published" | "already-published" | "to-publish" | "failed";
  /** How many artifacts were saved, or would have to be, before the version could be sealed. */
  readonly saved: number;
  /** Why it failed, and what to do. */
  readonly problems: readonly { readonly message: string; readonly hint: string }[];
}

/**
 * Makes the store match the registry: every version that is not published yet is completed, verified and sealed; one
 * that the store holds with other content is reported and left alone. Safe to repeat and to interrupt anywhere.
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
  const reader = new RegistryReader(tree);
  const store = await options.openStore(await reader.settings());
  const versions: PublishedVersion[] = [];
  const names = await registeredNames(reader);
  const before = await publishedBefore(store, merged, names.map(pathOfVersion), options.now);
  for (const name of names.filter((each) => before.has(pathOfVersion(each))))
    versions.push({ ...name, outcome: "already-published", saved: 0, problems: [] });
  const asked = names.filter((each) => !before.has(pathOfVersion(each)));
  for await (const { model, version, read } of versionsOf(reader, asked)) {
    const name = { model, version };
    const saved = { count: 0 };
    try {
      const outcome = await publishVersion(options, store, await read(), merged, saved);
      versions.push({ ...name, outcome, saved: saved.count, problems: [] });
    } catch (error) {
      if (!(error instanceof ModelyardError)) throw error;
      const problems = error.message.split("\n").map((message) => ({ message, hint: error.hint }));
      versions.push({ ...name, outcome: "failed", saved: saved.count, problems });
    }
  }
  if (options.dryRun !== true) {
    const unpublished = versions.filter(({ outcome }) => outcome !== "published" && outcome !== "already-published");
    await before.remember(unpublished.map(pathOfVersion));
  }
  const registered = new Set(names.map(pathOfVersion));
  const left = await leftDrafts({
    store,
    isRegistered: (model, version) => registered.has(pathOfVersion({ model, version })),
    now: options.now,
    prune: options.pruneDrafts === true,
    dryRun: options.dryRun === true,
  });
  return { source: merged?.commit ?? options.folder, store: store.name, versions, leftDrafts: left };
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

async function publishVersion(
  options: PublishOptions,
  store: ArtifactStore,
  { path, bytes, content: version }: VersionFile,
  merged: MergedCommit | undefined,
  saved: { count: number },
): Promise<PublishedVersion["outcome"]> {
  const plan = await planFor(options, store, { bytes, version });
  switch (plan.action) {
    case "nothing":
      return "already-published";
    case "refuse":
      throw new InputError({
        code: "published-differs",
        message: plan.reasons.join("\n"),
        hint: "Nothing was changed. A published version is never overwritten: find out who changed what, then draft a new version.",
      });
    case "publish":
      break;
  }
  store.expectTakes?.(version.artifacts);
  const contents = await locateArtifacts(options.from, plan.missing, version);
  if (options.dryRun === true) {
    saved.count = plan.missing.length;
    return "to-publish";
  }
  try {
    await fill(options, store, version, { missing: plan.missing, contents, saved });
    await refuseDisguises(store, version);
    const registeredBy = merged && (await commitThatAdded(merged.repository, merged.commit, path));
    const notes = renderReleaseNotes(version, { most: MAX_NOTES });
    await store.seal(version, version.artifacts, { versionFile: bytes, commit: registeredBy, notes });
    return "published";
  } catch (error) {
    // Of two runs at the same time one comes second: it fails at what the first has done, and all is well.
    if (error instanceof OutsideError && (await isPublished(store, version, bytes))) return "already-published";
    throw error;
  }
}

/** Bytes that were saved long ago are looked for everywhere before they count as missing. */
async function planFor(
  { from }: PublishOptions,
  store: ArtifactStore,
  { bytes, version }: { readonly bytes: Uint8Array; readonly version: ModelVersion },
): Promise<ReleasePlan> {
  const sha256 = sha256OfBytes(bytes);
  const stored = await store.inspect(version, version.artifacts);
  const plan = planRelease(version, sha256, stored);
  if (plan.action !== "publish" || stored.state !== "absent") return plan;
  const isAtHand = await locateArtifacts(from, plan.missing, version).then(
    () => true,
    () => false,
  );
  if (isAtHand) return plan;
  return planRelease(version, sha256, await store.inspect(version, version.artifacts, { everywhere: true }));
}

async function isPublished(store: ArtifactStore, version: ModelVersion, versionFile: Uint8Array): Promise<boolean> {
  try {
    const stored = await store.inspect(version, version.artifacts);
    return planRelease(version, sha256OfBytes(versionFile), stored).action === "nothing";
  } catch (error) {
    if (error instanceof ModelyardError) return false;
    throw error;
  }
}

interface Filling {
  readonly missing: readonly Artifact[];
  /** The local file of each. */
  readonly contents: ReadonlyMap<Artifact, string>;
  readonly saved: { count: number };
}

async function fill(
  options: PublishOptions,
  store: ArtifactStore,
  version: ModelVersion,
  { missing, contents, saved }: Filling,
): Promise<void> {
  const step = (options.progress ?? silentProgress).step(
    "saving",
    missing.reduce((sum, { size }) => sum + size, 0),
  );
  try {
    await forEachConcurrently([...contents], PARALLEL_FILES, async ([artifact, path]) => {
      await store.save(version, artifact, localContent(path), { onBytes: (bytes) => step.advance(bytes) });
      saved.count++;
    });
  } finally {
    step.end();
  }
}

/**
 * Looks at the stored bytes of every artifact: the gate on formats believes the version file, and here is where it is
 * believed no longer.
 *
 * @throws InputError `format-disguised`
 */
async function refuseDisguises(store: ArtifactStore, version: ModelVersion): Promise<void> {
  for (const artifact of version.artifacts) {
    const { path, format } = artifact;
    if (format === undefined) continue;
    const found = await detectFormat(storedFile(store, version, artifact));
    if (!doesMoreThan(found, format)) continue;
    const bytes =
      found === "unknown" ? "of no format that modelyard knows" : `${found}, which can run code when it is loaded`;
    throw new InputError({
      code: "format-disguised",
      message: `${path} says that it is ${format}, and its bytes are ${bytes}`,
      hint: "It was not published. Withdraw the version, and draft it again: draft tells the format from the bytes.",
    });
  }
}

/** What tells most formats lies here; it is fetched once. */
const HEAD_BYTES = 64 * 1024;

/** An artifact in the store as a file of which parts can be read. */
function storedFile(store: ArtifactStore, version: ModelVersion, artifact: Artifact): RandomAccessFile {
  const fetch = async (offset: number, length: number) => {
    const chunks: Uint8Array[] = [];
    let missing = Math.max(0, Math.min(length, artifact.size - offset));
    if (missing === 0) return Buffer.alloc(0);
    for await (const chunk of store.read(version, artifact, offset)) {
      chunks.push(chunk.subarray(0, missing));
      missing -= Math.min(missing, chunk.length);
      if (missing === 0) break;
    }
    return Buffer.concat(chunks);
  };
  let head: Promise<Buffer> | undefined;
  return {
    path: artifact.path,
    sizeBytes: artifact.size,
    async read(offset, length) {
      if (offset + length > HEAD_BYTES && artifact.size > HEAD_BYTES) return fetch(offset, length);
      head ??= fetch(0, HEAD_BYTES);
      return (await head).subarray(offset, offset + length);
    },
  };
}
