import type { ByteCursor } from "./byte-cursor.ts";
import { HeaderProblem } from "./header-problem.ts";

/** One field of a message. `value` holds a varint; of the other wire types only the place in the file is known. */
export interface WireField {
  readonly number: number;
  readonly wireType: number;
  /** Of a varint: its value as int64, rounded beyond 2^53. Otherwise 0. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

const longestTagAndValueBytes = 20;

/** Expects that up to ten bytes are at hand, as far as the file has them. */
function varint(cursor: ByteCursor): number {
  const next = (): number => {
    if (!cursor.has(1)) throw new HeaderProblem(`It ends at byte ${cursor.end}, in the middle of a message.`, "cut");
    return cursor.u8();
  };
  let byte = next();
  if (byte < 0x80) return byte;
  let value = BigInt(byte & 0x7f);
  for (let shift = 7n; shift <= 63n; shift += 7n) {
    byte = next();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return Number(BigInt.asIntN(64, value));
  }
  throw new HeaderProblem(`A number at byte ${cursor.offset} is longer than 64 bits.`);
}

/**
 * Reads one message of the protocol buffers' wire format field by field. Values are skipped by their length until they
 * are asked for, so the tensors inside a large file are never read.
 * https://protobuf.dev/programming-guides/encoding/
 *
 * @throws HeaderProblem where the bytes are no message
 */
export class WireMessage {
  readonly cursor: ByteCursor;
  readonly end: number;
  #next: number;

  constructor(cursor: ByteCursor, range: { readonly start: number; readonly end: number }) {
    this.cursor = cursor;
    this.end = range.end;
    this.#next = range.start;
  }

  async next(): Promise<WireField | undefined> {
    const { cursor } = this;
    if (this.#next >= this.end) return undefined;
    cursor.offset = this.#next;
    cursor.step();
    const ahead = Math.min(longestTagAndValueBytes, cursor.remainingBytes);
    if (!cursor.has(ahead)) await cursor.ensure(ahead);
    const tag = varint(cursor);
    const number = Math.floor(tag / 8);
    if (tag < 8 || tag >= 2 ** 32) throw new HeaderProblem(`Byte ${this.#next} starts no field of a message.`);
    const wireType = tag % 8;
    let value = 0;
    let length = 0;
    if (wireType === 0) value = varint(cursor);
    else if (wireType === 1) length = 8;
    else if (wireType === 5) length = 4;
    else if (wireType === 2) length = varint(cursor);
    else throw new HeaderProblem(`Byte ${this.#next} starts a field of an unknown kind.`);
    const start = cursor.offset;
    if (length < 0 || start + length > this.end) {
      throw new HeaderProblem(`A field of ${length} bytes at byte ${start} goes past the end of what holds it.`);
    }
    this.#next = start + length;
    return { number, wireType, value, start, end: this.#next };
  }

  /** The text of a length-delimited field, cut after `maxBytes`. */
  async text(field: WireField, maxBytes = 4096): Promise<string> {
    const length = Math.min(field.end - field.start, maxBytes);
    this.cursor.offset = field.start;
    await this.cursor.ensure(length);
    return new TextDecoder().decode(this.cursor.bytes(length));
  }

  /** The integers of a field that repeats them, packed into one field or each in its own. At most `maxCount`. */
  async integers(field: WireField, maxCount: number): Promise<readonly number[]> {
    if (field.wireType === 0) return [field.value];
    const values: number[] = [];
    this.cursor.offset = field.start;
    while (this.cursor.offset < field.end && values.length < maxCount) {
      await this.cursor.ensure(Math.min(longestTagAndValueBytes, this.cursor.remainingBytes));
      values.push(varint(this.cursor));
    }
    return values;
  }

  /** The message inside a length-delimited field. */
  inside(field: WireField): WireMessage {
    return new WireMessage(this.cursor, field);
  }
}
