import { HeaderProblem } from "./header-problem.ts";
import type { PagedBytes } from "./paged-bytes.ts";

const MAX_TEXT_BYTES = 4096;

/**
 * One table of a FlatBuffer. Fields are numbered from 0 in the order of the schema; those that a table leaves out have
 * their default. Only what is asked for is read, wherever in the file it lies: writers put the tables, their layouts and
 * their lists in any order, often from the file's end on.
 * https://flatbuffers.dev/internals/
 *
 * @throws HeaderProblem where a field points outside the file
 */
export class FlatTable {
  readonly #file: PagedBytes;
  readonly #at: number;

  constructor(file: PagedBytes, at: number) {
    this.#file = file;
    this.#at = at;
  }

  /** The table at the start of a FlatBuffer, which starts at `start` in the file. */
  static async root(file: PagedBytes, start: number): Promise<FlatTable> {
    return new FlatTable(file, await pointed(file, start));
  }

  async #layout(): Promise<{ readonly start: number; readonly sizeBytes: number }> {
    const start = this.#at - (await this.#file.view(this.#at, 4)).getInt32(0, true);
    return { start, sizeBytes: (await this.#file.view(start, 2)).getUint16(0, true) };
  }

  /** Where the field's value lies; undefined when the table leaves it out. */
  async #place(field: number): Promise<number | undefined> {
    const { start, sizeBytes } = await this.#layout();
    const entry = 4 + field * 2;
    if (entry + 2 > sizeBytes) return undefined;
    const offset = (await this.#file.view(start + entry, 2)).getUint16(0, true);
    return offset === 0 ? undefined : this.#at + offset;
  }

  /** Whether the table has a field of this number or a higher one. */
  async hasFieldsFrom(field: number): Promise<boolean> {
    const { sizeBytes } = await this.#layout();
    for (let number = field; 4 + number * 2 + 2 <= sizeBytes; number++) {
      if ((await this.#place(number)) !== undefined) return true;
    }
    return false;
  }

  async integer(field: number, kind: "i8" | "i32" | "u32", otherwise = 0): Promise<number> {
    const place = await this.#place(field);
    if (place === undefined) return otherwise;
    const view = await this.#file.view(place, kind === "i8" ? 1 : 4);
    if (kind === "i8") return view.getInt8(0);
    return kind === "i32" ? view.getInt32(0, true) : view.getUint32(0, true);
  }

  /** A text, cut after `maxBytes`. */
  async text(field: number, maxBytes = MAX_TEXT_BYTES): Promise<string | undefined> {
    const place = await this.#place(field);
    return place === undefined ? undefined : readText(this.#file, await pointed(this.#file, place), maxBytes);
  }

  async table(field: number): Promise<FlatTable | undefined> {
    const place = await this.#place(field);
    return place === undefined ? undefined : new FlatTable(this.#file, await pointed(this.#file, place));
  }

  /** The length of a list; 0 when the table leaves it out. */
  async count(field: number): Promise<number> {
    return (await this.#list(field))?.count ?? 0;
  }

  async #list(field: number): Promise<{ readonly start: number; readonly count: number } | undefined> {
    const place = await this.#place(field);
    if (place === undefined) return undefined;
    const at = await pointed(this.#file, place);
    const count = (await this.#file.view(at, 4)).getUint32(0, true);
    if (count > this.#file.sizeBytes - at - 4) {
      throw new HeaderProblem(`A list of ${count} items at byte ${at} goes past the file's end.`, "cut");
    }
    return { start: at + 4, count };
  }

  /** The first `maxCount` integers of a list of 32-bit ones; undefined when the table leaves it out. */
  async integers(field: number, maxCount: number): Promise<readonly number[] | undefined> {
    const list = await this.#list(field);
    if (list === undefined) return undefined;
    const count = Math.min(list.count, maxCount);
    const view = await this.#file.view(list.start, count * 4);
    return Array.from({ length: count }, (_, index) => view.getInt32(index * 4, true));
  }

  /** The first `maxCount` tables of a list. */
  async tables(field: number, maxCount: number): Promise<readonly FlatTable[]> {
    const list = await this.#list(field);
    const tables: FlatTable[] = [];
    for (let index = 0; index < Math.min(list?.count ?? 0, maxCount); index++) {
      tables.push(new FlatTable(this.#file, await pointed(this.#file, (list?.start ?? 0) + index * 4)));
    }
    return tables;
  }

  /** The table at one place of a list. */
  async tableAt(field: number, index: number): Promise<FlatTable | undefined> {
    const list = await this.#list(field);
    if (list === undefined || !(index >= 0 && index < list.count)) return undefined;
    return new FlatTable(this.#file, await pointed(this.#file, list.start + index * 4));
  }
}

/** Where the offset at `place` points, counted from there. */
async function pointed(file: PagedBytes, place: number): Promise<number> {
  return place + (await file.view(place, 4)).getUint32(0, true);
}

async function readText(file: PagedBytes, at: number, maxBytes: number): Promise<string> {
  const lengthBytes = (await file.view(at, 4)).getUint32(0, true);
  return new TextDecoder().decode(await file.bytes(at + 4, Math.min(lengthBytes, maxBytes)));
}
