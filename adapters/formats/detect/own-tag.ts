const core = "str|int|float|bool|null|map|seq|set|omap|pairs|binary|timestamp|merge";
const coreTag = new RegExp(`^!(?:!(?:${core})|<tag:yaml\\.org,2002:(?:${core})>)?$`);

const lineBreak = /[\n\r\u0085\u2028\u2029]/;
/** In front of a line's first value: a document's start, and the marks of lists and of keys. */
const lineStart = /(?:\ufeff?--- )?[ \t]*(?:[-?] [ \t]*)*/y;
const anchor = /&[^\s,[\]{}]{1,256}[ \t]+/y;
/** Longer ones are none of YAML's own, whatever they are. */
const tag = /!<[^>]{0,256}>?|![^\s,[\]{}]{0,256}/y;
/** What may stand behind a text in quotes: anywhere else the quote is a letter like any other. */
const behindQuote = /[ \t]*(?:$|[,:\]}#])/y;

const isBlank = (char: string | undefined): boolean => char === " " || char === "\t";

function lengthAt(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex - at : 0;
}

/** The tag that stands where a value may start; undefined for none, and for YAML's own. */
function tagAt(line: string, at: number): string | undefined {
  const start = at + lengthAt(anchor, line, at);
  const found = line.slice(start, start + lengthAt(tag, line, start));
  // Prose has "(now, !)", and no tag has such a name.
  return found === "" || coreTag.test(found) || !/^![A-Za-z!<_]/.test(found) ? undefined : found;
}

/** Goes through a line from each place where a value may start to the next, and looks at nothing twice. */
class LineOfYaml {
  readonly #line: string;
  /** Signs that were found to open what this line does not close. */
  readonly #unclosed = new Set<string>();

  constructor(line: string) {
    this.#line = line;
  }

  ownTag(): string | undefined {
    let at = lengthAt(lineStart, this.#line, 0);
    while (at < this.#line.length) {
      const found = tagAt(this.#line, at);
      if (found !== undefined) return found;
      at = this.#nextValue(this.#behindText(at));
    }
    return undefined;
  }

  /** Behind the text in quotes that starts at `at`; `at` itself where none does. */
  #behindText(at: number): number {
    const sign = this.#line.charAt(at);
    if ((sign !== '"' && sign !== "'") || this.#unclosed.has(sign)) return at;
    for (let end = at + 1; end < this.#line.length; end++) {
      const char = this.#line.charAt(end);
      // What is escaped, in the one way or in the other.
      if (char === (sign === '"' ? "\\" : "'") && (sign === '"' || this.#line.charAt(end + 1) === "'")) end++;
      else if (char === sign) {
        behindQuote.lastIndex = end + 1;
        return behindQuote.test(this.#line) ? end + 1 : at;
      }
    }
    this.#unclosed.add(sign);
    return at;
  }

  #nextValue(from: number): number {
    for (let at = from; at < this.#line.length; at++) {
      const char = this.#line.charAt(at);
      const next = this.#line.charAt(at + 1);
      if (char === "#" && (at === 0 || isBlank(this.#line[at - 1]))) break;
      // Behind a text in quotes, which ends here, no blank is needed.
      const isKey = char === ":" && (isBlank(next) || at === from);
      if (!isKey && char !== "," && char !== "[" && char !== "{") continue;
      let value = at + 1;
      while (isBlank(this.#line[value])) value++;
      return value;
    }
    return this.#line.length;
  }
}

/**
 * A tag of a YAML text that is none of YAML's own: what a loader makes of it is the loader's affair.
 *
 * @example ownTag("a: !Loader x") // "!Loader"
 * @example ownTag("a: Stop !now") // undefined: inside of a text
 */
export function ownTag(text: string): string | undefined {
  if (!text.includes("!")) return undefined;
  for (const line of text.split(lineBreak)) {
    const found = line.includes("!") ? new LineOfYaml(line).ownTag() : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
