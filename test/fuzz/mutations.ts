import * as fc from "fast-check";
import type { Input, Target } from "./target.ts";

type Bytes = Uint8Array;
type Edit = (bytes: Bytes) => Bytes;

const LARGEST_BYTES = 512 * 1024;

/** What text means something to a reader: numbers at their limits, YAML's and JSON's marks, and what terminals obey. */
const WORDS = [
  Array.from("{}[]:,\"'&*!|>%@`#\n\t\r\0?-~\\/"),
  ["0", "-1", "1e999", "-0", "NaN", ".inf", "9007199254740993", "18446744073709551615", "0x7fffffff", "00", "1_0"],
  ["null", "true", "yes", "<<: ", "&a [*a]", "!!python/object:os.system", "? ", "---\n", "...\n", "%YAML 1.1\n"],
  ["../", "/etc/passwd", "C:\\", "con", "__proto__", "constructor", "toString", "\u001b[31m", "\u202e", "\ufeff"],
  ["::error::", "%0A", "<script>", "@team", "](http://x)", "\ud83d\ude00", "é", "e\u0301", "\u2028"],
  ["\xff\xff\xff\xff", "\x00\x00\x00\x80", "\x7f\xff\xff\xff\xff\xff\xff\xff", "PK\x03\x04", "\x80\x04", "\x1f\x8b"],
].flat();

/** Inputs made from a target's seeds by a few edits each; mostly near to valid, so that they reach far. */
export function mutationsOf(seeds: ReadonlyMap<string, Bytes>, target: Target): fc.Arbitrary<Input> {
  const all = [...seeds.values()];
  const edits = fc.array(edit(all, [...WORDS, ...target.words]), { minLength: 1, maxLength: 5 });
  return fc.tuple(fc.constantFrom(...seeds), edits).map(([[seed, start], steps]) => ({
    seed,
    bytes: steps.reduce((bytes, step) => step(bytes).subarray(0, LARGEST_BYTES), start),
  }));
}

/** Where in the bytes, as a fraction, so that it stays meaningful when fast-check shrinks the edits before it. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const spanBytes = fc.oneof(fc.nat(4), fc.nat(64), fc.nat(4096));

function edit(seeds: readonly Bytes[], words: readonly string[]): fc.Arbitrary<Edit> {
  const fragment = fc.oneof(
    { arbitrary: fc.constantFrom(...words).map(fragmentOf), weight: 6 },
    { arbitrary: fc.uint8Array({ minLength: 1, maxLength: 9 }), weight: 2 },
    { arbitrary: fc.string({ unit: "binary", maxLength: 12 }).map((text) => Buffer.from(text)), weight: 1 },
  );
  return fc.oneof(
    fc.tuple(place, fragment).map(([at, piece]) => replaced(at, 0, piece)),
    fc.tuple(place, fragment).map(([at, piece]) => replaced(at, piece.length, piece)),
    fc.tuple(place, spanBytes).map(([at, length]) => replaced(at, length, new Uint8Array())),
    fc.tuple(place, place, spanBytes).map(([from, to, length]) => moved(from, to, length)),
    fc
      .tuple(place, spanBytes, fc.integer({ min: 2, max: 2000 }))
      .map(([at, length, times]) => repeated(at, length, times)),
    fc.tuple(place, costlyText(words)).map(([at, piece]) => replaced(at, 0, piece)),
    fc.tuple(place, fc.constantFrom(...seeds), place).map(([at, other, from]) => spliced(at, other, from)),
    fc.tuple(place, fragment).map(([at, piece]) => valueReplaced(at, piece)),
    place.map((at) => (bytes: Bytes) => bytes.subarray(0, indexIn(bytes, at))),
  );
}

/** Most files are read up to 256 KiB: a little below, so that what was there before still counts. */
const COSTLY_BYTES = 200_000;

/**
 * What costs a reader that goes back, or that says something about each piece: one word over and over, many lines that
 * differ, brackets within brackets, comments, texts in quotes, and equal keys.
 */
function costlyText(words: readonly string[]): fc.Arbitrary<Bytes> {
  const size = fc.integer({ min: 1000, max: COSTLY_BYTES });
  const word = fc.constantFrom(...words, " ", "a", "a ", "\u0001", "\u0301", "👍", "\u200d");
  const shape = fc.constantFrom<(word: string, bytes: number) => string>(
    (piece, bytes) => filled(() => piece, bytes),
    (piece, bytes) => `"${filled(() => piece.replaceAll(/["\\\n]/g, ""), bytes)}"`,
    (piece, bytes) => `\n# ${filled(() => piece, bytes)}\n`,
    (piece, bytes) => filled(() => `\n# ${piece}`, bytes),
    (piece, bytes) => filled((index) => `\nk${index}: ${piece}`, bytes),
    (piece, bytes) => filled(() => `\nk: ${piece}`, bytes),
    (piece, bytes) => filled((index) => `\n- ${piece}${index}`, bytes),
    (_, bytes) => "[".repeat(bytes / 2) + "]".repeat(bytes / 2),
    (_, bytes) => '{"a":'.repeat(bytes / 6) + "}".repeat(bytes / 6),
  );
  return fc.tuple(shape, word, size).map(([make, piece, bytes]) => Buffer.from(make(piece, bytes)));
}

function filled(line: (index: number) => string, bytes: number): string {
  const lines: string[] = [];
  let length = 0;
  for (let index = 0; length < bytes; index++) {
    const next = line(index);
    lines.push(next);
    // A word may have been made of nothing else than what had to go.
    length += Math.max(1, Buffer.byteLength(next));
  }
  return lines.join("");
}

const fragmentOf = (word: string): Bytes =>
  Buffer.from(word, /^[\0-\xff]*$/.test(word) && /[\x80-\xff]/.test(word) ? "latin1" : "utf8");

const indexIn = (bytes: Bytes, at: number): number => Math.floor(at * bytes.length);

function replaced(at: number, length: number, piece: Bytes): Edit {
  return (bytes) => {
    const from = indexIn(bytes, at);
    return Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from + length)]);
  };
}

function moved(from: number, to: number, length: number): Edit {
  return (bytes) => {
    const start = indexIn(bytes, from);
    return replaced(to, 0, bytes.subarray(start, start + length))(bytes);
  };
}

function repeated(at: number, length: number, times: number): Edit {
  return (bytes) => {
    const from = indexIn(bytes, at);
    const span = bytes.subarray(from, from + length);
    const most = span.length === 0 ? 0 : Math.min(times, Math.floor(LARGEST_BYTES / span.length));
    return Buffer.concat([bytes.subarray(0, from), ...Array<Bytes>(most).fill(span), bytes.subarray(from)]);
  };
}

function spliced(at: number, other: Bytes, from: number): Edit {
  return (bytes) => Buffer.concat([bytes.subarray(0, indexIn(bytes, at)), other.subarray(indexIn(other, from))]);
}

/** Puts the fragment where a line's or a JSON member's value stands. */
function valueReplaced(at: number, piece: Bytes): Edit {
  return (bytes) => {
    const text = Buffer.from(bytes).toString("latin1");
    const values = [...text.matchAll(/(?<=:[ ]?)[^\n,}\]]+/g)];
    const value = values[Math.min(values.length - 1, Math.floor(at * values.length))];
    if (value === undefined) return bytes;
    return Buffer.concat([bytes.subarray(0, value.index), piece, bytes.subarray(value.index + value[0].length)]);
  };
}
