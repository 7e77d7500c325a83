/** Why quick reading stops: the full reader has to look. */
export class NotQuick extends Error {}

const SPACE = 32;
const HASH = 35;
const DASH = 45;
const KEY_AHEAD = /(?:[A-Za-z_][A-Za-z0-9_./()+%@ -]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'):(?: |$)/my;

/** Goes through a text line by line, past blank lines and comments. */
export class LineCursor {
  readonly text: string;
  /** Where reading goes on, as an offset into the text. */
  at = 0;
  /** Where the line ends: at its line break, or at the end of the text. */
  end = -1;
  /** How many spaces the line begins with; -1 past the last line. */
  indent = -1;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.indent === -1;
  }

  get character(): string {
    return this.text.charAt(this.at);
  }

  /** Whether an item of a list begins here. */
  get isAtItem(): boolean {
    return this.text.charCodeAt(this.at) === DASH && this.text.charCodeAt(this.at + 1) === SPACE;
  }

  /** Whether a key with its colon begins here. */
  isAtKey(): boolean {
    KEY_AHEAD.lastIndex = this.at;
    return KEY_AHEAD.test(this.text);
  }

  /** Moves to the next line that has content. */
  next(): void {
    const { text } = this;
    let start = this.end + 1;
    for (;;) {
      if (start >= text.length) {
        this.indent = -1;
        return;
      }
      const found = text.indexOf("\n", start);
      const end = found === -1 ? text.length : found;
      let at = start;
      while (text.charCodeAt(at) === SPACE) at++;
      // A blank line is empty: what spaces alone mean depends on what is around them.
      if (at === end && at > start) throw new NotQuick();
      if (at !== end && text.charCodeAt(at) !== HASH) {
        this.at = at;
        this.end = end;
        this.indent = at - start;
        return;
      }
      start = end + 1;
    }
  }

  /** Whether nothing but a comment is left on the line. */
  endsHere(): boolean {
    if (this.at === this.end) return true;
    let at = this.at;
    while (this.text.charCodeAt(at) === SPACE) at++;
    return at > this.at && this.text.charCodeAt(at) === HASH;
  }

  /** Moves past spaces; whether there were any. */
  skipSpaces(): boolean {
    const start = this.at;
    while (this.text.charCodeAt(this.at) === SPACE) this.at++;
    return this.at > start;
  }

  rest(): string {
    return this.text.slice(this.at, this.end);
  }

  /** The lines of a literal text that is deeper than `indent`, without their indentation and without blank ones at the end. */
  literal(indent: number): string[] {
    const { text } = this;
    const content: string[] = [];
    let depth = 0;
    let start = this.end + 1;
    while (start < text.length) {
      const end = text.indexOf("\n", start);
      // A last line without an end makes a text without one.
      if (end === -1) throw new NotQuick();
      let at = start;
      while (text.charCodeAt(at) === SPACE) at++;
      if (at === end) {
        if (at > start || depth === 0) throw new NotQuick();
        content.push("");
      } else {
        if (depth === 0) depth = at - start;
        if (depth <= indent) throw new NotQuick();
        if (at - start < depth) {
          if (at - start > indent) throw new NotQuick();
          break;
        }
        content.push(text.slice(start + depth, end));
      }
      start = end + 1;
    }
    if (depth === 0) throw new NotQuick();
    while (content.at(-1) === "") content.pop();
    this.end = start - 1;
    this.next();
    return content;
  }
}
