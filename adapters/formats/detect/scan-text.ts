import { TextDecoder } from "node:util";
import { XmlSyntax } from "../bytes/xml-syntax.ts";
import { type JsonShape, JsonSyntax } from "../bytes/json-syntax.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { MAX_CALLING_CHARS, callingFormat } from "./calling-words.ts";
import { ownTag } from "./own-tag.ts";

/** Held in memory at once. */
const partBytes = 1024 * 1024;
/** A line that is longer is cut for the search of tags. */
const MAX_LINE_CHARS = 64 * 1024;

/** What was found in a text that was read from its first to its last byte. */
export interface TextScan {
  /** `other`: a text in another encoding than UTF-8, as far as anybody can tell; `none`: no text. */
  readonly encoding: "utf-8" | "other" | "none";
  /** Why it is no text; where it is one, undefined. */
  readonly problem: string | undefined;
  readonly calling: "yaml-python" | "jsonpickle" | undefined;
  /** A tag that is none of YAML's own, where YAML was looked for. */
  readonly ownTag: string | undefined;
  readonly json: JsonShape | undefined;
  /** One XML element from its start to its end; false also where XML was not looked for. */
  readonly isXml: boolean;
}

const controls = /[^\P{Cc}\t\n\f\r\u007f-\u009f]/u;
const otherControls = /[\u007f-\u009f]/;

/** Reads all of a file's text in parts, so that memory is bounded and time grows with the file's size alone. */
export async function scanText(
  file: RandomAccessFile,
  wants: { readonly yaml: boolean; readonly xml: boolean },
): Promise<TextScan> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const syntax = new JsonSyntax();
  const xml = new XmlSyntax();
  const found: { calling?: TextScan["calling"]; ownTag?: string | undefined } = {};
  let tail = "";
  let hasOtherControls = false;
  for (let offset = 0; offset < file.sizeBytes; offset += partBytes) {
    const isLast = offset + partBytes >= file.sizeBytes;
    const bytes = await file.read(offset, Math.min(partBytes, file.sizeBytes - offset));
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: !isLast });
    } catch {
      return noText((await isOtherText(file)) ? "other" : "none", "It is no UTF-8 text.");
    }
    if (controls.test(text)) return noText("none", "It has control characters, which no text has.");
    hasOtherControls ||= otherControls.test(text);
    syntax.write(text);
    if (wants.xml) xml.write(text);
    const window = tail + text;
    found.calling ??= callingFormat(window);
    if (wants.yaml) found.ownTag ??= ownTag(window);
    tail = window.slice(-MAX_CALLING_CHARS);
    const lineStart = window.lastIndexOf("\n") + 1;
    if (wants.yaml && window.length - lineStart < MAX_LINE_CHARS)
      tail = window.slice(Math.min(lineStart, window.length - tail.length));
  }
  const json = syntax.end();
  // Vocabularies have such characters as words of their own; in other texts they are there to be overlooked.
  if (hasOtherControls && json === undefined) return noText("none", "It has control characters, which no text has.");
  return {
    encoding: "utf-8",
    problem: undefined,
    calling: found.calling,
    ownTag: found.ownTag,
    json,
    isXml: xml.isWhole(),
  };
}

const noText = (encoding: "other" | "none", problem: string): TextScan => ({
  encoding,
  problem,
  calling: undefined,
  ownTag: undefined,
  json: undefined,
  isXml: false,
});

/** UTF-16 with its mark, or one byte a character: mostly plain letters, and no controls. */
async function isOtherText(file: RandomAccessFile): Promise<boolean> {
  const [first, second] = await file.read(0, 2);
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const decoder = new TextDecoder(isWide ? (first === 0xff ? "utf-16le" : "utf-16be") : "latin1", { fatal: true });
  let highChars = 0;
  for (let offset = 0; offset < file.sizeBytes; offset += partBytes) {
    const bytes = await file.read(offset, Math.min(partBytes, file.sizeBytes - offset));
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: offset + partBytes < file.sizeBytes });
    } catch {
      return false;
    }
    if (controls.test(text)) return false;
    for (const byte of bytes) if (byte >= 0x80) highChars++;
  }
  return isWide || highChars * 2 < file.sizeBytes;
}
