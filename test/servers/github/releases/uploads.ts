import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { actor, type Answer, created, type RepositoryCall } from "../http/call.ts";
import { assetName } from "./asset-name.ts";
import { ApiError, badRequest, custom, invalid, unprocessable } from "../http/errors.ts";
import type { Misbehaviour } from "../http/faults.ts";
import { iso } from "../repository/git-commit.ts";
import { assetShape } from "./release-shape.ts";
import { releaseById } from "./releases.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import type { Asset, Release } from "../state.ts";

const MAX_ASSET_BYTES = 2_147_483_648;
const MAX_ASSETS = 1000;

/** Everything that can be refused from the request's head is, before a byte of the body is read. */
function admit(call: RepositoryCall, release: Release): { readonly name: string; readonly sizeBytes: number } {
  const length = call.headers["content-length"];
  if (length === undefined || !/^\d+$/.test(length)) throw badRequest(`Bad Content-Length: ${length ?? ""}`);
  const asked = call.query.get("name") ?? "";
  if (asked === "") throw invalid({ resource: "ReleaseAsset", code: "missing_field", field: "name" });
  if (call.headers["content-type"] === undefined) {
    throw invalid({ resource: "ReleaseAsset", code: "missing_field", field: "content_type" });
  }
  if (release.immutable) throw unprocessable("Cannot upload assets to an immutable release");
  const sizeBytes = Number(length);
  if (sizeBytes < 1) throw invalid(custom("ReleaseAsset", "size", "size must be greater than or equal to 1"));
  if (sizeBytes > MAX_ASSET_BYTES) {
    throw invalid(custom("ReleaseAsset", "size", `size must be less than or equal to ${MAX_ASSET_BYTES}`));
  }
  if (release.assets.length >= MAX_ASSETS) {
    throw invalid(custom("ReleaseAsset", "file_count", `file_count limited to ${MAX_ASSETS} assets per release`));
  }
  const name = assetName(asked);
  if (release.assets.some((asset) => asset.name === name)) {
    throw invalid({ resource: "ReleaseAsset", code: "already_exists", field: "name" });
  }
  return { name, sizeBytes };
}

/** Hashes and counts what passes, and plays the faults that concern bytes. */
class Receiver extends Transform {
  readonly #hash = createHash("sha256");
  readonly #fault: Misbehaviour | null;
  sizeBytes = 0;

  constructor(fault: Misbehaviour | null) {
    super();
    this.#fault = fault;
  }

  get digest(): string {
    return `sha256:${this.#hash.digest("hex")}`;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: Error | null, data?: Buffer) => void) {
    const fault = this.#fault;
    if (fault === "corrupt-upload" && this.sizeBytes === 0) chunk[0] = (chunk[0] ?? 0) ^ 1;
    this.sizeBytes += chunk.length;
    if (fault !== null && typeof fault === "object" && "bytes" in fault && fault.cut === "while-receiving") {
      if (this.sizeBytes >= fault.bytes) return done(new Error("cut while receiving, as ordered"));
    }
    this.#hash.update(chunk);
    return done(null, chunk);
  }
}

/** Stores the body. Until that is done, and for ever when it fails, the asset is a `starter` that blocks its name. */
async function uploadAsset(call: RepositoryCall): Promise<Answer> {
  const release = releaseById(call);
  const { name } = admit(call, release);
  const { world, repository } = call;
  const id = world.nextId();
  const now = iso(world.now());
  const asset: Asset = {
    id,
    name,
    label: call.query.get("label"),
    state: "starter",
    contentType: call.headers["content-type"] ?? "",
    sizeBytes: 0,
    digest: null,
    downloadCount: 0,
    createdAt: now,
    updatedAt: now,
    uploader: actor(call).user,
    file: join(world.folder, `asset-${id}`),
  };
  release.assets.push(asset);
  const receiver = new Receiver(call.fault);
  await pipeline(call.request, receiver, createWriteStream(asset.file));
  if (call.fault === "starter-asset") throw new ApiError(502, { message: "Server Error" });
  asset.state = "uploaded";
  asset.sizeBytes = receiver.sizeBytes;
  asset.digest = repository.assetDigests ? receiver.digest : null;
  asset.updatedAt = iso(world.now());
  return created(assetShape(call, repository, release, asset));
}

export const uploadRoutes: readonly Route[] = [
  repositoryRoute("POST", "/releases/{release_id}/assets", { contents: "write" }, uploadAsset),
];
