import type { ByteCursor } from "./byte-cursor.ts";
import { HeaderProblem } from "./header-problem.ts";

const MAX_TEXT_BYTES = 4096;

/**
 * One table of a FlatBuffer. Fields are numbered from 0 in the order of the schema; those that a table leaves out have
 * their default. Only what is asked for is read, wherever in the file it lies.
 * https://flatbuffers.dev/internals/
 *
 * @throws HeaderProblem where a field points outside the file
 */
export class FlatTable {
  readonly #cursor: ByteCursor;
  readonly #at: number;

  constructor(cursor: ByteCursor, at: number) {
    this.#cursor = cursor;
    this.#at = at;
  }

  /** The table at the start of a FlatBuffer, which starts at `start` in the file. */
  static async root(cursor: ByteCursor, start: number): Promise<FlatTable> {
    return new FlatTable(cursor, await pointed(cursor, start));
  }

  /** Where the field's value lies; undefined when the table leaves it out. */
  async #place(field: number): Promise<number | undefined> {
    await moveTo(this.#cursor, this.#at, 4);
    const layout = this.#at - this.#cursor.i32();
    await moveTo(this.#cursor, layout, 2);
    const entry = 4 + field * 2;
    if (entry + 2 > this.#cursor.u16()) return undefined;
    await moveTo(this.#cursor, layout + entry, 2);
    const offset = this.#cursor.u16();
    return offset === 0 ? undefined : this.#at + offset;
  }

  async integer(field: number, kind: "i8" | "i32" | "u32", otherwise = 0): Promise<number> {
    const place = await this.#place(field);
    if (place === undefined) return otherwise;
    await moveTo(this.#cursor, place, kind === "i8" ? 1 : 4);
    if (kind === "i8") return (this.#cursor.u8() << 24) >> 24;
    return kind === "i32" ? this.#cursor.i32() : this.#cursor.u32();
  }

  /** A text, cut after `maxBytes`. */
  async text(field: number, maxBytes = MAX_TEXT_BYTES): Promise<string | undefined> {
    const place = await this.#place(field);
    return place === undefined ? undefined : readText(this.#cursor, await pointed(this.#cursor, place), maxBytes);
  }

  async table(field: number): Promise<FlatTable | undefined> {
    const place = await this.#place(field);
    return place === undefined ? undefined : new FlatTable(this.#cursor, await pointed(this.#cursor, place));
  }

  /** The length of a list; 0 when the table leaves it out. */
  async count(field: number): Promise<number> {
    return (await this.#list(field))?.count ?? 0;
  }

  async #list(field: number): Promise<{ readonly start: number; readonly count: number } | undefined> {
    const place = await this.#place(field);
    if (place === undefined) return undefined;
    const at = await pointed(this.#cursor, place);
    await moveTo(this.#cursor, at, 4);
    const count = this.#cursor.u32();
    if (count > this.#cursor.remainingBytes) {
      throw new HeaderProblem(`A list of ${count} items at byte ${at} goes past the file's end.`, "cut");
    }
    return { start: at + 4, count };
  }

  /** The first `maxCount` integers of a list of 32-bit ones; undefined when the table leaves it out. */
  async integers(field: number, maxCount: number): Promise<readonly number[] | undefined> {
    const list = await this.#list(field);
    if (list === undefined) return undefined;
    const values: number[] = [];
    for (let index = 0; index < Math.min(list.count, maxCount); index++) {
      await moveTo(this.#cursor, list.start + index * 4, 4);
      values.push(this.#cursor.i32());
    }
    return values;
  }

  /** The first `maxCount` tables of a list. */
  async tables(field: number, maxCount: number): Promise<readonly FlatTable[]> {
    const list = await this.#list(field);
    const tables: FlatTable[] = [];
    for (let index = 0; index < Math.min(list?.count ?? 0, maxCount); index++) {
      tables.push(new FlatTable(this.#cursor, await pointed(this.#cursor, (list?.start ?? 0) + index * 4)));
    }
    return tables;
  }

  /** The table at one place of a list. */
  async tableAt(field: number, index: number): Promise<FlatTable | undefined> {
    const list = await this.#list(field);
    if (list === undefined || !(index >= 0 && index < list.count)) return undefined;
    return new FlatTable(this.#cursor, await pointed(this.#cursor, list.start + index * 4));
  }
}

async function moveTo(cursor: ByteCursor, offset: number, count: number): Promise<void> {
  if (!(offset >= 0 && offset + count <= cursor.end)) {
    throw new HeaderProblem(`It points to byte ${offset}, outside the file.`);
  }
  cursor.offset = offset;
  await cursor.ensure(count);
}

/** Where the offset at `place` points, counted from there. */
async function pointed(cursor: ByteCursor, place: number): Promise<number> {
  await moveTo(cursor, place, 4);
  return place + cursor.u32();
}

async function readText(cursor: ByteCursor, at: number, maxBytes: number): Promise<string> {
  await moveTo(cursor, at, 4);
  const length = Math.min(cursor.u32(), maxBytes);
  await moveTo(cursor, at + 4, length);
  return new TextDecoder().decode(cursor.bytes(length));
}
