import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { namedFileError } from "../../files/errors.ts";

/**
 * How a digest was made: DVC 3 hashes the bytes as they are; DVC 1 and 2 hashed text with its line ends turned into LF,
 * and their pointers have no `hash` key.
 */
export type DvcAlgorithm = "md5" | "md5-dos2unix";

/** DVC decides anew for each of these chunks whether it is text; a line end that two of them share stays. */
const chunkBytes = 1024 * 1024;

/** The MD5 of a file in hex, and how many bytes it has. Source: dvc_data/hashfile/hash.py, istextfile.py. */
export async function md5OfFile(path: string, algorithm: DvcAlgorithm): Promise<{ md5: string; sizeBytes: number }> {
  const hash = createHash("md5");
  const buffer = Buffer.alloc(chunkBytes);
  let sizeBytes = 0;
  try {
    const file = await open(path);
    try {
      for (;;) {
        const length = await fill(file, buffer);
        if (length === 0) break;
        const chunk = buffer.subarray(0, length);
        hash.update(algorithm === "md5-dos2unix" && isText(chunk) ? withUnixLineEnds(chunk) : chunk);
        sizeBytes += length;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw namedFileError(path, error);
  }
  return { md5: hash.digest("hex"), sizeBytes };
}

async function fill(file: Awaited<ReturnType<typeof open>>, buffer: Buffer): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

function isText(chunk: Buffer): boolean {
  const head = chunk.subarray(0, 512);
  const odd = head.filter((byte) => (byte < 32 || byte > 126) && ![8, 9, 10, 12, 13].includes(byte));
  return !head.includes(0) && odd.length / head.length <= 0.3;
}

function withUnixLineEnds(chunk: Buffer): Buffer {
  return Buffer.from(chunk.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}
