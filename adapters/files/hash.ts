import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** How much is read at once: large enough that hashing, not system calls, sets the speed. */
const CHUNK_BYTES = 1024 * 1024;

/** A local file's bytes from `offsetBytes` on. */
export function readChunks(path: string, offsetBytes = 0): AsyncIterable<Uint8Array> {
  return createReadStream(path, { start: offsetBytes, highWaterMark: CHUNK_BYTES });
}

/** SHA-256 of a local file in lower-case hex, streamed. */
export async function sha256OfFile(path: string, onBytes?: (bytes: number) => void): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of readChunks(path)) {
    hash.update(chunk);
    onBytes?.(chunk.length);
  }
  return hash.digest("hex");
}

/** SHA-256 of bytes in lower-case hex. */
export function sha256OfBytes(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
