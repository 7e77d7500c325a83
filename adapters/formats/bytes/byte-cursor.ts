import { HeaderProblem } from "./header-problem.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const smallestReadBytes = 4 * 1024;
const largestReadBytes = 256 * 1024;

/** How much one inspection may read of a file before it gives up: hostile headers must not cost time or memory. */
export interface ReadLimits {
  readonly bytes: number;
  /** Parts of the header, such as fields. */
  readonly steps: number;
}

const defaultLimits: ReadLimits = { bytes: 8 * 1024 * 1024, steps: 400_000 };

/**
 * Walks through a file's header. `await ensure(n)`, then take up to n bytes with the synchronous readers; `skip` moves
 * over what need not be read (tensors) without reading it. All offsets are bytes from the start of the file.
 *
 * @throws HeaderProblem where the file ends too early or the limits are reached
 */
export class ByteCursor {
  readonly file: RandomAccessFile;
  readonly end: number;
  offset: number;
  #window: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #windowStart = 0;
  #nextReadBytes = smallestReadBytes;
  #bytesLeft: number;
  #stepsLeft: number;

  constructor(file: RandomAccessFile, offset = 0, limits: ReadLimits = defaultLimits) {
    this.file = file;
    this.offset = offset;
    this.end = file.sizeBytes;
    this.#bytesLeft = limits.bytes;
    this.#stepsLeft = limits.steps;
  }

  get remainingBytes(): number {
    return this.end - this.offset;
  }

  /** Whether `count` bytes can be taken now, without `ensure`. */
  has(count: number): boolean {
    return this.offset >= this.#windowStart && this.offset + count <= this.#windowStart + this.#window.length;
  }

  /** Counts one part of the header, so that millions of tiny ones end as soon as large ones. */
  step(): void {
    if (--this.#stepsLeft < 0) throw new HeaderProblem("Its header has more parts than modelyard reads.", "limit");
  }

  async ensure(count: number): Promise<void> {
    this.step();
    if (this.has(count)) return;
    if (count > this.remainingBytes) this.#endsEarly();
    if (count > this.#bytesLeft) throw new HeaderProblem("Its header is longer than modelyard reads.", "limit");
    const wanted = Math.min(Math.max(count, this.#nextReadBytes), this.remainingBytes, this.#bytesLeft);
    const continues = this.offset <= this.#windowStart + this.#window.length;
    this.#nextReadBytes = continues ? Math.min(this.#nextReadBytes * 2, largestReadBytes) : smallestReadBytes;
    const bytes = await this.file.read(this.offset, wanted);
    if (bytes.length < count) this.#endsEarly(this.offset + bytes.length);
    this.#bytesLeft -= bytes.length;
    this.#window = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#windowStart = this.offset;
  }

  #endsEarly(at = this.end): never {
    throw new HeaderProblem(`It ends at byte ${at}, in the middle of its header.`, "cut");
  }

  /** How many bytes from here on come before the next `byte`, looking at `within` of them; -1 when it is not there. */
  bytesBefore(byte: number, within: number): number {
    const at = this.offset - this.#windowStart;
    return this.#window.subarray(at, at + within).indexOf(byte);
  }

  skip(count: number): void {
    if (!(count >= 0 && count <= this.remainingBytes)) {
      throw new HeaderProblem(`A length of ${count} bytes at byte ${this.offset} goes past the file's end.`, "cut");
    }
    this.offset += count;
  }

  #take(count: number): number {
    if (!this.has(count)) this.#endsEarly();
    const at = this.offset - this.#windowStart;
    this.offset += count;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** Beyond 2^53 the value is rounded; every caller compares it with the file's size, which is smaller. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true));
  }

  /** A view of the window: copy it before the next `ensure` when it must last. */
  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#window.subarray(at, at + count);
  }
}
