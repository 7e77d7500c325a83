import { createHash } from "node:crypto";
import type { CompletedPart } from "@aws-sdk/client-s3";
import { ModelyardError, OutsideError } from "../../../core/errors.ts";
import type { Content, TransferOptions } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import { garbageCollector } from "../../files/collect-garbage.ts";
import { type Bucket, isTaken, onlyInPlaceOf } from "./bucket.ts";
import type { BufferPool } from "./buffer-pool.ts";
import { type Attempt, codeOf } from "./errors.ts";
import { type Part, PartsChecksum, cut } from "./parts.ts";
import { type OpenUpload, type UploadedPart, abandonUpload, findUpload, startUpload } from "./unfinished-uploads.ts";
import type { Replacing } from "./put-whole.ts";
import { refuseOther } from "../verified-chunks.ts";

export interface PartsUpload extends Replacing {
  readonly bucket: Bucket;
  readonly key: string;
  readonly artifact: Artifact;
  readonly content: Content;
  readonly partBytes: number;
  readonly pool: BufferPool;
  readonly options?: TransferOptions | undefined;
}

/** An upload can vanish while it runs, when somebody else finishes or removes it: then it is begun anew, so often. */
const BEGINNINGS = 3;

/**
 * Sends an artifact in parts. An upload that was cut is taken up again: parts that the server holds are not sent a second
 * time. The object appears with the last request, and only where there is none, or the one that it replaces.
 *
 * @returns `taken` where there is an object already, by then
 * @throws OutsideError `digest-mismatch`
 */
export async function putParts(upload: PartsUpload): Promise<{ readonly checksum: string } | "taken"> {
  const { bucket, key, artifact } = upload;
  for (let beginning = 1; ; beginning++) {
    let open: OpenUpload | undefined;
    try {
      open = (await findUpload(bucket, key)) ?? (await startUpload(bucket, key));
      const { parts, checksum } = await sendParts(upload, open);
      await complete(upload, open, parts);
      return { checksum };
    } catch (error) {
      const leadsNowhere = isTaken(error) || (error instanceof OutsideError && error.code === "digest-mismatch");
      if (leadsNowhere && open !== undefined) await abandonUpload(bucket, key, open);
      if (isTaken(error)) return "taken";
      if (!isGone(error)) throw bucket.explain(error, attemptOf(artifact));
      if ((await bucket.head(key)) !== undefined) return "taken";
      if (beginning === BEGINNINGS) throw bucket.explain(error, attemptOf(artifact));
    }
  }
}

function attemptOf({ path }: Artifact): Attempt {
  return { what: `store ${path}`, permission: "s3:PutObject" };
}

interface SentParts {
  readonly parts: readonly CompletedPart[];
  readonly checksum: string;
}

async function sendParts(
  { bucket, key, artifact, content, ...how }: PartsUpload,
  open: OpenUpload,
): Promise<SentParts> {
  const whole = createHash("sha256");
  const checksum = new PartsChecksum();
  const parts: CompletedPart[] = [];
  const sending = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const collect = garbageCollector();
  let sizeBytes = 0;
  try {
    for await (const part of cut(artifact, content, how.partBytes, how.pool)) {
      const digest = createHash("sha256").update(part.bytes).digest();
      whole.update(part.bytes);
      checksum.add(digest);
      sizeBytes += part.bytes.length;
      if (sizeBytes > artifact.size || failures.length > 0) {
        how.pool.give(part.buffer);
        break;
      }
      const sent = place(part, digest.toString("base64"))
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          how.pool.give(part.buffer);
          sending.delete(sent);
        });
      sending.add(sent);
      collect(part.bytes.length);
    }
  } finally {
    await Promise.all(sending);
  }
  if (failures.length > 0) throw failures[0];
  refuseOther(artifact, content, sizeBytes, whole.digest("hex"));
  return { parts: parts.toSorted((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0)), checksum: checksum.toString() };

  async function place(part: Part, digest: string): Promise<void> {
    const held = open.parts.get(part.number);
    const isHeld = held !== undefined && isSame(held, part, digest);
    const etag = isHeld ? held.etag : await send(part, digest);
    parts.push({ PartNumber: part.number, ETag: etag, ChecksumSHA256: digest });
    how.options?.onBytes?.(part.bytes.length);
  }

  async function send(part: Part, digest: string): Promise<string | undefined> {
    const answer = await bucket.send(attemptOf(artifact), ({ sdk, client }) =>
      client.send(
        new sdk.UploadPartCommand({
          Bucket: bucket.place.bucket,
          Key: key,
          UploadId: open.id,
          PartNumber: part.number,
          Body: part.bytes,
          ContentLength: part.bytes.length,
          ChecksumSHA256: digest,
        }),
      ),
    );
    return answer.ETag;
  }
}

/** A part that the server holds, by its digest, or where the server keeps none by what its ETag is: the part's MD5. */
function isSame(held: UploadedPart, part: Part, digest: string): boolean {
  if (held.sizeBytes !== part.bytes.length) return false;
  if (held.checksum !== undefined) return held.checksum === digest;
  return held.etag?.replaceAll('"', "") === createHash("md5").update(part.bytes).digest("hex");
}

async function complete(
  { bucket, key, replaces }: PartsUpload,
  { id }: OpenUpload,
  parts: readonly CompletedPart[],
): Promise<void> {
  await bucket.repeat(() =>
    bucket.once(({ sdk, client }) =>
      client.send(
        new sdk.CompleteMultipartUploadCommand({
          Bucket: bucket.place.bucket,
          Key: key,
          UploadId: id,
          MultipartUpload: { Parts: [...parts] },
          ...onlyInPlaceOf(replaces),
        }),
      ),
    ),
  );
}

/** Somebody else finished or removed the upload, or wrote the object meanwhile. */
function isGone(error: unknown): boolean {
  const raw = error instanceof ModelyardError ? error.cause : error;
  return raw !== undefined && ["NoSuchUpload", "ConditionalRequestConflict"].includes(codeOf(raw));
}
