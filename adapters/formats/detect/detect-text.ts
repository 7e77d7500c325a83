import { type FormatName, formatsOfPath } from "../../../core/formats/catalogue.ts";
import { xmlTags } from "../bytes/xml-tags.ts";

export interface TextStart {
  readonly path: string;
  readonly text: string;
  /** The text is the whole file. */
  readonly whole: boolean;
}

/** The characters of `bytes`, or undefined when they are no UTF-8 text. The last character may be cut. */
export function decodeText(bytes: Uint8Array, whole: boolean): string | undefined {
  for (let cut = 0; cut <= (whole ? 0 : 3); cut++) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, bytes.length - cut));
      return hasControlCharacters(text) ? undefined : text;
    } catch {
      continue;
    }
  }
  return undefined;
}

function hasControlCharacters(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13) return true;
  }
  return false;
}

/** UTF-16 with its mark, or what one byte a character may make a text: whether it is one shows at its end. */
export function looksLikeOtherText(head: Uint8Array): boolean {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return head.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 12 || byte === 13);
}

function jsonFormat({ path, text, whole }: TextStart): FormatName | undefined {
  const isLines = /\.(jsonl|ndjson)$/i.test(path);
  if (whole && !isLines) {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value !== "object" || value === null) return undefined;
    } catch {
      // What else it is shows when it is read to its end: Python also writes NaN.
      return isXgboost(text) ? "xgboost-json" : undefined;
    }
  } else if (!/^\s*(\{\s*("|\})|\[\s*(["[{\]\d-]|true|false|null))/.test(text)) return undefined;
  return isXgboost(text) ? "xgboost-json" : "json";
}

/** Also of a model that is cut off, so that somebody says so, and of one whose columns' names fill what is looked at. */
function isXgboost(text: string): boolean {
  if (/^\s*\{\s*"learner"\s*:\s*\{\s*"(?:attributes|feature_names)"\s*:\s*[{[]/.test(text)) return true;
  return /^\s*\{\s*"(learner|version)"/.test(text) && /"(gradient_booster|learner_model_param)"/.test(text);
}

/** An XML document whose outermost element is called PMML. */
function isPmml(text: string): boolean {
  if (!/^\ufeff?\s*</.test(text)) return false;
  const first = xmlTags(text, () => undefined).next();
  return first.done !== true && first.value.name === "PMML";
}

/**
 * Which text format it is. Only here the file's name has a say, and only between formats that hold data or are code by
 * their name (Python imports by name).
 */
export function detectTextFormat(start: TextStart): FormatName {
  const { path, text } = start;
  const named = formatsOfPath(path);
  if (/^\ufeff?#!/.test(text)) return "source-code";
  if (/^\ufeff?\s*<(!doctype\s+html|html|svg|script|body|head)[\s>]/i.test(text)) return "html";
  if (/^tree\r?\nversion=/.test(text)) return "lightgbm";
  if (isPmml(text)) return "pmml";
  const json = jsonFormat(start);
  if (json !== undefined) return json;
  return (["yaml", "toml", "csv"] as const).find((format) => named.includes(format)) ?? "text";
}
