import { extname } from "node:path";
import { type TomlError, parse as parseTomlText } from "smol-toml";
import { LineCounter, type Pair, type Scalar, isScalar, parseDocument, visit } from "yaml";
import { InputError } from "../../../core/errors.ts";
import { withoutStacks } from "../../../core/yaml/without-stacks.ts";
import { readTextFile } from "./text-file.ts";

/**
 * What a file of settings or measurements holds, whichever format it is in.
 * Numbers are finite and exact: `NaN`, the infinities and integers beyond 2^53-1 stay as the text that stood there.
 */
export type PlainValue = null | boolean | number | string | PlainValue[] | PlainMapping;
export interface PlainMapping {
  [key: string]: PlainValue;
}

type DocumentFormat = "json" | "yaml" | "toml";

const formatByExtension: ReadonlyMap<string, DocumentFormat> = new Map([
  [".json", "json"],
  [".yaml", "yaml"],
  [".yml", "yaml"],
  [".toml", "toml"],
]);

/**
 * Reads a JSON, YAML (1.2) or TOML file; its extension says which, else `otherwise`.
 *
 * @throws InputError when it is not what its name says, with the line.
 */
export async function readDocument(path: string, otherwise?: DocumentFormat): Promise<PlainValue> {
  const format = formatByExtension.get(extname(path).toLowerCase()) ?? otherwise;
  if (format === undefined) {
    const message = `${path} has an extension that says neither JSON, YAML nor TOML.`;
    throw new InputError({ code: "file-format-unknown", message, hint: "Name a .json, .yaml or .toml file.", path });
  }
  return parseText(await readTextFile(path), { format, path });
}

/** `readDocument` for files whose top must be a mapping. */
export async function readMapping(path: string, otherwise?: DocumentFormat): Promise<PlainMapping> {
  const value = await readDocument(path, otherwise);
  if (isMapping(value)) return value;
  const message = `${path} holds ${describe(value)} at its top, not keys with values.`;
  throw new InputError({ code: "file-not-a-mapping", message, hint: "Write it as {name: value, …}.", path });
}

/** Parses text that came from `path`, or from inside of it. */
export function parseText(text: string, source: { format: DocumentFormat; path: string }): PlainValue {
  expectNoConflict(text, source.path);
  const parse = { json: parseJson, yaml: parseYaml, toml: parseToml }[source.format];
  return parse(text, source.path);
}

/**
 * Refuses what git left unsettled between two sides of a merge: some of it would parse, and say what neither side says.
 *
 * @throws InputError `file-conflict`
 */
export function expectNoConflict(text: string, path: string): void {
  if (!text.includes("<<<<<<<") || !/^<{7}(?: .*)?\r?$/m.test(text) || !/^>{7}(?: .*)?\r?$/m.test(text)) return;
  const line = text.slice(0, text.search(/^<{7}/m)).split("\n").length;
  throw new InputError({
    code: "file-conflict",
    message: `${path} holds a merge that was not settled: line ${line} has git's mark of a conflict.`,
    hint: "Settle the conflict in the file, and run this again.",
    path,
    line,
  });
}

export function mappingOf(value: PlainValue | undefined): PlainMapping {
  return isMapping(value) ? value : {};
}

/** The mappings of a list; none where there is no list. What else stands in it is left out. */
export function mappingsOf(value: PlainValue | undefined): PlainMapping[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

export function isMapping(value: PlainValue | undefined): value is PlainMapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** For messages: what kind of value it is. */
export function describe(value: PlainValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty mapping" : "a mapping";
  return typeof value === "string" ? "text" : String(value);
}

/** A string (to its end, or that of the text), a number, or what Python writes for numbers that JSON lacks. */
const jsonToken = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|$)|-?(?:NaN|Infinity)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function isExactInJson(token: string): boolean {
  if (token.startsWith('"')) return true;
  return /^-?\d+$/.test(token) ? Number.isSafeInteger(Number(token)) : Number.isFinite(Number(token));
}

/** JSON as Python writes it: with NaN and Infinity, and integers of any length. */
function parseJson(text: string, path: string): PlainValue {
  const quoted = text.replaceAll(jsonToken, (token) => (isExactInJson(token) ? token : `"${token}"`));
  try {
    return toPlain(JSON.parse(quoted), path);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const offset = /at position (\d+)/.exec(cause.message)?.[1];
    const line = quoted.slice(0, offset === undefined ? undefined : Number(offset)).split("\n").length;
    // The lines beside it are not quoted: it may be the wrong file, with content that nobody should see.
    const what = cause.message.replace(/ (?:in JSON )?at position .*$|, (?:\.\.\.)?"[^]*is not valid JSON$/, "");
    throw syntaxError("JSON", { path, line, what, cause });
  }
}

function parseYaml(text: string, path: string): PlainValue {
  const lineCounter = new LineCounter();
  const reading = { version: "1.2", schema: "core", merge: true, intAsBigInt: true, logLevel: "error" } as const;
  // Making an error pretty takes time for each, and only the first is shown; equal keys are found below, since the library
  // compares each key with each other one.
  const options = { ...reading, lineCounter, prettyErrors: false, uniqueKeys: false } as const;
  try {
    const document = withoutStacks(() => parseDocument(text, options));
    const refuse = (at: number, what: string, cause?: Error) =>
      syntaxError("YAML", { path, line: lineCounter.linePos(at).line, what, cause });
    const [error] = document.errors;
    if (error) throw refuse(error.pos[0], error.message, error);
    visit(document, {
      Map: (_, { items }) => {
        const again = keyAgain(items);
        if (again !== undefined) throw refuse(again.range?.[0] ?? 0, "Map keys must be unique");
      },
      Scalar: (_, node) => {
        if (typeof node.value !== "string" && isMisread(node)) node.value = node.source;
      },
    });
    return toPlain(document.toJS({ maxAliasCount: 100 }), path);
  } catch (cause) {
    if (!isOfYaml(cause)) throw cause;
    throw syntaxError("YAML", { path, line: undefined, what: cause.message, cause });
  }
}

/** What the library throws at aliases that lead nowhere or too far, and at a `<<` that names no mapping. */
function isOfYaml(error: unknown): error is Error {
  if (error instanceof ReferenceError || error instanceof RangeError) return true;
  return error instanceof Error && error.message.startsWith("Merge sources must be maps");
}

/** The first key that stands in its mapping a second time. `<<` may. */
function keyAgain(items: readonly Pair[]): Scalar | undefined {
  const seen = new Set<unknown>();
  for (const { key } of items) {
    if (!isScalar(key) || key.value === "<<") continue;
    if (seen.has(key.value)) return key;
    seen.add(key.value);
  }
  return undefined;
}

/** A hash or an id in hex can read as a number, such as 12e34567…; nobody means a number so long or so large. */
function isMisread({ value, source = "" }: Scalar): boolean {
  const isOverflow = typeof value === "number" && !Number.isFinite(value) && !/\.(?:inf|nan)$/i.test(source);
  return isOverflow || /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(source);
}

function parseToml(text: string, path: string): PlainValue {
  try {
    return toPlain(parseTomlText(text, { integersAsBigInt: "asNeeded" }), path);
  } catch (cause) {
    if (!isTomlError(cause)) throw cause;
    const what = cause.message.split("\n")[0]?.replace("Invalid TOML document: ", "") ?? "";
    throw syntaxError("TOML", { path, line: cause.line, what, cause });
  }
}

function isTomlError(error: unknown): error is TomlError {
  return error instanceof Error && "codeblock" in error;
}

function syntaxError(
  format: string,
  { path, line, what, cause }: { path: string; line: number | undefined; what: string; cause: Error | undefined },
): InputError {
  const where = line === undefined ? "" : ` (line ${line})`;
  const message = `${path} is not valid ${format}: ${what}${where}.`;
  return new InputError({
    code: "file-invalid",
    message,
    hint: "Repair the file, or write it again.",
    path,
    line,
    cause,
  });
}

const deepest = 100;

function toPlain(value: unknown, path: string, depth = 0): PlainValue {
  if (depth > deepest) {
    const message = `${path} nests more than ${deepest} levels deep.`;
    throw new InputError({ code: "file-invalid", message, hint: "Name a file with just these values.", path });
  }
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map((item) => toPlain(item, path, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item, path, depth + 1)]));
}
