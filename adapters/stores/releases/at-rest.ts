import { createHash } from "node:crypto";
import { CHECKSUMS_FILE, VERSION_FILE } from "../../../core/registry/names/artifact-path.ts";
import type { AssetPlan } from "../../../core/store/asset-names.ts";
import type { StoredFile } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import type { DigestMemory } from "../../cache/digest-memory.ts";
import { type AssetDescription, downloadAsset } from "../../github/client/bytes.ts";
import type { GitHubClient } from "../../github/client/client.ts";
import { digestOf } from "./asset-uploader.ts";
import { sealedDigests } from "./sealed-digests.ts";

/** A published release, and what lies in it. */
export interface ReleaseAtRest {
  readonly client: GitHubClient;
  readonly assets: readonly AssetDescription[];
  readonly plansOf: (artifact: Artifact) => readonly AssetPlan[];
  readonly memory: DigestMemory | undefined;
}

/**
 * Files with the digests of the bytes that are there: what GitHub hashed is believed, the rest is read here, once.
 *
 * @param files as the release's list of assets has them
 */
export async function withDigestsAtRest(
  release: ReleaseAtRest,
  artifacts: readonly Artifact[],
  files: readonly StoredFile[],
): Promise<readonly StoredFile[]> {
  const read: StoredFile[] = [];
  for (const file of files) {
    const artifact = artifacts.find(({ path }) => path === file.path);
    const assets = artifact === undefined ? [] : heldOf(release, artifact);
    const [only] = assets;
    const isSplit = artifact !== undefined && release.plansOf(artifact).length > 1;
    const isKnown = only === undefined || !file.complete || (!isSplit && digestOf(only) !== undefined);
    read.push(isKnown ? file : { ...file, sha256: await hashed(release, assets) });
  }
  return read;
}

/**
 * Those of the texts beside a release's artifacts that are not as they were sealed. That `version.yaml` is there is known;
 * its digest GitHub tells, and it is compared with the registry.
 */
export async function damagedChecksums(
  release: ReleaseAtRest,
  artifacts: readonly Artifact[],
): Promise<readonly string[]> {
  const listed = await sealedDigests(release.client, release.assets);
  const expected = new Map<string, string | undefined>();
  for (const artifact of artifacts) {
    const plans = release.plansOf(artifact);
    for (const { name } of plans) expected.set(name, plans.length === 1 ? artifact.sha256 : digestNamed(release, name));
  }
  expected.set(VERSION_FILE, digestNamed(release, VERSION_FILE));
  const isRight =
    listed.size === expected.size &&
    [...expected].every(([name, sha256]) => listed.has(name) && (sha256 === undefined || listed.get(name) === sha256));
  return isRight ? [] : [CHECKSUMS_FILE];
}

/** SHA-256 of assets' bytes, one after the other, in lower-case hex. */
export async function hashed({ client, memory }: ReleaseAtRest, assets: readonly AssetDescription[]): Promise<string> {
  // An asset is never written again: another one of its name has another number.
  const place = `${client.name} ${assets.map(({ id }) => id).join(" ")}`;
  const state = assets.map((asset) => `${asset.size} ${digestOf(asset) ?? "-"}`).join(" ");
  const known = await memory?.recall({ place, state });
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  for (const asset of assets) for await (const chunk of downloadAsset(client, asset, 0)) hash.update(chunk);
  const sha256 = hash.digest("hex");
  await memory?.remember({ place, state }, sha256);
  return sha256;
}

function heldOf({ assets, plansOf }: ReleaseAtRest, artifact: Artifact): readonly AssetDescription[] {
  return plansOf(artifact).flatMap(({ name }) => assets.find((asset) => asset.name === name) ?? []);
}

function digestNamed({ assets }: ReleaseAtRest, name: string): string | undefined {
  const asset = assets.find((each) => each.name === name);
  return asset && digestOf(asset);
}
