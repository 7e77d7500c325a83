import type { Readable } from "node:stream";
import { OutsideError } from "../../../core/errors.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import { garbageCollector } from "../../files/collect-garbage.ts";
import type { Bucket } from "./bucket.ts";
import { codeOf, isPassing } from "./errors.ts";

/**
 * The bytes of an object from `offsetBytes` on. A connection that breaks is taken up again where it broke.
 *
 * @throws OutsideError `artifact-not-stored`, or as `explain` has them
 */
export async function* readObject(
  bucket: Bucket,
  key: string,
  artifact: Artifact,
  offsetBytes: number,
): AsyncIterable<Uint8Array> {
  let at = offsetBytes;
  const collect = garbageCollector();
  for (let attempt = 1; at < artifact.size; attempt++) {
    const startedAt = at;
    const abort = new AbortController();
    try {
      const { Body: body, ContentRange: range } = await bucket.open(key, at, abort.signal);
      // A server that ignores the range sends the beginning again.
      let skip = at > 0 && range === undefined ? at : 0;
      for await (const chunk of body as Readable as AsyncIterable<Uint8Array>) {
        const begin = Math.min(skip, chunk.length);
        skip -= begin;
        if (begin === chunk.length) continue;
        at += chunk.length - begin;
        if (at > artifact.size) throw tooLong(bucket, key, artifact);
        yield begin === 0 ? chunk : chunk.subarray(begin);
        collect(chunk.length);
      }
      if (at === startedAt) throw new Error(`it ended after ${at} of ${artifact.size} bytes`);
      attempt = 0;
    } catch (error) {
      if (codeOf(error) === "NoSuchKey") throw notStored(bucket, key, artifact);
      // Progress since the last failure buys new attempts: only a connection that brings nothing is given up.
      if (at > startedAt) attempt = 1;
      if (attempt >= bucket.attempts || !isPassing(error))
        throw bucket.explain(error, { what: `read ${artifact.path}`, permission: "s3:GetObject" });
      await bucket.pause(attempt);
    } finally {
      // Whoever wants only the beginning must not keep the connection.
      abort.abort();
    }
  }
}

function notStored(bucket: Bucket, key: string, { path }: Artifact): OutsideError {
  return new OutsideError({
    code: "artifact-not-stored",
    message: `The store does not hold ${path} (${key} in ${bucket.name})`,
    hint: "Has it been published? modelyard publish makes the store match the registry.",
  });
}

function tooLong(bucket: Bucket, key: string, { path, size }: Artifact): OutsideError {
  return new OutsideError({
    code: "digest-mismatch",
    message: `${path} has more than ${size} bytes in the store (${key} in ${bucket.name})`,
    hint: "Somebody wrote other bytes under this key. Find out who, and restore the object that was there.",
  });
}
