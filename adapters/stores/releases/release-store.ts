import { OutsideError } from "../../../core/errors.ts";
import { CHECKSUMS_FILE, VERSION_FILE } from "../../../core/registry/names/artifact-path.ts";
import {
  type AssetPlan,
  MAX_ASSET_BYTES,
  assetsOf,
  refuseSameNames,
  refuseTooManyAssets,
  tagOf,
} from "../../../core/store/asset-names.ts";
import { checksumsOf } from "../../../core/store/checksums.ts";
import type { ArtifactStore, Seal, StoredFile, VersionName } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import { sha256OfBytes } from "../../files/hash.ts";
import { type AssetDescription, downloadAsset } from "../../github/client/bytes.ts";
import type { GitHubClient } from "../../github/client/client.ts";
import { GitHubError } from "../../github/client/errors.ts";
import type { DigestMemory } from "../../cache/digest-memory.ts";
import { damagedChecksums, hashed, withDigestsAtRest } from "./at-rest.ts";
import { AssetUploader, digestOf } from "./asset-uploader.ts";
import { listDrafts } from "./drafts.ts";
import { FirstLook } from "./first-look.ts";
import { releaseLedger } from "./published-ledger.ts";
import { type Release, Releases, assetsNamedBy, isOwnDraft } from "./releases.ts";
import { sealedDigests } from "./sealed-digests.ts";
import { burnedTag, ensureTag, saysBurned } from "./tags.ts";

const SHA256_OF_NOTHING = sha256OfBytes(new Uint8Array());
const NOTHING_SEALED: ReadonlyMap<string, string> = new Map();

export interface ReleaseStoreOptions {
  /** Where a file is split; GitHub's limit unless a test makes it smaller. */
  readonly maxAssetBytes?: number;
  /** Spares files in parts, whose digest as a whole GitHub does not know, a second reading. */
  readonly memory?: DigestMemory | undefined;
}

/**
 * GitHub releases as artifact store: one release per version, filled as a draft, verified, and only then published,
 * because a published release may be immutable and its tag name can never be used again.
 */
export function openReleaseStore(
  client: GitHubClient,
  { maxAssetBytes = MAX_ASSET_BYTES, memory }: ReleaseStoreOptions = {},
): ArtifactStore {
  const releases = new Releases(client);
  const uploader = new AssetUploader(releases);
  const opened = new Map<string, Promise<OpenedRelease | undefined>>();
  const drafts = new Map<string, Promise<Release>>();
  let firstLook: FirstLook | undefined;
  /** Drafts that were found: an old one is not looked for twice. */
  const savedBefore = new Map<string, Release>();
  const plansOf = (artifact: Artifact) => assetsOf(artifact, maxAssetBytes);

  /** The release that a version is read from: found once, however many files are. */
  const openForReading = (version: VersionName): Promise<OpenedRelease | undefined> =>
    once(opened, tagOf(version), async (tag) => {
      const release = (await releases.published(tag)) ?? savedBefore.get(tag) ?? (await releases.draft(tag));
      return release === undefined ? undefined : { release, assets: await releases.assets(release) };
    });

  const openDraft = (version: VersionName): Promise<Release> =>
    once(drafts, tagOf(version), async (tag) => {
      const published = await releases.published(tag);
      if (published !== undefined) throw alreadyPublished(version, published);
      const found = savedBefore.get(tag);
      if (found !== undefined) return found;
      return (await releases.draft(tag)) ?? releases.createDraft(tag, `${version.model} ${version.version}`);
    });

  return {
    name: `the GitHub releases of ${client.name}`,

    expectTakes(artifacts) {
      refuseSameNames(artifacts);
      refuseTooManyAssets(artifacts, maxAssetBytes);
    },

    async lookAtAll() {
      firstLook = new FirstLook(await releases.list());
    },

    ledger: releaseLedger(client),

    async inspect(version, artifacts, { everywhere = false, byBytes = false } = {}) {
      const tag = tagOf(version);
      const seen = firstLook?.take(tag);
      const published = seen === undefined ? await releases.published(tag) : seen.published;
      const release = published ?? (seen === undefined ? await releases.draft(tag, everywhere) : seen.draft);
      if (release === undefined) return { state: "absent" };
      if (published === undefined) savedBefore.set(tag, release);
      const assets = assetsNamedBy(release) ?? (await releases.assets(release));
      // Whoever reads its files next need not look for it again.
      if (published !== undefined) opened.set(tag, Promise.resolve({ release, assets }));
      const isSplit = artifacts.some((artifact) => plansOf(artifact).length > 1);
      const sealed = published !== undefined && isSplit ? await sealedDigests(client, assets) : NOTHING_SEALED;
      const files = artifacts.flatMap((artifact) => storedFile(artifact, plansOf(artifact), assets, sealed) ?? []);
      if (published === undefined) return { state: "draft", files };
      const document = assets.find(({ name }) => name === VERSION_FILE);
      const known = document === undefined ? "" : digestOf(document);
      if (!byBytes) return { state: "published", files, document: { sha256: known } };
      const atRest = { client, assets, plansOf, memory };
      const sha256 = known ?? (document && (await hashed(atRest, [document])));
      const damaged = await damagedChecksums(atRest, artifacts);
      return {
        state: "published",
        files: await withDigestsAtRest(atRest, artifacts, files),
        document: { sha256, damaged },
      };
    },

    async save(version, artifact, content, options) {
      const release = await openDraft(version);
      return uploader.upload(release, artifact, plansOf(artifact), content, options);
    },

    async repair(version, artifacts, { contents, seal, ...options }) {
      const tag = tagOf(version);
      const release = await releases.published(tag);
      if (release === undefined) throw notPublished(version, client.name);
      try {
        for (const [artifact, content] of contents)
          await uploader.upload(release, artifact, plansOf(artifact), content, options);
        const held = await verifyAll(uploader, release, artifacts, plansOf);
        held.push(await uploader.uploadText(release, VERSION_FILE, seal.versionFile));
        await uploader.uploadText(release, CHECKSUMS_FILE, new TextEncoder().encode(checksumsOf(held)));
      } catch (error) {
        throw explainRepair(error, tag);
      }
      opened.delete(tag);
    },

    async seal(version, artifacts, seal) {
      refuseSameNames(artifacts);
      const release = await openDraft(version);
      const expected = await verifyAll(uploader, release, artifacts, plansOf);
      expected.push(await uploader.uploadText(release, VERSION_FILE, seal.versionFile));
      const checksums = new TextEncoder().encode(checksumsOf(expected));
      expected.push(await uploader.uploadText(release, CHECKSUMS_FILE, checksums));
      const names = new Set(expected.map(({ path }) => path));
      await publish(client, releases, { release, names, version, seal });
      opened.delete(tagOf(version));
    },

    async *read(version, artifact, offsetBytes) {
      const release = await openForReading(version);
      for (const plan of plansOf(artifact)) {
        if (plan.startBytes + plan.sizeBytes <= offsetBytes) continue;
        const asset = release?.assets.find(({ name, state }) => name === plan.name && state === "uploaded");
        if (asset === undefined) throw notStored(version, artifact, client.name);
        yield* downloadAsset(client, asset, Math.max(0, offsetBytes - plan.startBytes));
      }
    },

    listDrafts: ({ everywhere = false } = {}) => listDrafts(releases, everywhere),
    removeDraft: async ({ id }) => {
      const draft = await releases.byId(id);
      if (draft?.draft === true) await releases.deleteDraft(draft);
    },
  };
}

interface OpenedRelease {
  readonly release: Release;
  readonly assets: readonly AssetDescription[];
}

/** What is asked for several times at once is fetched once; a failure is forgotten. */
function once<Value>(
  known: Map<string, Promise<Value>>,
  key: string,
  make: (key: string) => Promise<Value>,
): Promise<Value> {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const made = make(key);
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}

function storedFile(
  artifact: Artifact,
  plans: readonly AssetPlan[],
  assets: readonly AssetDescription[],
  sealed: ReadonlyMap<string, string>,
): StoredFile | undefined {
  const held = plans.map((plan) => ({ plan, asset: assets.find(({ name }) => name === plan.name) }));
  if (plans.length > 0 && held.every(({ asset }) => asset === undefined)) return undefined;
  return {
    path: artifact.path,
    sizeBytes: held.reduce((sum, { asset }) => sum + (asset?.size ?? 0), 0),
    sha256: digestOfWhole(artifact, held, sealed),
    complete: held.every(({ plan, asset }) => asset?.state === "uploaded" && asset.size === plan.sizeBytes),
  };
}

/**
 * The digest of an artifact. GitHub tells that of an asset. A file in parts was hashed as a whole before the release was
 * sealed, with a list of the parts' digests: while each part is as it was then, so is the whole.
 */
function digestOfWhole(
  { sha256 }: Artifact,
  held: readonly { readonly plan: AssetPlan; readonly asset: AssetDescription | undefined }[],
  sealed: ReadonlyMap<string, string>,
): string | undefined {
  // A release holds no asset for an empty file.
  if (held.length === 0) return SHA256_OF_NOTHING;
  const digests = held.map(({ asset }) => (asset === undefined ? undefined : digestOf(asset)));
  if (held.length === 1) return digests[0];
  const changedPart = digests.find((digest, index) => {
    const then = sealed.get(held[index]?.plan.name ?? "");
    return digest !== undefined && then !== undefined && digest !== then;
  });
  if (changedPart !== undefined) return changedPart;
  return digests.every((digest, index) => digest !== undefined && digest === sealed.get(held[index]?.plan.name ?? ""))
    ? sha256
    : undefined;
}

/** Checks every asset of every artifact, and gives the name and digest of each for the checksums. */
async function verifyAll(
  uploader: AssetUploader,
  release: Release,
  artifacts: readonly Artifact[],
  plansOf: (artifact: Artifact) => readonly AssetPlan[],
): Promise<{ path: string; sha256: string }[]> {
  const assets = await uploader.releases.assets(release);
  const verified: { path: string; sha256: string }[] = [];
  for (const artifact of artifacts)
    verified.push(...(await uploader.verify(release, artifact, plansOf(artifact), assets)));
  return verified;
}

/**
 * The last look before a release can never change again: assets of an earlier draft with other files go, and all that
 * were verified must still be there, since another run at the same time may have taken one for a leftover.
 */
async function settleAssets(releases: Releases, release: Release, expected: ReadonlySet<string>): Promise<void> {
  const missing = new Set(expected);
  for (const asset of await releases.assets(release)) {
    if (!expected.has(asset.name)) await releases.deleteAsset(asset);
    else if (asset.state === "uploaded") missing.delete(asset.name);
  }
  if (missing.size === 0) return;
  throw new OutsideError({
    code: "release-disturbed",
    message: `${[...missing].join(", ")} disappeared from the draft release ${release.tag_name} while it was published`,
    hint: "Another run at the same time may have removed it. Nothing was published; publish again.",
  });
}

interface Publication {
  readonly release: Release;
  /** Those of the assets that make the version. */
  readonly names: ReadonlySet<string>;
  readonly version: VersionName;
  readonly seal: Seal;
}

async function publish(
  client: GitHubClient,
  releases: Releases,
  { release, names, version, seal }: Publication,
): Promise<void> {
  const tag = tagOf(version);
  const name = `${version.model} ${version.version}`;
  if (seal.commit !== undefined) await ensureTag(client, tag, seal.commit, `Register ${name}`);
  await settleAssets(releases, release, names);
  try {
    await releases.publish(release, { name, body: seal.notes });
  } catch (error) {
    // Another run was faster, and this one's draft would look like an unmerged version.
    if (error instanceof GitHubError && (await releases.published(tag)) !== undefined)
      await removeDrafts(releases, tag);
    if (saysBurned(error)) throw burnedTag(tag, error);
    throw explainPublishing(error, tag);
  }
  // Two runs at once can have made two drafts.
  await removeDrafts(releases, tag);
}

async function removeDrafts(releases: Releases, tag: string): Promise<void> {
  for (const draft of await releases.recent(1))
    if (draft.tag_name === tag && isOwnDraft(draft)) await releases.deleteDraft(draft);
}

/** GitHub hides behind a 404 or 403 that the tagged commit's workflows differ from those of the default branch. */
function explainPublishing(error: unknown, tag: string): unknown {
  if (!(error instanceof GitHubError)) return error;
  const { status, message, details } = error.refusal;
  const said = [message, ...details].join(" ");
  if (status === 422 || /rule/i.test(said)) {
    return new OutsideError({
      code: "release-refused",
      message: `GitHub did not let the release ${tag} be published: ${said}`,
      hint: "If a tag ruleset forbids it, let the token that publishes bypass the ruleset for tags like *@v*. The draft is kept; publish again.",
      cause: error,
    });
  }
  if (status !== 404 && status !== 403) return error;
  return new OutsideError({
    code: "release-forbidden",
    message: `GitHub did not let the release ${tag} be published: ${status} ${said}`,
    hint: "Either the token lacks contents: write, or the tagged commit has other workflow files than the default branch, which needs a token that may change workflows (a GitHub App with workflows: write; GITHUB_TOKEN never may). The draft is kept; publish again with such a token.",
    cause: error,
  });
}

/** A release that is immutable stays as it is: what was wrong when it was published stays wrong. */
function explainRepair(error: unknown, tag: string): unknown {
  if (!(error instanceof GitHubError) || ![403, 422].includes(error.refusal.status ?? 0)) return error;
  const { message, details } = error.refusal;
  return new OutsideError({
    code: "release-refused",
    message: `GitHub did not let the release ${tag} be repaired: ${[message, ...details].join(" ")}`,
    hint: "An immutable release can never change: withdraw the version, and draft the next one with the right files. Otherwise the token needs contents: write.",
    cause: error,
  });
}

function notPublished({ model, version }: VersionName, repository: string): OutsideError {
  return new OutsideError({
    code: "artifact-not-stored",
    message: `The releases of ${repository} have no ${model} ${version}`,
    hint: "Run modelyard publish: it makes the releases match the registry.",
  });
}

function alreadyPublished({ model, version }: VersionName, release: Release): OutsideError {
  return new OutsideError({
    code: "already-published",
    message: `${model} ${version} is published already (${release.html_url})`,
    hint: "A published version never changes: draft the next one.",
  });
}

function notStored({ model, version }: VersionName, { path }: Artifact, repository: string): OutsideError {
  return new OutsideError({
    code: "artifact-not-stored",
    message: `The releases of ${repository} do not hold ${path} of ${model} ${version}`,
    hint: "Has it been published? modelyard publish makes the releases match the registry. A private repository's releases need a token.",
  });
}
