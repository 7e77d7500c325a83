type Place = "text" | "open" | "tag" | "comment" | "cdata" | "instruction" | "declaration";

/** What ends each place that is skipped whole. */
const ends: Readonly<Partial<Record<Place, string>>> = { comment: "-->", cdata: "]]>", instruction: "?>" };
const longestMark = "<![CDATA[".length;
const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/**
 * Whether a text that comes in parts is one XML element to its end, in one pass: each tag is closed, and nothing but
 * comments and instructions stands in front of the element or behind it. Names are not compared.
 *
 * @example
 * const syntax = new XmlSyntax();
 * syntax.write("<a><b/>");
 * syntax.write("</a>\n");
 * syntax.isWhole(); // true
 */
export class XmlSyntax {
  #place: Place = "text";
  #depth = 0;
  #roots = 0;
  #quote = "";
  /** Brackets of a document type's own declarations. */
  #brackets = 0;
  /** The last characters of the place, as many as its marks need. */
  #seen = "";
  #isBroken = false;

  write(text: string): void {
    for (let at = 0; at < text.length && !this.#isBroken; at++) this.#character(text.charAt(at), text.charCodeAt(at));
  }

  isWhole(): boolean {
    return !this.#isBroken && this.#place === "text" && this.#depth === 0 && this.#roots === 1;
  }

  #character(char: string, code: number): void {
    switch (this.#place) {
      case "text":
        if (char === "<") this.#enter("open");
        else if (this.#depth === 0 && !isBlank(code) && code !== 0xfeff) this.#isBroken = true;
        return;
      case "open":
        this.#opened(char);
        return;
      case "tag":
        this.#insideTag(char);
        return;
      case "declaration":
        if (char === "[") this.#brackets++;
        else if (char === "]") this.#brackets--;
        else if (char === ">" && this.#brackets <= 0) this.#place = "text";
        return;
      case "comment":
      case "cdata":
      case "instruction":
        this.#seen = (this.#seen + char).slice(-3);
        if (this.#seen.endsWith(ends[this.#place] ?? "")) this.#place = "text";
    }
  }

  #enter(place: Place): void {
    this.#place = place;
    this.#seen = "";
  }

  /** Behind "<": as many characters as it takes to see what starts here. */
  #opened(char: string): void {
    this.#seen += char;
    const seen = this.#seen;
    if (seen === "?") this.#enter("instruction");
    else if (seen === "!--") this.#enter("comment");
    else if (seen === "![CDATA[") this.#enter("cdata");
    else if (seen.startsWith("!") && "!--".startsWith(seen)) return;
    else if (seen.startsWith("!") && "![CDATA[".startsWith(seen) && seen.length < longestMark) return;
    else if (seen.startsWith("!")) this.#enter("declaration");
    else if (/^[/A-Za-z_:\u0080-\uffff]$/.test(seen)) this.#place = "tag";
    else this.#isBroken = true;
  }

  #insideTag(char: string): void {
    if (this.#quote !== "") {
      if (char === this.#quote) this.#quote = "";
    } else if (char === '"' || char === "'") this.#quote = char;
    else if (char === "<") this.#isBroken = true;
    else if (char === ">") this.#endTag();
    else this.#seen = this.#seen.slice(0, 1) + char;
  }

  /** `seen` is the tag's first character and its last. */
  #endTag(): void {
    this.#place = "text";
    if (this.#seen.startsWith("/")) this.#depth--;
    else {
      if (this.#depth === 0) this.#roots++;
      if (!(this.#seen.length > 1 && this.#seen.endsWith("/"))) this.#depth++;
    }
    if (this.#depth < 0 || this.#roots > 1) this.#isBroken = true;
  }
}
