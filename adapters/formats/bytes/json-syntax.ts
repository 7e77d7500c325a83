/** What a text is as JSON: an object or a list, a text or number alone, or several values behind one another. */
export type JsonShape = "document" | "scalar" | "lines";

type Place = "value" | "first value" | "first key" | "key" | "colon" | "behind";

const MAX_DEPTH = 10_000;
/** Python's JSON reads integers of a few thousand digits. */
const MAX_WORD_CHARS = 5000;
/** Numbers, and the words that Python writes for those that JSON cannot say. */
const word = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity)$/;

const [doubleQuote, backslash] = [0x22, 0x5c];
const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const isWordEnd = (code: number): boolean =>
  isBlank(code) || code === 0x2c || code === 0x5d || code === 0x7d || code === 0x3a || code === 0x5b || code === 0x7b;

/**
 * Whether a text that comes in parts is JSON to its end, in one pass and without building its values. NaN and Infinity
 * count as numbers, as Python writes them.
 *
 * @example
 * const syntax = new JsonSyntax();
 * syntax.write('{"a": [1, ');
 * syntax.write("NaN]}");
 * syntax.end(); // "document"
 */
export class JsonSyntax {
  /** Of each open bracket, whether it is an object's. */
  readonly #open: boolean[] = [];
  #place: Place = "value";
  #inString = false;
  #isEscaped = false;
  #word = "";
  #count = 0;
  #hasBrackets = false;
  #isBroken = false;

  write(text: string): void {
    for (let at = 0; at < text.length && !this.#isBroken; at++) {
      const code = text.charCodeAt(at);
      if (this.#inString) at = this.#string(text, at);
      else if (this.#word !== "" && !isWordEnd(code) && code !== doubleQuote) this.#addToWord(text.charAt(at));
      else if (!this.#endWord()) this.#isBroken = true;
      else if (!isBlank(code)) this.#sign(text.charAt(at), code);
    }
  }

  /** undefined: it is no JSON, or stops in the middle. */
  end(): JsonShape | undefined {
    if (this.#isBroken || this.#inString || !this.#endWord() || this.#open.length > 0 || this.#count === 0) {
      return undefined;
    }
    if (this.#count > 1) return "lines";
    return this.#hasBrackets ? "document" : "scalar";
  }

  /** Goes on inside a string, and returns the place of its last character in this part. */
  #string(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === backslash) this.#isEscaped = true;
      else if (code === doubleQuote) {
        this.#inString = false;
        this.#endValue();
        return at;
      } else if (code < 0x20) this.#isBroken = true;
    }
    return text.length;
  }

  #addToWord(char: string): void {
    this.#word += char;
    if (this.#word.length > MAX_WORD_CHARS) this.#isBroken = true;
  }

  #endWord(): boolean {
    if (this.#word === "") return true;
    const isWord = word.test(this.#word);
    this.#word = "";
    this.#endValue();
    return isWord;
  }

  /** Behind a value that is in nothing else, another one may come. */
  #endValue(): void {
    if (this.#open.length > 0) return;
    this.#count++;
    this.#place = "value";
  }

  #startsValue(): boolean {
    if (this.#place !== "value" && this.#place !== "first value") return false;
    this.#place = "behind";
    return true;
  }

  #sign(char: string, code: number): void {
    if (char === "{" || char === "[") this.#openBracket(char === "{");
    else if (char === "}" || char === "]") this.#closeBracket(char === "}");
    else if (char === ",") {
      if (this.#place !== "behind" || this.#open.length === 0) this.#isBroken = true;
      else this.#place = this.#open.at(-1) === true ? "key" : "value";
    } else if (char === ":") {
      if (this.#place !== "colon") this.#isBroken = true;
      this.#place = "value";
    } else if (code === doubleQuote) this.#openString();
    else if (this.#startsValue()) this.#word = char;
    else this.#isBroken = true;
  }

  #openString(): void {
    this.#inString = true;
    if (this.#place === "key" || this.#place === "first key") this.#place = "colon";
    else if (!this.#startsValue()) this.#isBroken = true;
  }

  #openBracket(isObject: boolean): void {
    if (!this.#startsValue() || this.#open.length >= MAX_DEPTH) this.#isBroken = true;
    this.#open.push(isObject);
    this.#place = isObject ? "first key" : "first value";
  }

  #closeBracket(isObject: boolean): void {
    const isEmpty = this.#place === (isObject ? "first key" : "first value");
    if (this.#open.pop() !== isObject || !(isEmpty || this.#place === "behind")) this.#isBroken = true;
    this.#place = "behind";
    this.#hasBrackets = true;
    this.#endValue();
  }
}
