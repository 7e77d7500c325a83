import { createHash } from "node:crypto";
import { openRegularFile } from "./regular-file.ts";

/** How much is read at once: large enough that hashing, not system calls, sets the speed. */
const CHUNK_BYTES = 1024 * 1024;

/** Chunks that go on to a socket or a file; larger ones pile up as garbage. */
const STREAM_CHUNK_BYTES = 256 * 1024;

/** A regular file's bytes from `offsetBytes` on. */
export async function* readChunks(path: string, offsetBytes = 0): AsyncIterable<Uint8Array> {
  const file = await openRegularFile(path);
  // The stream closes the file, also where nobody reads it to its end.
  yield* file.createReadStream({ start: offsetBytes, highWaterMark: STREAM_CHUNK_BYTES }) as AsyncIterable<Uint8Array>;
}

/** SHA-256 of a regular file in lower-case hex, streamed. */
export async function sha256OfFile(path: string, onBytes?: (bytes: number) => void): Promise<string> {
  const hash = createHash("sha256");
  const file = await openRegularFile(path);
  try {
    // One buffer for the whole file: a new one for each chunk would be garbage faster than it is collected.
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
      onBytes?.(bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** SHA-256 of bytes in lower-case hex. */
export function sha256OfBytes(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
