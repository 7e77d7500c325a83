import { createHash } from "node:crypto";
import type { Content } from "../../../core/store/store.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import { chunksOf } from "../verified-chunks.ts";
import type { BufferPool } from "./buffer-pool.ts";

const MIB = 1024 * 1024;

/** Limits of S3 (Amazon S3 User Guide, "Multipart upload limits"): a part has at least 5 MiB, and there are at most so many. */
const MAX_PARTS = 10_000;

/** The size of an object's parts; the same for every upload of the same size, so that any of them can be taken up again. */
export function partBytesOf(sizeBytes: number, leastBytes = 16 * MIB): number {
  const needed = sizeBytes / MAX_PARTS;
  return needed <= leastBytes ? leastBytes : Math.ceil(needed / MIB) * MIB;
}

/** One part's bytes, which lie in `buffer` until it is given back to the pool. */
export interface Part {
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly buffer: Buffer;
}

/** Cuts a content into parts, each in a buffer of the pool. */
export async function* cut(
  artifact: Artifact,
  content: Content,
  partBytes: number,
  pool: BufferPool,
): AsyncIterable<Part> {
  let number = 0;
  let buffer: Buffer | undefined;
  let filled = 0;
  try {
    for await (const chunk of chunksOf(artifact, content)) {
      for (let at = 0; at < chunk.length;) {
        buffer ??= await pool.take(partBytes);
        const taken = chunk.subarray(at, at + partBytes - filled);
        buffer.set(taken, filled);
        filled += taken.length;
        at += taken.length;
        if (filled < partBytes) continue;
        const full = buffer;
        [buffer, filled] = [undefined, 0];
        yield { number: ++number, bytes: full, buffer: full };
      }
    }
    if (buffer === undefined) return;
    const rest = buffer;
    buffer = undefined;
    yield { number: ++number, bytes: rest.subarray(0, filled), buffer: rest };
  } finally {
    if (buffer !== undefined) pool.give(buffer);
  }
}

/** The checksum that a server computes of an object in parts: the digest of their digests, and how many there are. */
export class PartsChecksum {
  readonly #digests: Buffer[] = [];

  add(digest: Buffer): void {
    this.#digests.push(digest);
  }

  toString(): string {
    const digest = createHash("sha256").update(Buffer.concat(this.#digests)).digest("base64");
    return `${digest}-${this.#digests.length}`;
  }
}
