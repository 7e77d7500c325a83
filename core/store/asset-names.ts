import type { Artifact } from "../../schemas/generated/types.ts";
import { InputError } from "../errors.ts";
import { assetNameOf } from "../registry/names/artifact-path.ts";

/** Largest asset that a release takes, less 1 MiB: a larger artifact is split. Source: GitHub's limit of 2 GiB. */
export const MAX_ASSET_BYTES = 2 * 1024 ** 3 - 1024 ** 2;

/** What a release takes (GitHub's limit), less the two files of our own that lie beside the artifacts. */
const MAX_ASSETS = 1000 - 2;

/** One asset of a release that holds an artifact or a part of one. */
export interface AssetPlan {
  readonly name: string;
  /** Where in the artifact its bytes begin, and how many there are. */
  readonly startBytes: number;
  readonly sizeBytes: number;
}

/**
 * The assets that hold an artifact, in order: one, several for a large one, or none for an empty one, which a release
 * cannot hold and nobody needs to fetch.
 */
export function assetsOf({ path, size }: Artifact, maxBytes = MAX_ASSET_BYTES): readonly AssetPlan[] {
  const name = assetNameOf(path);
  if (size === 0) return [];
  if (size <= maxBytes) return [{ name, startBytes: 0, sizeBytes: size }];
  return Array.from({ length: Math.ceil(size / maxBytes) }, (_, index) => ({
    name: `${name}.part-${String(index + 1).padStart(4, "0")}`,
    startBytes: index * maxBytes,
    sizeBytes: Math.min(maxBytes, size - index * maxBytes),
  }));
}

/**
 * Refuses a version in which two files would be one asset.
 *
 * @throws InputError `asset-name-twice`
 */
export function refuseSameNames(artifacts: readonly Artifact[]): void {
  const seen = new Map<string, string>();
  for (const { path } of artifacts) {
    const name = assetNameOf(path).toLowerCase();
    const other = seen.get(name);
    if (other !== undefined) {
      throw new InputError({
        code: "asset-name-twice",
        message: `${other} and ${path} would both be the release asset ${assetNameOf(path)}`,
        hint: "Rename one of them and draft the version again.",
      });
    }
    seen.set(name, path);
  }
}

/**
 * Refuses a version of more assets than a release takes.
 *
 * @throws InputError `assets-too-many`
 */
export function refuseTooManyAssets(artifacts: readonly Artifact[], maxBytes = MAX_ASSET_BYTES): void {
  const count = artifacts.reduce((sum, artifact) => sum + assetsOf(artifact, maxBytes).length, 0);
  if (count <= MAX_ASSETS) return;
  throw new InputError({
    code: "assets-too-many",
    message: `The files would be ${count} assets of one release, which takes ${MAX_ASSETS} of them`,
    hint: "Pack them into an archive, or keep artifacts elsewhere: artifacts.store in registry/registry.yaml can be a folder or s3.",
  });
}

/** The tag of a version's release, in the form that tools for Git tag registries read: `churn@v1.3.0`. */
export function tagOf({ model, version }: { readonly model: string; readonly version: string }): string {
  return `${model}@v${version}`;
}
