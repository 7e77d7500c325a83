import { createHash } from "node:crypto";
import { OutsideError } from "../../../core/errors.ts";
import type { AssetPlan } from "../../../core/store/asset-names.ts";
import type { Content, TransferOptions } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import { garbageCollector } from "../../files/collect-garbage.ts";
import { sha256OfBytes } from "../../files/hash.ts";
import { type AssetDescription, downloadAsset, uploadAsset } from "../../github/client/bytes.ts";
import { GitHubError } from "../../github/client/errors.ts";
import { verifiedChunks } from "../verified-chunks.ts";
import { type Release, type Releases, assetsNamedBy } from "./releases.ts";

/** The SHA-256 that GitHub computed of an asset; undefined where it has not. */
export function digestOf({ digest }: AssetDescription): string | undefined {
  return digest?.startsWith("sha256:") === true ? digest.slice("sha256:".length) : undefined;
}

/** Brings files into a draft release and checks that they arrived as they are. */
export class AssetUploader {
  readonly releases: Releases;
  /** Split artifacts whose parts this process has sent and hashed as one. */
  readonly #verifiedWhole = new Set<string>();
  /** What each release held when it was first looked at, less what this process has dealt with since. */
  readonly #firstSeen = new Map<number, Promise<Map<string, AssetDescription>>>();

  constructor(releases: Releases) {
    this.releases = releases;
  }

  /**
   * Uploads an artifact, part by part where it is split; what is there already and right is not sent again. A split one is
   * read twice: nothing is sent of bytes that are not the artifact's.
   *
   * @throws OutsideError `digest-mismatch` when the bytes are not those that the version file names, `file-unreadable`
   */
  async upload(
    release: Release,
    artifact: Artifact,
    plans: readonly AssetPlan[],
    content: Content,
    options?: TransferOptions,
  ): Promise<"saved" | "already-there"> {
    const [only] = plans;
    if (plans.length === 1 && only !== undefined)
      return this.#place(release, only, artifact.sha256, () => verifiedChunks(artifact, content), options);
    const digests = await digestsOfParts(artifact, plans, content);
    let sent = 0;
    for (const [index, plan] of plans.entries()) {
      const sha256 = digests[index] ?? "";
      const part = { ...artifact, size: plan.sizeBytes, sha256 };
      const open = () => verifiedChunks(part, slice(content, plan, artifact));
      if ((await this.#place(release, plan, sha256, open, options)) === "saved") sent++;
    }
    if (plans.length > 0) this.#verifiedWhole.add(`${release.id} ${artifact.path}`);
    return sent === 0 ? "already-there" : "saved";
  }

  /** Uploads a small text of our own. */
  async uploadText(release: Release, name: string, bytes: Uint8Array): Promise<{ path: string; sha256: string }> {
    const sha256 = sha256OfBytes(bytes);
    const plan = { name, startBytes: 0, sizeBytes: bytes.length };
    await this.#place(release, plan, sha256, () => chunksOf(bytes));
    return { path: name, sha256 };
  }

  /**
   * Checks that a release holds an artifact whole: every asset's state, size and digest; an unknown digest is settled
   * by fetching the bytes.
   *
   * @returns each asset's name and digest
   * @throws OutsideError `artifact-not-stored`, `digest-mismatch`
   */
  async verify(
    release: Release,
    artifact: Artifact,
    plans: readonly AssetPlan[],
    assets: readonly AssetDescription[],
  ): Promise<{ path: string; sha256: string }[]> {
    const held = plans.map((plan) => this.#expect(plan, assets));
    const [only] = held;
    if (held.length === 1 && only !== undefined) {
      const found = digestOf(only) ?? (await this.#hashRemote([only])).whole;
      if (found !== artifact.sha256) throw changed(artifact.path, found, artifact.sha256);
      return [{ path: only.name, sha256: found }];
    }
    const known = held.map(digestOf);
    const sentByUs = this.#verifiedWhole.has(`${release.id} ${artifact.path}`);
    if (sentByUs && known.every((digest) => digest !== undefined)) {
      return held.map((asset, index) => ({ path: asset.name, sha256: known[index] ?? "" }));
    }
    const { whole, parts } = await this.#hashRemote(held);
    if (held.length > 0 && whole !== artifact.sha256) throw changed(artifact.path, whole, artifact.sha256);
    return held.map((asset, index) => ({ path: asset.name, sha256: parts[index] ?? "" }));
  }

  #expect(plan: AssetPlan, assets: readonly AssetDescription[]): AssetDescription {
    const asset = assets.find(({ name }) => name === plan.name);
    if (asset?.state === "uploaded" && asset.size === plan.sizeBytes) return asset;
    throw new OutsideError({
      code: "artifact-not-stored",
      message: `The draft release does not hold ${plan.name} whole`,
      hint: "Publish again: modelyard publish --from FOLDER, where the folder holds the artifact.",
    });
  }

  /** Puts one asset in its place, repairing what an interrupted or outdated upload left under its name. */
  async #place(
    release: Release,
    plan: AssetPlan,
    sha256: string,
    open: () => AsyncIterable<Uint8Array>,
    options?: TransferOptions,
  ): Promise<"saved" | "already-there"> {
    const existing = await this.#firstLook(release, plan.name);
    if (existing !== undefined) {
      if (await this.#isRight(existing, plan, sha256)) return "already-there";
      // What is not whole, another run may be sending just now: whether it comes to anything shows below.
      if (existing.state === "uploaded") await this.releases.deleteAsset(existing);
    }
    const asset = await this.releases.client.write(
      `upload ${plan.name}`,
      () => this.#send(release, plan, open, options),
      () => this.#tookEffect(release, plan, sha256),
    );
    if (asset.name === plan.name && (await this.#isRight(asset, plan, sha256))) return "saved";
    await this.releases.deleteAsset(asset);
    throw changed(plan.name, digestOf(asset) ?? `${asset.size} bytes under the name ${asset.name}`, sha256);
  }

  async #send(
    release: Release,
    plan: AssetPlan,
    open: () => AsyncIterable<Uint8Array>,
    options?: TransferOptions,
  ): Promise<AssetDescription> {
    const bytes = counted(open(), options?.onBytes);
    try {
      return await uploadAsset(this.releases.client, {
        uploadUrl: release.upload_url,
        name: plan.name,
        sizeBytes: plan.sizeBytes,
        bytes,
      });
    } catch (error) {
      // The name is taken: by an earlier attempt whose answer was lost, by what a failed one left, or by another run.
      const taken =
        error instanceof GitHubError && error.refusal.details.some((detail) => detail.includes("already_exists"));
      throw taken ? new Error(`the name ${plan.name} was taken`, { cause: error }) : error;
    }
  }

  /** After an upload without an answer: the asset if it arrived; what is left of it otherwise goes, so that it can be sent again. */
  async #tookEffect(release: Release, plan: AssetPlan, sha256: string): Promise<AssetDescription | undefined> {
    const asset = await this.#find(release, plan.name);
    if (asset === undefined || (await this.#isRight(asset, plan, sha256))) return asset;
    await this.releases.deleteAsset(asset);
    return undefined;
  }

  /**
   * An asset that was there at first. A version of hundreds of files would list the release's assets for each of them; one
   * that has come since shows when its name is taken.
   */
  async #firstLook(release: Release, name: string): Promise<AssetDescription | undefined> {
    const look = async () => {
      const assets = assetsNamedBy(release) ?? (await this.releases.assets(release));
      return new Map(assets.map((asset) => [asset.name, asset]));
    };
    const looking = this.#firstSeen.get(release.id) ?? look();
    this.#firstSeen.set(release.id, looking);
    // What could not be read is asked for again.
    looking.catch(() => this.#firstSeen.delete(release.id));
    const seen = await looking;
    const asset = seen.get(name);
    seen.delete(name);
    return asset;
  }

  async #find(release: Release, name: string): Promise<AssetDescription | undefined> {
    return (await this.releases.assets(release)).find((asset) => asset.name === name);
  }

  async #isRight(asset: AssetDescription, plan: AssetPlan, sha256: string): Promise<boolean> {
    if (asset.state !== "uploaded" || asset.size !== plan.sizeBytes) return false;
    return (digestOf(asset) ?? (await this.#hashRemote([asset])).whole) === sha256;
  }

  async #hashRemote(assets: readonly AssetDescription[]): Promise<{ whole: string; parts: readonly string[] }> {
    const whole = createHash("sha256");
    const parts: string[] = [];
    for (const asset of assets) {
      const part = createHash("sha256");
      for await (const chunk of downloadAsset(this.releases.client, asset, 0)) {
        whole.update(chunk);
        part.update(chunk);
      }
      parts.push(part.digest("hex"));
    }
    return { whole: whole.digest("hex"), parts };
  }
}

/**
 * The digest of each part of a content.
 *
 * @throws OutsideError `digest-mismatch`, `file-unreadable`
 */
async function digestsOfParts(
  artifact: Artifact,
  plans: readonly AssetPlan[],
  content: Content,
): Promise<readonly string[]> {
  const hashes = plans.map(() => createHash("sha256"));
  const collect = garbageCollector();
  let at = 0;
  for await (const chunk of verifiedChunks(artifact, content)) {
    for (const [index, { startBytes, sizeBytes }] of plans.entries()) {
      const from = Math.max(startBytes - at, 0);
      const to = Math.min(startBytes + sizeBytes - at, chunk.length);
      if (from < to) hashes[index]?.update(chunk.subarray(from, to));
    }
    at += chunk.length;
    collect(chunk.length);
  }
  return hashes.map((hash) => hash.digest("hex"));
}

/** One part of a content, as one that stands alone; the last part goes on to the content's end, wherever that is. */
function slice(content: Content, { startBytes, sizeBytes }: AssetPlan, artifact: Artifact): Content {
  const isLast = startBytes + sizeBytes === artifact.size;
  return {
    ...content,
    async *open(offsetBytes) {
      let left = isLast ? Number.POSITIVE_INFINITY : sizeBytes - offsetBytes;
      for await (const chunk of content.open(startBytes + offsetBytes)) {
        yield chunk.subarray(0, left);
        left -= chunk.length;
        if (left <= 0) return;
      }
    },
  };
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: ((bytes: number) => void) | undefined,
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes?.(chunk.length);
    yield chunk;
  }
}

async function* chunksOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function changed(what: string, found: string, expected: string): OutsideError {
  return new OutsideError({
    code: "digest-mismatch",
    message: `${what} has sha256 ${found} in the release, and the version file says ${expected}`,
    hint: "It was not published. Was the file written again after it was drafted? Draft a new version from it.",
  });
}
