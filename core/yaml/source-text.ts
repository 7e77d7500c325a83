/** A place in a file: lines and columns count from 1, columns in UTF-16 units, `endColumn` is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A file's text with its lines at hand. Offsets are UTF-16 units from its beginning. */
export class SourceText {
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get lineStarts(): readonly number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }

  /** The span from offset `start` to offset `end` (exclusive). */
  span(start: number, end: number): Span {
    const from = this.#position(start);
    const to = this.#position(Math.max(start, end));
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  /** Line `line` (from 1) without its line break, or undefined past the end. */
  line(line: number): string | undefined {
    const start = this.lineStarts[line - 1];
    if (start === undefined) return undefined;
    const next = this.lineStarts[line];
    const end = next === undefined ? this.text.length : next - 1;
    return this.text.slice(start, this.text.charAt(end - 1) === "\r" && end > start ? end - 1 : end);
  }

  #position(offset: number): { line: number; column: number } {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

/** What is no UTF-8 text: as much of it as can be shown, and where it stops being text. */
export function decodeLossy(bytes: Uint8Array): {
  readonly text: string;
  readonly start: number;
  readonly isUtf16: boolean;
} {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  // What was no text stands in it as U+FFFD, and so encodes to other bytes.
  const again = new TextEncoder().encode(text);
  const wrong = again.findIndex((byte, index) => byte !== bytes[index]);
  const [first, second] = bytes;
  return {
    text,
    start: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, wrong)).length,
    isUtf16: (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff),
  };
}

/** Bytes as UTF-8 text, a byte order mark among it; undefined where they are none. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
