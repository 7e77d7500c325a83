import { withoutTrailing } from "../text/trailing.ts";
import { type LineCursor, NotQuick } from "./fast-lines.ts";

const KEY = /[A-Za-z_](?:[A-Za-z0-9_./()+%@ -]*[A-Za-z0-9_./()+%@-])?/y;
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\["\\nt])*"/y;
const SINGLE_QUOTED = /'(?:[^'\n]|'')*'/y;
const WORD_IN_BRACKETS = /[A-Za-z_/](?:[A-Za-z0-9_./()+%@=~<> -]*[A-Za-z0-9_./()+%@=~<>-])?/y;
const NUMBER_IN_BRACKETS = /[-+]?[0-9][0-9.eE+-]*/y;

/** A number that every reader takes for the same. */
const NUMBER = /^[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+][0-9]+)?)?$/;
/** `1.5.0` is text to all. */
const THREE_PARTS = /^[0-9]+\.[0-9]+\.[0-9]+$/;
/** Words that are more than text to some readers, an exponent alone among them. */
const WITH_MEANING = /^(?:y|yes|n|no|on|off|true|false|null|e[-+]?[0-9]+)$/i;
const WORD = /^[A-Za-z_/][!-~ ]*$/;

/** Keys longer than this are left to the full reader, which refuses some of them. */
const MAX_KEY_LENGTH = 256;

/** Reads a key and its colon. */
export function readKey(lines: LineCursor): string {
  const { character } = lines;
  const key = character === '"' || character === "'" ? readQuoted(lines) : wordAt(lines, KEY);
  if (key.length > MAX_KEY_LENGTH || lines.character !== ":") throw new NotQuick();
  lines.at++;
  return key;
}

/** A text in quotes, on one line. */
export function readQuoted(lines: LineCursor): string {
  const isDouble = lines.character === '"';
  const quoted = matchAt(lines, isDouble ? DOUBLE_QUOTED : SINGLE_QUOTED);
  const inner = quoted.slice(1, -1);
  if (!isDouble) return inner.replaceAll("''", "'");
  // The few escapes that the pattern lets through mean the same in JSON.
  return inner.includes("\\") ? (JSON.parse(quoted) as string) : inner;
}

/** What stands without quotes up to the end of the line or its comment. */
export function readWord(lines: LineCursor): unknown {
  const rest = lines.rest();
  const comment = rest.indexOf(" #");
  const written = comment === -1 ? rest : rest.slice(0, comment);
  lines.at += written.length;
  const word = comment === -1 ? written : withoutTrailing(written, " ");
  const first = word.charCodeAt(0);
  // A sign or a digit, and the slash between them and the dot is a word's.
  if (first < 58 && first !== 47) return numberOf(word);
  if (!WORD.test(word) || word.endsWith(" ") || word.endsWith(":") || word.includes(": ")) throw new NotQuick();
  return meaningOf(word);
}

/** A list in brackets or a map in braces, on one line. */
export function readFlow(lines: LineCursor, depthLeft: number): unknown {
  if (depthLeft <= 0) throw new NotQuick();
  const isMap = lines.character === "{";
  const close = isMap ? "}" : "]";
  const map: Record<string, unknown> = {};
  const list: unknown[] = [];
  lines.at++;
  lines.skipSpaces();
  if (lines.character !== close) {
    for (;;) {
      if (isMap) {
        const key = readKey(lines);
        if (!lines.skipSpaces() || key in map) throw new NotQuick();
        map[key] = readInBrackets(lines, depthLeft);
      } else list.push(readInBrackets(lines, depthLeft));
      lines.skipSpaces();
      if (lines.character === close) break;
      if (lines.character !== ",") throw new NotQuick();
      lines.at++;
      lines.skipSpaces();
    }
  }
  lines.at++;
  return isMap ? map : list;
}

function readInBrackets(lines: LineCursor, depthLeft: number): unknown {
  const { character } = lines;
  if (character === '"' || character === "'") return readQuoted(lines);
  if (character === "[" || character === "{") return readFlow(lines, depthLeft - 1);
  if (/[-+0-9]/.test(character)) return numberOf(matchAt(lines, NUMBER_IN_BRACKETS));
  return meaningOf(matchAt(lines, WORD_IN_BRACKETS));
}

function matchAt(lines: LineCursor, pattern: RegExp): string {
  pattern.lastIndex = lines.at;
  if (!pattern.test(lines.text)) throw new NotQuick();
  const found = lines.text.slice(lines.at, pattern.lastIndex);
  lines.at = pattern.lastIndex;
  return found;
}

function wordAt(lines: LineCursor, pattern: RegExp): string {
  const word = matchAt(lines, pattern);
  if (WITH_MEANING.test(word)) throw new NotQuick();
  return word;
}

function numberOf(written: string): unknown {
  if (!NUMBER.test(written)) {
    if (THREE_PARTS.test(written)) return written;
    throw new NotQuick();
  }
  const value = Number(written);
  const isExact = written.includes(".") ? Number.isFinite(value) : Number.isSafeInteger(value);
  if (!isExact) throw new NotQuick();
  return value;
}

/** `true`, `false` and `null`, or text; no word that some readers take for something else. */
function meaningOf(word: string): unknown {
  if (!WITH_MEANING.test(word)) return word;
  if (word === "true") return true;
  if (word === "false") return false;
  if (word === "null") return null;
  throw new NotQuick();
}
