import { Readable } from "node:stream";
import type { Content, TransferOptions } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import { garbageCollector } from "../../files/collect-garbage.ts";
import { type Bucket, isTaken, onlyInPlaceOf } from "./bucket.ts";
import { toBase64, verifiedChunks } from "../verified-chunks.ts";

export interface Replacing {
  /** The ETag of the object whose place is taken; undefined where none may be there. */
  readonly replaces?: string | undefined;
}

/**
 * Sends an artifact in one request, streamed. The server checks the digest before it stores anything, and stores nothing
 * where something else is than is to be replaced.
 *
 * @returns `taken` where there is an object already
 * @throws OutsideError `digest-mismatch`
 */
export async function putWhole(
  bucket: Bucket,
  key: string,
  artifact: Artifact,
  content: Content,
  { replaces, ...options }: TransferOptions & Replacing = {},
): Promise<"saved" | "taken"> {
  let reportedBytes = 0;
  return bucket.try({ what: `store ${artifact.path}`, permission: "s3:PutObject" }, async () => {
    let sentBytes = 0;
    const collect = garbageCollector();
    async function* chunks(): AsyncIterable<Uint8Array> {
      for await (const chunk of verifiedChunks(artifact, content)) {
        yield chunk;
        collect(chunk.length);
        sentBytes += chunk.length;
        // What is sent again is no progress.
        if (sentBytes <= reportedBytes) continue;
        options.onBytes?.(sentBytes - reportedBytes);
        reportedBytes = sentBytes;
      }
    }
    const body = Readable.from(chunks(), { objectMode: false, highWaterMark: 256 * 1024 });
    const abort = new AbortController();
    const broken: unknown[] = [];
    // A pipe does not pass the source's error on: the request would wait for the rest.
    body.once("error", (error) => {
      broken.push(error);
      abort.abort();
    });
    try {
      await bucket.once(({ sdk, client }) =>
        client.send(
          new sdk.PutObjectCommand({
            Bucket: bucket.place.bucket,
            Key: key,
            Body: body,
            ContentLength: artifact.size,
            ContentType: "application/octet-stream",
            ChecksumSHA256: toBase64(artifact.sha256),
            ...onlyInPlaceOf(replaces),
          }),
          { abortSignal: abort.signal },
        ),
      );
      return "saved";
    } catch (error) {
      if (isTaken(error)) return "taken";
      throw broken[0] ?? error;
    } finally {
      body.destroy();
      // A server may answer before it has read the body: nothing more is sent then.
      abort.abort();
    }
  });
}
