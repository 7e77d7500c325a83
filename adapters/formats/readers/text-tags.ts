import type { FormatName } from "../../../core/formats/catalogue.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

const searchedBytes = 4 * 1024 * 1024;

/**
 * Words by which a text tells some loaders to call Python, while all others take them for data: PyYAML's unsafe loaders
 * build any object that a tag names, and jsonpickle any that a key names.
 */
const callingWords = {
  // A %TAG line lets any tag stand for these.
  yaml: {
    pattern: /!!python\/|tag:yaml\.org,2002:python\/|^%TAG\s/m,
    escape: /%([0-9a-f]{2})/gi,
    format: "yaml-python",
  },
  json: {
    pattern: /"py\/(object|reduce|function|method|type|repr|newobj|newargs|newargsex)"\s*:/,
    escape: /\\(?:u00([0-9a-f]{2})|(?=\/))/gi,
    format: "jsonpickle",
  },
} as const;

/** Letters and signs that such a word may be written with as escapes; what else is escaped stays so. */
const unescaped = (text: string, escape: RegExp): string =>
  text.replace(escape, (written, code?: string) => {
    const character = code === undefined ? "" : String.fromCharCode(Number.parseInt(code, 16));
    return /^[a-z0-9/:.,]?$/.test(character) ? character : written;
  });

const readText = async (file: RandomAccessFile): Promise<string> =>
  new TextDecoder().decode(await file.read(0, searchedBytes));

/** The format of a YAML or JSON text, with what it names in its first 4 MiB. */
export async function detectCallingText(
  file: RandomAccessFile,
  format: keyof typeof callingWords,
): Promise<FormatName> {
  const { pattern, escape, format: calling } = callingWords[format];
  return pattern.test(unescaped(await readText(file), escape)) ? calling : format;
}
