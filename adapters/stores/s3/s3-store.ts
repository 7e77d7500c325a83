import { OutsideError } from "../../../core/errors.ts";
import type { ArtifactStore, Content, StoredFile } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import { inParallel } from "../../github/client/parallel.ts";
import { Bucket, type BucketOptions, type HeldObject } from "./bucket.ts";
import { BufferPool } from "./buffer-pool.ts";
import { type SealText, readSeal, writeDocuments } from "./documents.ts";
import { expectNothingOverwritten } from "./guard.ts";
import { partBytesOf } from "./parts.ts";
import { putParts } from "./put-parts.ts";
import { putWhole } from "./put-whole.ts";
import { readObject } from "./read-object.ts";
import type { S3Place } from "./settings.ts";
import { damaged, isLikeContent, isRightByBytes, judgeChecksum } from "./verify.ts";

export interface S3StoreOptions extends BucketOptions {
  /** What is larger is sent in parts; 64 MiB unless a test makes it smaller. */
  readonly wholeBytes?: number;
  /** The least size of a part; 16 MiB unless a test makes it smaller. */
  readonly partBytes?: number;
}

const WHOLE_BYTES = 64 * 1024 * 1024;

/** How many parts are in memory, however many files are sent at once: with the usual 16 MiB, 96 MiB. */
const PARTS_IN_MEMORY = 6;

/**
 * A bucket as artifact store, content-addressed like a folder:
 *
 *     sha256/<first two hex>/<rest>               the bytes, shared by all versions
 *     versions/<model>/<version>/version.yaml     the registered file
 *     versions/<model>/<version>/SHA256SUMS
 *     versions/<model>/<version>/sealed.json      the completion mark, written last
 *     modelyard-store.json                        shows that the server overwrites nothing
 *
 * Every write is conditional: nothing that is there is overwritten, whoever wrote it.
 */
export function openS3Store(place: S3Place, options: S3StoreOptions = {}): ArtifactStore {
  const bucket = new Bucket(place, options);
  const pool = new BufferPool(PARTS_IN_MEMORY);
  /** Objects whose bytes this process has seen to be right, by key, with their ETags. */
  const seen = new Map<string, string>();
  let guard: Promise<void> | undefined;
  const keyOf = ({ sha256 }: Artifact) => bucket.key(`sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`);
  const partBytes = ({ size }: Artifact) => partBytesOf(size, options.partBytes);

  /** @throws OutsideError `store-damaged` where the object is not the artifact */
  async function expectRight(held: HeldObject, artifact: Artifact, known: Known = {}): Promise<void> {
    const { key, etag, checksum } = held;
    const verdict = judgeChecksum(held, artifact);
    if (verdict === false) throw damaged(bucket, key, artifact);
    if (verdict === true || (etag !== undefined && seen.get(key) === etag)) return;
    const isRight =
      (checksum !== undefined && checksum === known.checksum) ||
      (known.content !== undefined &&
        (await isLikeContent(held, artifact, known.content, partBytes(artifact), pool))) ||
      (await isRightByBytes(bucket, key, artifact));
    if (!isRight) throw damaged(bucket, key, artifact);
    if (etag !== undefined) seen.set(key, etag);
  }

  return {
    name: bucket.name,

    async inspect(version, artifacts) {
      const seal = await readSeal(bucket, version);
      const found = await inParallel(artifacts, async (artifact) => {
        const held = await bucket.head(keyOf(artifact));
        return held === undefined ? undefined : storedFile(artifact, held, seal);
      });
      const files = found.filter((file) => file !== undefined);
      if (seal !== undefined) return { state: "published", files, document: { sha256: seal.versionFileSha256 } };
      return files.length === 0 ? { state: "absent" } : { state: "draft", files };
    },

    async save(_version, artifact, content, transfer) {
      const key = keyOf(artifact);
      const held = await bucket.head(key);
      if (held !== undefined) {
        await expectRight(held, artifact, { content });
        return "already-there";
      }
      guard ??= expectNothingOverwritten(bucket);
      await guard.catch((error: unknown) => {
        guard = undefined;
        throw error;
      });
      const isLarge = artifact.size > (options.wholeBytes ?? WHOLE_BYTES);
      const upload = { bucket, key, artifact, content, partBytes: partBytes(artifact), pool, options: transfer };
      const outcome = isLarge ? await putParts(upload) : await putWhole(bucket, key, artifact, content, transfer);
      const now = await bucket.head(key);
      if (now === undefined) throw notStored(bucket, key, artifact);
      await expectRight(now, artifact, typeof outcome === "object" ? outcome : {});
      return outcome === "taken" ? "already-there" : "saved";
    },

    async seal(version, artifacts, seal) {
      const etags = new Map<string, string>();
      await inParallel(artifacts, async (artifact) => {
        const held = await bucket.head(keyOf(artifact));
        if (held === undefined) throw notStored(bucket, keyOf(artifact), artifact);
        await expectRight(held, artifact);
        if (held.etag !== undefined) etags.set(artifact.sha256, held.etag);
      });
      await writeDocuments(bucket, version, artifacts, seal, etags);
    },

    read: (_version, artifact, offsetBytes) => readObject(bucket, keyOf(artifact), artifact, offsetBytes),
  };
}

/** What may spare the download of an object that came in parts. */
interface Known {
  readonly content?: Content;
  /** The checksum that the object must have. */
  readonly checksum?: string;
}

/** An object's digest is known from the server's checksum, or where it is the one whose bytes were read to be sealed. */
function storedFile(artifact: Artifact, held: HeldObject, seal: SealText | undefined): StoredFile {
  const { path, sha256, size } = artifact;
  const { sizeBytes, checksum, etag } = held;
  const isSealed = etag !== undefined && seal?.etags.get(sha256) === etag;
  const isWhole = checksum !== undefined && !checksum.includes("-");
  const known = isWhole ? Buffer.from(checksum, "base64").toString("hex") : isSealed ? sha256 : undefined;
  return { path, sizeBytes, sha256: known, complete: sizeBytes === size };
}

function notStored(bucket: Bucket, key: string, { path }: Artifact): OutsideError {
  return new OutsideError({
    code: "artifact-not-stored",
    message: `${path} is missing in the store (${key} in ${bucket.name})`,
    hint: "Save it again: modelyard publish --from FOLDER, where the folder holds the artifact.",
  });
}
