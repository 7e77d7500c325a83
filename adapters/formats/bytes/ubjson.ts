import type { ByteCursor } from "./byte-cursor.ts";
import { HeaderProblem } from "./header-problem.ts";

const deepest = 64;
const MAX_TEXT_BYTES = 4096;
/** Of a list or an object; models have thousands of named columns. */
const MAX_KEPT = 65_536;

/** Sizes in bytes of the numbers, by their marker; all of them are big-endian. */
const numberBytes: ReadonlyMap<string, number> = new Map([
  ["i", 1],
  ["U", 1],
  ["I", 2],
  ["l", 4],
  ["L", 8],
  ["d", 4],
  ["D", 8],
]);

/** Which members of an object are skipped: they are read, because they have no length, and not kept. */
type Skips = (key: string) => boolean;

/**
 * Reads one UBJSON value. Long texts, items beyond the first 65,536 and typed lists, which hold nothing but numbers, are
 * skipped and come as undefined.
 *
 * @see https://ubjson.org and https://github.com/dmlc/xgboost, src/common/json.cc
 * @throws HeaderProblem where it is broken or nested deeply
 */
export async function readUbjson(cursor: ByteCursor, skips: Skips): Promise<unknown> {
  await cursor.ensure(1);
  return readValue(cursor, marker(cursor), { depth: 0, isKept: true, skips });
}

interface Place {
  readonly depth: number;
  readonly isKept: boolean;
  readonly skips: Skips;
}

async function readValue(cursor: ByteCursor, type: string, place: Place): Promise<unknown> {
  if (place.depth > deepest) throw new HeaderProblem("Its values are nested too deeply.");
  const size = numberBytes.get(type);
  if (size !== undefined) return readNumber(cursor, type, size);
  switch (type) {
    case "Z":
    case "N":
      return null;
    case "T":
    case "F":
      return type === "T";
    case "C":
      await cursor.ensure(1);
      return marker(cursor);
    case "S":
      return readText(cursor, place.isKept);
    case "[":
      return readList(cursor, { ...place, depth: place.depth + 1 });
    case "{":
      return readObject(cursor, { ...place, depth: place.depth + 1 });
    default:
      throw new HeaderProblem(`Its value at byte ${cursor.offset - 1} has the unknown type ${JSON.stringify(type)}.`);
  }
}

async function readObject(cursor: ByteCursor, place: Place): Promise<unknown> {
  const members = new Map<string, unknown>();
  for (;;) {
    await cursor.ensure(1);
    const sign = marker(cursor);
    if (sign === "}") break;
    const key = (await readText(cursor, true, sign)) ?? "";
    const isKept = place.isKept && !place.skips(key);
    await cursor.ensure(1);
    const value = await readValue(cursor, marker(cursor), { ...place, isKept });
    if (isKept && members.size < MAX_KEPT) members.set(key, value);
  }
  return Object.fromEntries(members);
}

/** `[$d#L…` has a type and a length and then bare numbers, `[#L…` a length alone, and `[` goes on to its `]`. */
async function readList(cursor: ByteCursor, place: Place): Promise<unknown> {
  await cursor.ensure(1);
  let sign = marker(cursor);
  let size: number | undefined;
  if (sign === "$") {
    await cursor.ensure(2);
    size = numberBytes.get(marker(cursor));
    sign = marker(cursor);
    if (size === undefined || sign !== "#") throw new HeaderProblem("It has a list whose type is unknown.");
  }
  const count = sign === "#" ? await readLength(cursor) : Number.POSITIVE_INFINITY;
  if (size !== undefined) {
    cursor.skip(count * size);
    return undefined;
  }
  const items: unknown[] = [];
  for (let index = 0; index < count; index++) {
    // Without a length, the first sign was read to look for one.
    const isRead = index === 0 && sign !== "#";
    if (!isRead) await cursor.ensure(1);
    const next = isRead ? sign : marker(cursor);
    if (next === "]" && sign !== "#") break;
    const value = await readValue(cursor, next, place);
    if (place.isKept && items.length < MAX_KEPT) items.push(value);
  }
  return items;
}

async function readText(cursor: ByteCursor, isKept: boolean, sign?: string): Promise<string | undefined> {
  const length = await readLength(cursor, sign);
  if (length > MAX_TEXT_BYTES || !isKept) {
    cursor.skip(length);
    return undefined;
  }
  await cursor.ensure(length);
  return new TextDecoder().decode(cursor.bytes(length));
}

async function readLength(cursor: ByteCursor, sign?: string): Promise<number> {
  if (sign === undefined) await cursor.ensure(1);
  const type = sign ?? marker(cursor);
  const size = numberBytes.get(type);
  const length = size === undefined || type === "d" || type === "D" ? -1 : await readNumber(cursor, type, size);
  if (length < 0) throw new HeaderProblem(`It has no length at byte ${cursor.offset}.`);
  return length;
}

async function readNumber(cursor: ByteCursor, type: string, size: number): Promise<number> {
  await cursor.ensure(size);
  const bytes = cursor.bytes(size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  if (type === "i") return view.getInt8(0);
  if (type === "U") return view.getUint8(0);
  if (type === "I") return view.getInt16(0);
  if (type === "l") return view.getInt32(0);
  if (type === "L") return Number(view.getBigInt64(0));
  return type === "d" ? view.getFloat32(0) : view.getFloat64(0);
}

const marker = (cursor: ByteCursor): string => String.fromCharCode(cursor.u8());
