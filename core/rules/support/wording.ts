import type { KeyPath, RegistryFile } from "../../registry/file.ts";
import { placeAt } from "../../registry/schemas.ts";
import { typeOf, valueAt } from "./shape-errors.ts";
import { listing } from "../../text/listing.ts";

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "null",
};

/** JSON types, or words that stand for themselves, as a choice: `text, a number or null`. */
export function typesInWords(types: readonly string[]): string {
  return listing(
    types.map((type) => TYPE_NAMES[type] ?? type),
    "or",
  );
}

/** What a value must look like, or where nothing more is known, what it is for. */
export function formAt(file: RegistryFile, keyPath: KeyPath): string | undefined {
  const { definitions, description } = placeAt(file.identity.kind, keyPath);
  return definitions.map((definition) => FORM_NAMES[definition]).find((form) => form !== undefined) ?? description;
}

const FORM_NAMES: Readonly<Record<string, string>> = {
  Name: "Names have lower-case letters, digits, - and _; at most 64.",
  VersionText: "Versions have letters, digits, - and the point, and begin with a letter or digit.",
  Duration: "Minutes, hours or days: 90m, 24h, 7d.",
  Commit: "A full commit id: 40 hex digits, as git rev-parse prints it.",
  Format: "A format's name in lower case, such as safetensors, onnx or pickle.",
  Time: 'In UTC, RFC 3339: "2026-06-30T14:03:11Z".',
  Sha256: "64 hex digits, as sha256sum prints them.",
};

/** How a message calls the value at `keyPath`: its key in code, or its number in a list. */
export function nameOf(file: RegistryFile, keyPath: KeyPath): string {
  const key = keyPath.at(-1);
  if (key === undefined) return "The file";
  const isItem = Array.isArray(valueAt(file, keyPath.slice(0, -1)));
  return isItem ? `Item ${Number(key) + 1} of ${code(String(keyPath.at(-2)))}` : code(String(key));
}

/** A key as code. */
export function code(key: string): string {
  return `\`${key}\``;
}

/** A value with its type. */
export function inWords(value: unknown): string {
  switch (typeOf(value)) {
    case "null":
      return "empty";
    case "array":
      return "a list";
    case "object":
      return "a map";
    case "string":
      return `the text ${shown(value)}`;
    default:
      return typeof value === "number" ? `the number ${String(value)}` : String(value);
  }
}

/** A value as it may stand in a message: in one line, and cut where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
