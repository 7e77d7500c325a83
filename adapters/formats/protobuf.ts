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

async function varint(cursor: ByteCursor): Promise<number> {
  await cursor.ensure(1);
  let byte = cursor.u8();
  if (byte < 0x80) return byte;
  let value = BigInt(byte & 0x7f);
  for (let shift = 7n; ; shift += 7n) {
    if (shift > 63n) throw new HeaderProblem(`A number at byte ${cursor.offset} is longer than 64 bits.`);
    await cursor.ensure(1);
    byte = cursor.u8();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return Number(BigInt.asIntN(64, value));
  }
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
    const tag = await varint(cursor);
    const number = Math.floor(tag / 8);
    if (tag < 8 || tag >= 2 ** 32) throw new HeaderProblem(`Byte ${this.#next} starts no field of a message.`);
    const wireType = tag % 8;
    let value = 0;
    let length = 0;
    if (wireType === 0) value = await varint(cursor);
    else if (wireType === 1) length = 8;
    else if (wireType === 5) length = 4;
    else if (wireType === 2) length = await varint(cursor);
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

  /** The message inside a length-delimited field. */
  inside(field: WireField): WireMessage {
    return new WireMessage(this.cursor, field);
  }
}
