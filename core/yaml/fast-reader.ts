import { LineCursor, NotQuick } from "./fast-lines.ts";
import { readFlow, readKey, readQuoted, readWord } from "./fast-scalars.ts";

/** Deeper files are left to the full reader, which knows where to stop. */
const MAX_QUICK_DEPTH = 16;

/** All that may stand in a file that is read quickly: no tabs, no carriage returns, nothing that YAML refuses. */
const UNUSUAL = /[^\n\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Reads the plain kind of YAML that modelyard writes and most people do: maps and lists in blocks, scalars and brackets
 * on one line, literal texts, comments. Some thirty times as fast as the full reader, because it knows no positions.
 *
 * Whatever it takes, the full reader takes for the same value, and every YAML reader does: no anchors, tags, doubtful
 * scalars, unsafe numbers or equal keys. It never guesses; all else is left to the full reader.
 *
 * @returns the value, or undefined where the full reader has to look
 * @example readFastYaml('schema: stage/1\nversion: "1.3.0"\n') // { schema: "stage/1", version: "1.3.0" }
 * @example readFastYaml("version: 1.10") // { version: 1.1 }: a number, to all readers
 * @example readFastYaml("answer: no") // undefined: text to some readers, false to others
 */
export function readFastYaml(text: string): Readonly<Record<string, unknown>> | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    const lines = new LineCursor(text);
    lines.next();
    if (lines.indent !== 0) return undefined;
    const value = readMap(lines, 0, 1);
    return lines.isAtEnd ? value : undefined;
  } catch (error) {
    if (error instanceof NotQuick) return undefined;
    throw error;
  }
}

type Map = Record<string, unknown>;

/** A map whose keys stand `indent` deep; the cursor is at its first key. */
function readMap(lines: LineCursor, indent: number, depth: number): Map {
  if (depth > MAX_QUICK_DEPTH) throw new NotQuick();
  const map: Map = {};
  do {
    const key = readKey(lines);
    // Also what every object has by itself, such as `constructor`.
    if (key in map) throw new NotQuick();
    map[key] = readValue(lines, indent, depth);
    if (lines.indent > indent) throw new NotQuick();
  } while (lines.indent === indent);
  return map;
}

/** What follows a key and its colon, up to the beginning of the next line with content. */
function readValue(lines: LineCursor, indent: number, depth: number): unknown {
  if (!lines.endsHere()) {
    if (!lines.skipSpaces()) throw new NotQuick();
    if (lines.character === "|") return readLiteral(lines, indent);
    return readRest(lines, depth);
  }
  lines.next();
  if (lines.isAtItem && lines.indent >= indent) return readList(lines, lines.indent, depth + 1);
  if (lines.indent > indent) return readMap(lines, lines.indent, depth + 1);
  throw new NotQuick();
}

function readList(lines: LineCursor, indent: number, depth: number): unknown[] {
  if (depth > MAX_QUICK_DEPTH) throw new NotQuick();
  const list: unknown[] = [];
  do {
    if (!lines.isAtItem) break;
    lines.at += 2;
    list.push(lines.isAtKey() ? readMap(lines, indent + 2, depth + 1) : readRest(lines, depth));
    if (lines.indent > indent) throw new NotQuick();
  } while (lines.indent === indent);
  return list;
}

/** A value that ends with its line. */
function readRest(lines: LineCursor, depth: number): unknown {
  const value = readInline(lines, depth);
  if (!lines.endsHere()) throw new NotQuick();
  lines.next();
  return value;
}

function readInline(lines: LineCursor, depth: number): unknown {
  switch (lines.character) {
    case '"':
    case "'":
      return readQuoted(lines);
    case "[":
    case "{":
      return readFlow(lines, MAX_QUICK_DEPTH - depth);
    default:
      return readWord(lines);
  }
}

/** A literal text: `|` or `|-`, and lines that are deeper than the key. */
function readLiteral(lines: LineCursor, indent: number): string {
  const isStripped = lines.rest() === "|-";
  if (!isStripped && lines.rest() !== "|") throw new NotQuick();
  const content = lines.literal(indent).join("\n");
  return isStripped ? content : `${content}\n`;
}
