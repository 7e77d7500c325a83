import { HeaderProblem } from "./header-problem.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const pageBytes = 16 * 1024;
const MAX_PAGES = 2048;
const MAX_STEPS = 2_000_000;

/**
 * A file's bytes for formats whose parts point back and forth. What was read once is kept, so that a part costs what it is
 * long, however often others point to it and in whatever order.
 *
 * @throws HeaderProblem where something lies outside the file, or the parts are more than modelyard reads
 */
export class PagedBytes {
  readonly sizeBytes: number;
  readonly #file: RandomAccessFile;
  readonly #pages = new Map<number, Uint8Array>();
  #stepsLeft = MAX_STEPS;

  constructor(file: RandomAccessFile) {
    this.#file = file;
    this.sizeBytes = file.sizeBytes;
  }

  async #page(index: number): Promise<Uint8Array> {
    const kept = this.#pages.get(index);
    if (kept !== undefined) return kept;
    if (this.#pages.size >= MAX_PAGES) {
      throw new HeaderProblem("Its parts lie in more places than modelyard reads.", "limit");
    }
    const page = await this.#file.read(index * pageBytes, pageBytes);
    this.#pages.set(index, page);
    return page;
  }

  /** `count` bytes from `offset` on. */
  async bytes(offset: number, count: number): Promise<Uint8Array> {
    if (!(offset >= 0 && count >= 0 && offset + count <= this.sizeBytes)) {
      throw new HeaderProblem(`It points to byte ${offset}, outside the file.`);
    }
    if (--this.#stepsLeft < 0) throw new HeaderProblem("It has more parts than modelyard reads.", "limit");
    const first = Math.floor(offset / pageBytes);
    const at = offset - first * pageBytes;
    const page = await this.#page(first);
    if (at + count <= page.length) return page.subarray(at, at + count);
    const parts: Uint8Array[] = [];
    for (let index = first; index * pageBytes < offset + count; index++) parts.push(await this.#page(index));
    const joined = Buffer.concat(parts).subarray(at, at + count);
    if (joined.length < count) throw new HeaderProblem(`It ends in the middle of what lies at byte ${offset}.`, "cut");
    return joined;
  }

  async view(offset: number, count: number): Promise<DataView> {
    const bytes = await this.bytes(offset, count);
    return new DataView(bytes.buffer, bytes.byteOffset, count);
  }
}
