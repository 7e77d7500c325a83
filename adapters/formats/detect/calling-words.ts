import type { FormatName } from "../../../core/formats/catalogue.ts";

/** No such word is longer, each of its letters written as an escape. */
export const MAX_CALLING_CHARS = 1024;

/**
 * Words by which a text tells some loaders to call Python, while all others take them for data: PyYAML's unsafe loaders
 * and HyperPyYAML build any object that a tag names, and jsonpickle any that a key names. A loader reads any text that it
 * is given, so they count whatever the text is called and whatever else it is.
 */
const callingWords = [
  {
    // A %TAG line lets any tag stand for these.
    pattern:
      /!!python\/|tag:yaml\.org,2002:python\/|(?:^|[\n\r\u0085\u2028\u2029])\ufeff?%TAG[ \t]|(?:^|[\s[{,])!(?:new|apply|name|module|obj|pkl|include):[A-Za-z_.]/,
    escape: /%([0-9a-f]{2})/gi,
    sign: "%",
    format: "yaml-python",
  },
  {
    // jsonpickle takes its keys from JSON, and from YAML when it is told to. Keys that are JSON themselves it reads too.
    pattern:
      /(?<!\\)["']py\/[a-z0-9_]+["']|(?<!\\)["']json:\/\/|(?:^|[\s{,])py\/(?:object|reduce|function|method|type|repr|newobj|newargs|newargsex|initargs)\s?:/,
    escape: /\\(?:u00([0-9a-f]{2})|(?=\/))/gi,
    sign: "\\",
    format: "jsonpickle",
  },
] as const satisfies readonly { format: FormatName; pattern: RegExp; escape: RegExp; sign: string }[];

/** Letters and signs that such a word may be written with as escapes; what else is escaped stays so. */
const unescaped = (text: string, escape: RegExp): string =>
  text.replace(escape, (written, code?: string) => {
    const character = code === undefined ? "" : String.fromCharCode(Number.parseInt(code, 16));
    return /^[a-z0-9/:.,_]?$/i.test(character) ? character : written;
  });

/** Which loader the text makes call Python; undefined: none. */
export function callingFormat(text: string): "yaml-python" | "jsonpickle" | undefined {
  return callingWords.find(
    ({ pattern, escape, sign }) => pattern.test(text) || (text.includes(sign) && pattern.test(unescaped(text, escape))),
  )?.format;
}
