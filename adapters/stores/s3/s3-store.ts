import { OutsideError } from "../../../core/errors.ts";
import type { ArtifactStore, Content, StoredFile, TransferOptions } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import type { DigestMemory } from "../../cache/digest-memory.ts";
import { inParallel } from "../../github/client/parallel.ts";
import { Bucket, type BucketOptions, type HeldObject } from "./bucket.ts";
import { BufferPool } from "./buffer-pool.ts";
import { type SealText, damagedDocuments, readSeal, repairDocuments, writeDocuments } from "./documents.ts";
import { expectNothingOverwritten } from "./guard.ts";
import { partBytesOf } from "./parts.ts";
import { putParts } from "./put-parts.ts";
import { putWhole } from "./put-whole.ts";
import { readObject } from "./read-object.ts";
import type { S3Place } from "./settings.ts";
import { damaged, isLikeContent, judgeChecksum, sha256OfObject } from "./verify.ts";

export interface S3StoreOptions extends BucketOptions {
  /** What is larger is sent in parts; 64 MiB unless a test makes it smaller. */
  readonly wholeBytes?: number;
  /** The least size of a part; 16 MiB unless a test makes it smaller. */
  readonly partBytes?: number;
  /** Spares large objects, whose digest the server does not know, a second reading. */
  readonly memory?: DigestMemory | undefined;
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
 * Every write is conditional: nothing that is there and right is overwritten, whoever wrote it.
 */
export function openS3Store(place: S3Place, options: S3StoreOptions = {}): ArtifactStore {
  const bucket = new Bucket(place, options);
  const pool = new BufferPool(PARTS_IN_MEMORY);
  /** Objects whose bytes this process has seen to be right, by key, with their ETags. */
  const seen = new Map<string, string>();
  let guard: Promise<void> | undefined;
  const keyOf = ({ sha256 }: Artifact) => bucket.key(`sha256/${sha256.slice(0, 2)}/${sha256.slice(2)}`);
  const partBytes = ({ size }: Artifact) => partBytesOf(size, options.partBytes);

  async function isRight(held: HeldObject, artifact: Artifact, known: Known = {}): Promise<boolean> {
    const { key, etag, checksum } = held;
    const verdict = judgeChecksum(held, artifact);
    if (verdict !== undefined) return verdict;
    if (etag !== undefined && seen.get(key) === etag) return true;
    const found =
      (checksum !== undefined && checksum === known.checksum) ||
      (known.content !== undefined &&
        (await isLikeContent(held, artifact, known.content, partBytes(artifact), pool))) ||
      (await sha256OfObject(bucket, key, artifact)) === artifact.sha256;
    if (found && etag !== undefined) seen.set(key, etag);
    return found;
  }

  /** @throws OutsideError `store-damaged` where the object is not the artifact */
  async function expectRight(held: HeldObject, artifact: Artifact, known: Known = {}): Promise<void> {
    if (!(await isRight(held, artifact, known))) throw damaged(bucket, held.key, artifact);
  }

  /** The digest of an object by its bytes, as the server hashed them, or as they are read here, once. */
  async function digestAtRest(held: HeldObject, artifact: Artifact): Promise<string | undefined> {
    const { key, etag, sizeBytes } = held;
    const whole = digestOfWhole(held);
    if (whole !== undefined || sizeBytes !== artifact.size) return whole;
    const at = etag === undefined ? undefined : { place: `${bucket.name} ${key}`, state: `${etag} ${sizeBytes}` };
    const known = at && (await options.memory?.recall(at));
    if (known !== undefined) return known;
    const sha256 = await sha256OfObject(bucket, key, artifact);
    if (at !== undefined) await options.memory?.remember(at, sha256);
    return sha256;
  }

  async function save(artifact: Artifact, content: Content, transfer?: TransferOptions) {
    const key = keyOf(artifact);
    const held = await bucket.head(key);
    if (held !== undefined && (await isRight(held, artifact, { content }))) return "already-there";
    guard ??= expectNothingOverwritten(bucket);
    await guard.catch((error: unknown) => {
      guard = undefined;
      throw error;
    });
    if (held !== undefined) await keepDamaged(bucket, held, artifact);
    const replaces = held?.etag;
    const isLarge = artifact.size > (options.wholeBytes ?? WHOLE_BYTES);
    const upload = { bucket, key, artifact, content, partBytes: partBytes(artifact), pool, options: transfer };
    const outcome = isLarge
      ? await putParts({ ...upload, replaces })
      : await putWhole(bucket, key, artifact, content, { ...transfer, replaces });
    const now = await bucket.head(key);
    if (now === undefined) throw notStored(bucket, key, artifact);
    await expectRight(now, artifact, typeof outcome === "object" ? outcome : {});
    return outcome === "taken" ? "already-there" : "saved";
  }

  return {
    name: bucket.name,

    async inspect(version, artifacts, { byBytes = false } = {}) {
      const seal = await readSeal(bucket, version);
      const found = await inParallel(artifacts, async (artifact) => {
        const held = await bucket.head(keyOf(artifact));
        if (held === undefined) return undefined;
        const file = storedFile(artifact, held, seal);
        return byBytes ? { ...file, sha256: await digestAtRest(held, artifact) } : file;
      });
      const files = found.filter((file) => file !== undefined);
      if (seal === undefined) return files.length === 0 ? { state: "absent" } : { state: "draft", files };
      const sha256 = seal.versionFileSha256;
      const damagedTexts = byBytes ? await damagedDocuments(bucket, version, artifacts, sha256) : undefined;
      return { state: "published", files, document: { sha256, damaged: damagedTexts } };
    },

    save: async (_version, artifact, content, transfer) => save(artifact, content, transfer),

    async repair(version, artifacts, { contents, seal, ...transfer }) {
      for (const [artifact, content] of contents) await save(artifact, content, transfer);
      await repairDocuments(bucket, version, artifacts, seal);
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
  const { sizeBytes, etag } = held;
  const isSealed = etag !== undefined && seal?.etags.get(sha256) === etag;
  const known = digestOfWhole(held) ?? (isSealed ? sha256 : undefined);
  return { path, sizeBytes, sha256: known, complete: sizeBytes === size };
}

/** As the server hashed the whole object; undefined where it did not, or only its parts. */
function digestOfWhole({ checksum }: HeldObject): string | undefined {
  if (checksum === undefined || checksum.includes("-")) return undefined;
  return Buffer.from(checksum, "base64").toString("hex");
}

/**
 * Keeps a damaged object under a second key for whoever wants to know what happened to it.
 *
 * @throws OutsideError `store-damaged` where it cannot be kept: then it stays where it is
 */
async function keepDamaged(bucket: Bucket, held: HeldObject, artifact: Artifact): Promise<void> {
  const name = (held.etag ?? "").replaceAll(/[^0-9a-f]/g, "").slice(0, 8);
  try {
    await bucket.copy(held, `${held.key}.damaged-${name}`);
  } catch (error) {
    if (!(error instanceof OutsideError) || held.etag === undefined) throw error;
    throw damaged(bucket, held.key, artifact, error);
  }
}

function notStored(bucket: Bucket, key: string, { path }: Artifact): OutsideError {
  return new OutsideError({
    code: "artifact-not-stored",
    message: `${path} is missing in the store (${key} in ${bucket.name})`,
    hint: "Save it again: modelyard publish --from FOLDER, where the folder holds the artifact.",
  });
}
