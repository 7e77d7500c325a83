import { Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import type { RandomAccessFile } from "./random-access-file.ts";

/** Those that a file of its own may have. */
export type StreamCompression = "gzip" | "zlib" | "zstd";

type Compression = StreamCompression | "deflate";

/** A zstd frame may ask for a window of gigabytes; 8 MiB is what its levels up to 19 use. */
const zstdWindowLog = 23;
const readBytes = 64 * 1024;
/** joblib decompresses so much at once, and nothing of it when a part is broken. */
const zlibBlockBytes = 8 * 1024;
const MAX_BLOCK_BYTES = 1024 * 1024;

function decompressor(compression: Compression): Transform {
  if (compression === "deflate") return zlib.createInflateRaw();
  if (compression === "gzip") return zlib.createGunzip();
  if (compression === "zlib") return zlib.createInflate();
  return zlib.createZstdDecompress({ params: { [zlib.constants.ZSTD_d_windowLogMax]: zstdWindowLog } });
}

/**
 * Whether the bytes go on as a zlib stream. Its signature is two bytes with which a text or a header may start as well.
 *
 * @example isZlibStream(Buffer.from("x^2 + y^2 = z^2, for some z")) // false
 */
export function isZlibStream(head: Uint8Array): boolean {
  try {
    const block = head.subarray(0, zlibBlockBytes);
    return (
      zlib.inflateSync(block, { finishFlush: zlib.constants.Z_SYNC_FLUSH, maxOutputLength: MAX_BLOCK_BYTES }).length > 0
    );
  } catch (error) {
    return error instanceof RangeError;
  }
}

async function* chunks(file: RandomAccessFile, maxBytes: number): AsyncGenerator<Uint8Array> {
  const end = Math.min(file.sizeBytes, maxBytes);
  for (let offset = 0; offset < end; offset += readBytes) {
    yield await file.read(offset, Math.min(readBytes, end - offset));
  }
}

/**
 * The first bytes of what is compressed in `file`: at most `limitBytes` of them, and at most as many compressed bytes
 * are read, so neither a bomb nor a stream without output takes long.
 *
 * @returns `whole`: the stream ended within the limit; `problem`: it is broken after `bytes`
 */
export async function decompressStart(
  compression: Compression,
  file: RandomAccessFile,
  limitBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly whole: boolean; readonly problem?: string }> {
  const output = decompressor(compression);
  const input = Readable.from(chunks(file, limitBytes));
  let readError: Error | undefined;
  input.on("error", (error) => {
    readError = error;
    output.destroy(error);
  });
  input.pipe(output);
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const part of output as AsyncIterable<Uint8Array>) {
      parts.push(part);
      sizeBytes += part.length;
      if (sizeBytes >= limitBytes) break;
    }
  } catch (error) {
    if (readError !== undefined) throw readError;
    if (file.sizeBytes <= limitBytes) {
      return {
        bytes: join(parts, limitBytes),
        whole: false,
        problem: `Its ${compression} stream is broken: ${String(error)}`,
      };
    }
    return { bytes: join(parts, limitBytes), whole: false };
  } finally {
    input.destroy();
    output.destroy();
  }
  return { bytes: join(parts, limitBytes), whole: sizeBytes < limitBytes };
}

function join(parts: readonly Uint8Array[], limitBytes: number): Uint8Array {
  const whole = Buffer.concat(parts);
  return new Uint8Array(whole.buffer, whole.byteOffset, Math.min(whole.length, limitBytes));
}
