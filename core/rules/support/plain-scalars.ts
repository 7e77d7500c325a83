import { type Scalar, isMap, isNode, isScalar, isSeq } from "yaml";
import { type KeyPath, type RegistryFile, nodeAt } from "../../registry/file.ts";
import { type SchemaNode, placeAt } from "../../registry/schemas.ts";
import { typesOf } from "./shape-errors.ts";

/** A scalar without quotes: what it means is up to the reader. */
export interface PlainScalar {
  readonly keyPath: KeyPath;
  readonly isKey: boolean;
  /** Whether it stands inside brackets or braces, where fewer characters are plain. */
  readonly inBrackets: boolean;
  /** Its letters as they stand in the file; empty where the value was left out. */
  readonly written: string;
  /** What a YAML 1.2 reader takes it for. */
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
}

/** Whether no scalar of a file can be a matter of dispute: what it says is the same to all readers, and what was meant. */
export function isClear({ isUndisputed, shapeErrors }: RegistryFile): boolean {
  return isUndisputed && shapeErrors.length === 0;
}

/** Every plain scalar of a file that was read, keys among them. */
export function* plainScalars(file: RegistryFile): Iterable<PlainScalar> {
  if (file.value === undefined || file.newerMajor !== undefined) return;
  yield* scalarsBelow(file.document?.contents, { keyPath: [], inBrackets: false });
}

type Place = Pick<PlainScalar, "keyPath" | "inBrackets">;

function* scalarsBelow(node: unknown, { keyPath, inBrackets }: Place): Iterable<PlainScalar> {
  if (isMap(node)) {
    const inside = inBrackets || node.flow === true;
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const place = { keyPath: [...keyPath, String(key.value)], inBrackets: inside };
      if (isPlain(key)) yield plainScalar(key, place, true);
      if (isNode(value)) yield* scalarsBelow(value, place);
      // `{a}`: a key without even a colon.
      else yield { ...place, isKey: false, written: "", value: null, start: endOf(key), end: endOf(key) };
    }
  } else if (isSeq(node)) {
    const inside = inBrackets || node.flow === true;
    for (const [index, item] of node.items.entries()) {
      yield* scalarsBelow(item, { keyPath: [...keyPath, index], inBrackets: inside });
    }
  } else if (isScalar(node) && isPlain(node)) yield plainScalar(node, { keyPath, inBrackets }, false);
}

function isPlain(node: Scalar): boolean {
  return node.type === "PLAIN";
}

function endOf(node: Scalar): number {
  return node.range?.[1] ?? 0;
}

function plainScalar(node: Scalar, place: Place, isKey: boolean): PlainScalar {
  const { value, source = "", range } = node;
  return { ...place, isKey, written: source, value, start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

/**
 * The text that a plain scalar was meant to be: the schema wants text there, YAML readers take the scalar for something
 * else, and its letters are such text. Undefined for everything else.
 */
export function textMeantAt(file: RegistryFile, keyPath: KeyPath): string | undefined {
  // Where the schema has no objection, nothing else was meant; almost every file is such.
  if (file.shapeErrors.length === 0) return undefined;
  const node = nodeAt(file, keyPath);
  if (!isScalar(node) || !isPlain(node) || typeof node.value === "string" || node.value === null) return undefined;
  const { value, source = "" } = node;
  const { alternatives } = placeAt(file.identity.kind, keyPath);
  const types = typeof value === "number" ? ["number", "integer"] : [typeof value];
  if (alternatives.some((alternative) => typesOf(alternative).some((type) => types.includes(type)))) return undefined;
  return alternatives.some((alternative) => isText(alternative, source)) ? source : undefined;
}

/** Whether the schema would take text at a place. */
export function mayBeText(file: RegistryFile, keyPath: KeyPath): boolean {
  return placeAt(file.identity.kind, keyPath).alternatives.some((alternative) =>
    typesOf(alternative).includes("string"),
  );
}

/** Whether `text` fits a schema node. */
export function isText(alternative: SchemaNode, text: string): boolean {
  const { const: constant, enum: values, pattern, minLength = 0 } = alternative;
  if (!typesOf(alternative).includes("string")) return false;
  if (constant !== undefined || values !== undefined) return constant === text || (values?.includes(text) ?? false);
  return text.length >= minLength && (pattern === undefined || new RegExp(pattern).test(text));
}

/** Whether reading `written` as the number `value` gave up digits, or gave no number at all. */
export function isUnsafeNumber(written: string, value: unknown): value is number {
  if (typeof value !== "number") return false;
  if (!Number.isFinite(value)) return true;
  const isFloat = /[.eE]/.test(written) && !/^[-+]?0x/.test(written);
  return !isFloat && !Number.isSafeInteger(value);
}
