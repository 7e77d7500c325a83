import type { ByteCursor } from "../bytes/byte-cursor.ts";
import { HeaderProblem } from "../bytes/header-problem.ts";
import { isJoblibArray, skipJoblibArray } from "./joblib-array.ts";
import type { ImportedNames } from "./pickle-imports.ts";
import { PickleMachine, type PickleValue } from "./pickle-machine.ts";
import { quote } from "../bytes/problems.ts";
import { type PickleArgument, type PickleOpcodeName, pickleOpcodes } from "./pickle-opcodes.ts";

/** Longer texts are no names of modules, so they are skipped. */
const MAX_TEXT_BYTES = 256;
const lookaheadBytes = 1024;
const lineFeed = 10;
/** Without state, and too dear to make for each of a million short texts. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const textOpcodes: ReadonlySet<PickleOpcodeName> = new Set([
  "BINSTRING",
  "SHORT_BINSTRING",
  "BINUNICODE",
  "SHORT_BINUNICODE",
  "BINUNICODE8",
]);

export interface PickleScanOptions {
  readonly imports: ImportedNames;
  readonly maxOpcodes: number;
  /** Arrays lie between the opcodes, as joblib writes them. */
  readonly arraysBetween: boolean;
  /** What a pickle without PROTO at its start must not do: ask its reader for an object by id. */
  readonly persistentIds: boolean;
}

export interface PickleScan {
  readonly protocol: number;
  /** How far it was read without a fault. */
  readonly opcodes: number;
  /** `stop`: to its end; otherwise as in HeaderProblem. */
  readonly end: "stop" | HeaderProblem["kind"];
  /** Why it was not read to its end. */
  readonly reason?: string;
}

function readNumber(cursor: ByteCursor, bytes: 1 | 2 | 4 | 8, opcode: PickleOpcodeName): number {
  if (bytes === 1) return cursor.u8();
  if (bytes === 2) return cursor.u16();
  if (bytes === 8) return cursor.u64();
  return opcode === "BININT" || opcode === "EXT4" ? cursor.i32() : cursor.u32();
}

/** The argument of an opcode whose bytes are at hand; of a longer text only its place is left behind. */
function takeArgument(
  cursor: ByteCursor,
  opcode: PickleOpcodeName,
  argument: Exclude<PickleArgument, { kind: "lines" }>,
): PickleValue {
  if (argument.kind === "none") return undefined;
  const number = readNumber(cursor, argument.bytes, opcode);
  if (argument.kind === "number") return number;
  if (number <= MAX_TEXT_BYTES && textOpcodes.has(opcode) && cursor.has(number))
    return utf8.decode(cursor.bytes(number));
  cursor.skip(number);
  return undefined;
}

/** Numbers may have any number of zeros in front, of which Python takes thousands. */
const MAX_NUMBER_BYTES = 64 * 1024;

/** A number's text up to a line feed. One that is too long to be kept is left to those that read it. */
async function readNumberLine(cursor: ByteCursor): Promise<string> {
  let line = "";
  for (;;) {
    const within = Math.min(lookaheadBytes, cursor.remainingBytes);
    await cursor.ensure(Math.max(1, within));
    const length = cursor.bytesBefore(lineFeed, within);
    line += utf8.decode(cursor.bytes(length < 0 ? within : length));
    // A text that starts like a number's opcode is none from its first letter on.
    if (!line.includes("\0") && otherThanNumber.test(line)) throw noNumber(line);
    if (length >= 0) break;
    if (line.length > MAX_NUMBER_BYTES) throw new HeaderProblem("Its pickle has a number that is too long.", "limit");
  }
  cursor.skip(1);
  return line;
}

/** A text up to a line feed; undefined when it is too long for a name. */
async function readLine(cursor: ByteCursor): Promise<string | undefined> {
  for (let isFirst = true; ; isFirst = false) {
    const within = Math.min(lookaheadBytes, cursor.remainingBytes);
    await cursor.ensure(Math.max(1, within));
    const length = cursor.bytesBefore(lineFeed, within);
    const bytes = cursor.bytes(length < 0 ? within : length);
    if (length < 0) continue;
    cursor.skip(1);
    return isFirst && length <= MAX_TEXT_BYTES ? utf8.decode(bytes) : undefined;
  }
}

const integerOpcodes: ReadonlySet<PickleOpcodeName> = new Set(["INT", "LONG", "GET", "PUT"]);
const otherThanNumber = /[^\s0-9a-foxl_+-]/i;
const integer = /^[+-]?[0-9a-fox_]+\s*L?$/i;
const float = /^\s*[+-]?(inf|infinity|nan|[0-9._]+(e[+-]?[0-9_]+)?)\s*$/i;

const noNumber = (line: string): HeaderProblem =>
  new HeaderProblem(`Its pickle has ${quote(line)} where a number should be.`);

/** Python's C code reads numbers up to a NUL, and takes nothing in front of one for 0. */
function integerValue(line: string): PickleValue {
  const end = line.indexOf("\0");
  const text = end < 0 ? line : line.slice(0, end);
  const trimmed = text.trim();
  if (end < 0 ? !integer.test(trimmed) : text !== "" && !integer.test(trimmed)) throw noNumber(line);
  return memoKey(trimmed.replaceAll("_", ""));
}

/** One key for all ways to write a number: "-0" and "+00" are 0. Beyond exact numbers it is the digits themselves. */
function memoKey(digits: string): PickleValue {
  const [, sign, significant = ""] = /^([+-]?)0*((?:[1-9]\d*)?)$/.exec(digits) ?? [];
  if (sign === undefined || digits === sign) return undefined;
  if (significant === "") return 0;
  const text = sign === "-" ? `-${significant}` : significant;
  return Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** The value of an opcode of protocol 0. One that Python would not read ends the pickle there as well. */
function lineValue(opcode: PickleOpcodeName, line: string | undefined): PickleValue {
  if (line === undefined) return undefined;
  if (integerOpcodes.has(opcode)) return integerValue(line);
  if (opcode === "FLOAT" && !float.test(line.split("\0")[0] ?? "")) {
    throw noNumber(line);
  }
  const quoted = opcode === "STRING" ? /^\s*(['"])(.*)\1\s*$/s.exec(line) : undefined;
  if (quoted === null) throw new HeaderProblem(`Its pickle has ${quote(line)} where a text in quotes should be.`);
  const text = quoted?.[2] ?? line;
  // Escapes are not undone: such a text names nothing that is known.
  return (opcode === "STRING" || opcode === "UNICODE") && text.includes("\\") ? undefined : text;
}

async function scan(cursor: ByteCursor, options: PickleScanOptions, progress: { protocol: number; opcodes: number }) {
  const machine = new PickleMachine(options.imports);
  let frameEnd = 0;
  for (;;) {
    if (!cursor.has(lookaheadBytes)) await cursor.ensure(Math.max(1, Math.min(lookaheadBytes, cursor.remainingBytes)));
    const start = cursor.offset;
    const opcode = pickleOpcodes.get(cursor.u8());
    if (opcode === undefined) throw new HeaderProblem(`Byte ${start} of its pickle is no opcode.`);
    const { name, argument } = opcode;
    if (name === "PERSID" && !options.persistentIds) throw new HeaderProblem("Its pickle asks for an object by id.");
    let first: PickleValue;
    let second: PickleValue;
    if (argument.kind === "lines") {
      first = lineValue(name, await (integerOpcodes.has(name) ? readNumberLine(cursor) : readLine(cursor)));
      if (argument.count === 2) second = await readLine(cursor);
    } else first = takeArgument(cursor, name, argument);
    // Python's C code drops what is left of a frame when an opcode needs more than that, and so reads other names.
    if (start < frameEnd && (cursor.offset > frameEnd || name === "FRAME")) {
      throw new HeaderProblem(
        "Its pickle has an opcode that crosses its frame, which readers take in different ways.",
        "limit",
      );
    }
    if (name === "FRAME") frameEnd = cursor.offset + Number(first);
    machine.step(name, first, second);
    progress.opcodes++;
    if (name === "STOP") return;
    if (name === "PROTO" && typeof first === "number") {
      if (first > 5) throw new HeaderProblem(`Its pickle has protocol ${first}; 0 to 5 are known.`);
      progress.protocol = Math.max(progress.protocol, first);
    }
    if (progress.opcodes >= options.maxOpcodes) {
      throw new HeaderProblem("Its pickle has more opcodes than modelyard reads.", "limit");
    }
    if (name === "BUILD" && options.arraysBetween && isJoblibArray(machine.top)) {
      const { holdsPickle } = await skipJoblibArray(cursor, machine.top);
      machine.top = undefined;
      if (holdsPickle) await scan(cursor, { ...options, arraysBetween: false }, progress);
    }
  }
}

/**
 * Reads the opcodes of one pickle from the cursor's place on and collects the names that it imports. Builds no object and
 * calls nothing, whatever the pickle says. Afterwards the cursor is behind what was read.
 * https://github.com/python/cpython/blob/3.13/Lib/pickletools.py
 */
export async function scanPickle(cursor: ByteCursor, options: PickleScanOptions): Promise<PickleScan> {
  const progress = { protocol: 0, opcodes: 0 };
  try {
    await scan(cursor, options, progress);
    return { ...progress, end: "stop" };
  } catch (error) {
    if (!(error instanceof HeaderProblem)) throw error;
    return { ...progress, end: error.kind, reason: error.message };
  }
}
