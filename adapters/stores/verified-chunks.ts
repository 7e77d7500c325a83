import { createHash } from "node:crypto";
import { ModelyardError, OutsideError } from "../../core/errors.ts";
import type { Content } from "../../core/store/store.ts";
import type { Artifact } from "../../schemas/generated/types.ts";
import { unreadableFile } from "../files/errors.ts";

/**
 * A content's bytes from `offsetBytes` on. That they cannot be read is no fault of a store or of the way to it: nobody
 * should try again what will fail again.
 *
 * @throws OutsideError `file-unreadable`
 */
export async function* chunksOf(artifact: Artifact, content: Content, offsetBytes = 0): AsyncIterable<Uint8Array> {
  try {
    yield* content.open(offsetBytes);
  } catch (error) {
    throw error instanceof ModelyardError ? error : unreadableFile(nameOf(artifact, content), error as Error);
  }
}

/**
 * A content's bytes, of which the last are held back until all of them are known to be the artifact's: a server that was
 * promised the artifact's size never gets the whole of anything else.
 *
 * @throws OutsideError `digest-mismatch`, `file-unreadable`
 */
export async function* verifiedChunks(artifact: Artifact, content: Content): AsyncIterable<Uint8Array> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  let last: Uint8Array | undefined;
  for await (const chunk of chunksOf(artifact, content)) {
    if (chunk.length === 0) continue;
    sizeBytes += chunk.length;
    if (sizeBytes > artifact.size) break;
    hash.update(chunk);
    if (last !== undefined) yield last;
    last = chunk;
  }
  refuseOther(artifact, content, sizeBytes, hash.digest("hex"));
  if (last !== undefined) yield last;
}

/** @throws OutsideError `digest-mismatch` where the bytes that were read are not the artifact's */
export function refuseOther(artifact: Artifact, content: Content, sizeBytes: number, sha256: string): void {
  if (sizeBytes === artifact.size && sha256 === artifact.sha256) return;
  const [found, expected] =
    sizeBytes === artifact.size
      ? [`sha256 ${sha256}`, artifact.sha256]
      : [sizeBytes < artifact.size ? `${sizeBytes} bytes` : `more bytes`, `${artifact.size}`];
  throw new OutsideError({
    code: "digest-mismatch",
    message: `${nameOf(artifact, content)} has ${found}, and the version file says ${expected}`,
    hint: "Nothing was stored. Was the file written again after it was drafted? Draft a new version from it.",
    path: content.file,
  });
}

/** The local file where there is one: what a person can look at. */
function nameOf({ path }: Artifact, { file }: Content): string {
  return file ?? path;
}

/** A digest as Amazon writes it in headers. */
export function toBase64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
