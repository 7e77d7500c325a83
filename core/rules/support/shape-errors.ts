import type { ErrorObject } from "ajv";
import type { KeyPath, RegistryFile } from "../../registry/file.ts";
import { type SchemaNode, placeAt } from "../../registry/schemas.ts";
import { closest } from "../../text/suggest.ts";

/** A mistake that the schema found: one validator error, or several that say the same. */
export interface ShapeError {
  readonly keyword: string;
  readonly keyPath: KeyPath;
  readonly params: Readonly<Record<string, unknown>>;
  /** For `required` all missing keys, for `false schema` all keys that do not go together. */
  readonly keys: readonly string[];
}

/** How many errors of one file are looked at: more are there only where a file is not what its path says at all. */
const MAX_ERRORS = 300;

/** The mistakes of a file, each once: the validator reports every alternative and every branch that did not fit. */
export function shapeErrorsOf(file: RegistryFile): readonly ShapeError[] {
  const errors = withoutEchoes(file, file.shapeErrors.slice(0, MAX_ERRORS));
  const merged = new Map<string, ShapeError>();
  for (const error of errors) {
    const { keyword, params } = error;
    const path = keyPathOf(error.instancePath);
    // `name` beside `uri`: the mistake is in the map that holds both.
    const keyPath = keyword === "false schema" ? path.slice(0, -1) : path;
    const key = keyOf(error, path);
    const id =
      key === undefined || keyword === "additionalProperties" ? `${merged.size}` : `${keyword} ${pointerOf(keyPath)}`;
    const known = merged.get(id)?.keys ?? [];
    merged.set(id, { keyword, keyPath, params, keys: key === undefined ? [] : [...known, key] });
  }
  return [...merged.values()].flatMap((error, _, all) => withoutCause(file, error, all));
}

/** What is missing only because it is there in another way: a misspelt key, or the other form's keys. */
function withoutCause(file: RegistryFile, error: ShapeError, all: readonly ShapeError[]): readonly ShapeError[] {
  if (error.keyword !== "required") return [error];
  const here = all.filter((other) => other !== error && pointerOf(other.keyPath) === pointerOf(error.keyPath));
  if (here.some(({ keyword }) => keyword === "false schema")) return [];
  const known = alternativesFor(file, error.keyPath).flatMap(({ properties }) => Object.keys(properties ?? {}));
  const misspelt = new Set(
    here.flatMap(({ keyword, keys }) =>
      keyword === "additionalProperties" ? keys.map((key) => closest(key, known)) : [],
    ),
  );
  const keys = error.keys.filter((key) => !misspelt.has(key));
  return keys.length === 0 ? [] : [{ ...error, keys }];
}

function keyOf({ keyword, params }: ErrorObject, path: KeyPath): string | undefined {
  const values = params as Readonly<Record<string, unknown>>;
  if (keyword === "required") return String(values["missingProperty"]);
  if (keyword === "additionalProperties") return String(values["additionalProperty"]);
  return keyword === "false schema" ? String(path.at(-1)) : undefined;
}

/**
 * A value that fits no alternative gives an error for each of them and a summary. Where the value's own form says which
 * alternative was meant, that one's errors stay; otherwise only the summary does.
 */
function withoutEchoes(file: RegistryFile, errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const summaries = errors.filter((error) => error.keyword === "anyOf");
  const meant = new Map(summaries.map((summary) => [summary, errorsOfMeant(file, summary, errors)]));
  return errors.filter((error) => {
    if (error.keyword === "if") return false;
    // Of a bad key in a map, the validator reports the broken rule at the map and then the key as a whole.
    if (error.keyword === "pattern" && typeof valueAt(file, keyPathOf(error.instancePath)) !== "string") return false;
    if (error.keyword === "anyOf") return meant.get(error)?.length === 0;
    const summary = summaries.find(({ instancePath }) => isWithin(error.instancePath, instancePath));
    return summary === undefined || (meant.get(summary)?.includes(error) ?? false);
  });
}

function isWithin(path: string, ancestor: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}/`);
}

function errorsOfMeant(
  file: RegistryFile,
  summary: ErrorObject,
  errors: readonly ErrorObject[],
): readonly ErrorObject[] {
  const { instancePath, schemaPath } = summary;
  const value = valueAt(file, keyPathOf(instancePath));
  const { alternatives } = placeAt(file.identity.kind, keyPathOf(instancePath));
  const inner = errors.filter((error) => error !== summary && isWithin(error.instancePath, instancePath));
  const chosen = alternatives.findIndex((alternative) => isDeclared(alternative, value));
  if (chosen !== -1) return inner.filter((error) => error.schemaPath.startsWith(`${schemaPath}/${chosen}/`));
  const ofItsType = alternatives.filter((alternative) => typesOf(alternative).includes(typeOf(value)));
  if (ofItsType.length !== 1) return [];
  return inner.filter(
    (error) => error.instancePath !== instancePath || !["type", "const", "enum"].includes(error.keyword),
  );
}

/** The alternatives that a map can still be meant as: the one that its `type` names, else all. */
export function alternativesFor(file: RegistryFile, keyPath: KeyPath): readonly SchemaNode[] {
  const { alternatives } = placeAt(file.identity.kind, keyPath);
  const declared = alternatives.filter((alternative) => isDeclared(alternative, valueAt(file, keyPath)));
  return declared.length > 0 ? declared : alternatives;
}

/** `{type: s3, …}`: the value names the alternative itself. */
function isDeclared({ properties }: SchemaNode, value: unknown): boolean {
  const type = properties?.["type"];
  if (typeof type !== "object" || type.const === undefined) return false;
  return typeof value === "object" && value !== null && "type" in value && value.type === type.const;
}

/** The JSON types that a schema node allows. */
export function typesOf({ type, const: constant, enum: values }: SchemaNode): readonly string[] {
  const fixed = constant === undefined ? (values ?? []) : [constant];
  return [...(type === undefined ? [] : [type].flat()), ...fixed.map(typeOf)];
}

/** A value's JSON type. */
export function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** The steps of a JSON pointer. */
function keyPathOf(pointer: string): KeyPath {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The JSON pointer of `keyPath`, as the validator writes it. */
export function pointerOf(keyPath: KeyPath): string {
  return keyPath.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** What a file says at `keyPath`. */
export function valueAt(file: RegistryFile, keyPath: KeyPath): unknown {
  return keyPath.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    file.value,
  );
}
