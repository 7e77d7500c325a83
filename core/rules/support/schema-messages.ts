import { isScalar } from "yaml";
import { type KeyPath, type RegistryFile, nodeAt, problemAt, problemAtKey } from "../../registry/file.ts";
import type { Fix, Problem } from "../../registry/finding.ts";
import { KINDS, namesInside } from "../../registry/names/paths.ts";
import { placeAt } from "../../registry/schemas.ts";
import { meantByForm, meantByType, replaceScalar, wrapScalar } from "./form-hints.ts";
import { isUnsafeNumber, textMeantAt } from "./plain-scalars.ts";
import { type ShapeError, alternativesFor, shapeErrorsOf, typeOf, typesOf, valueAt } from "./shape-errors.ts";
import { listing } from "../../text/listing.ts";
import { closest } from "../../text/suggest.ts";
import { code, formAt, inWords, nameOf, shown, typesInWords } from "./wording.ts";

type Advice = Pick<Problem, "message" | "hint" | "fix">;

/** Turns the validator's errors into problems with places, one per mistake. */
export function* describeShapeErrors(file: RegistryFile): Iterable<Problem> {
  const errors = shapeErrorsOf(file);
  // A file of another kind breaks this kind's rules everywhere: that it is of another kind says it all.
  const misplaced = errors.filter(
    ({ keyPath, keyword }) => keyword === "const" && keyPath.join() === "schema" && isOtherKind(file),
  );
  for (const error of misplaced.length > 0 ? misplaced : errors) {
    if (isSaidElsewhere(file, error)) continue;
    const { keyword, keyPath, keys } = error;
    const advice = advise(file, error);
    const atKey = keyword === "additionalProperties" || keyword === "false schema";
    if (atKey) yield problemAtKey(file, [...keyPath, ...keys.slice(0, 1)], advice);
    else if (keyword === "required") yield problemAtKey(file, keyPath, advice);
    else if (keyword === "propertyNames") {
      yield problemAtKey(file, [...keyPath, String(error.params["propertyName"])], advice);
    } else if (keyword === "uniqueItems") yield problemAt(file, [...keyPath, Number(error.params["i"])], advice);
    else yield problemAt(file, keyPath, advice);
  }
}

function isOtherKind(file: RegistryFile): boolean {
  const [kind = "", major] = String(valueAt(file, ["schema"])).split("/");
  return KINDS.some((known) => known === kind && known !== file.identity.kind) && major === "1";
}

/** What a rule of its own says about the same value. */
function isSaidElsewhere(file: RegistryFile, { keyword, keyPath }: ShapeError): boolean {
  const value = valueAt(file, keyPath);
  // ambiguous-scalar: the letters are right and only the quotes are missing.
  if (textMeantAt(file, keyPath) !== undefined) return true;
  // number-unsafe
  if (typeof value === "number" && !Number.isFinite(value)) return true;
  const node = keyword === "maximum" ? nodeAt(file, keyPath) : undefined;
  if (isScalar(node) && isUnsafeNumber(node.source ?? "", value)) return true;
  // name-invalid: the file only repeats its path.
  const [key, ...deeper] = keyPath;
  return keyword === "pattern" && deeper.length === 0 && namesInside(file.identity)[String(key)] === value;
}

function advise(file: RegistryFile, error: ShapeError): Advice {
  const { keyPath, params, keys } = error;
  const name = nameOf(file, keyPath);
  const value = valueAt(file, keyPath);
  const { alternatives, description } = placeAt(file.identity.kind, keyPath);
  const hint = description === undefined || keyPath.length === 0 ? {} : { hint: description };

  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(file, keyPath, keys[0] ?? "");
    case "required":
      return missingKeys(file, keyPath, keys);
    case "type":
      return wrongType(file, keyPath, [params["type"]].flat().map(String));
    case "anyOf":
      return wrongVariant(file, keyPath) ?? wrongType(file, keyPath, alternatives.flatMap(typesOrValues));
    case "enum": {
      const allowed = (alternatives[0]?.enum ?? []).map(String);
      return notOneOf(file, keyPath, allowed);
    }
    case "const":
      return notOneOf(file, keyPath, [String(params["allowedValue"])]);
    case "false schema": {
      const verb = keys.length === 1 ? "does" : "do";
      const message = `${listing(keys.map(code), "and")} ${verb} not go with ${listing(oppositeOf(keys, value).map(code), "and")}`;
      return { message, ...hint };
    }
    case "propertyNames": {
      const message = `${shown(params["propertyName"])} is not a name`;
      return { message, hint: "Names have lower-case letters, digits, - and _; at most 64." };
    }
    case "uniqueItems": {
      const item = valueAt(file, [...keyPath, Number(params["i"])]);
      return { message: `${shown(item)} is in ${name} twice`, hint: "Delete one of them." };
    }
    case "pattern":
      return wrongForm(file, keyPath);
    default: {
      const what = WHAT[error.keyword]?.(String(params["limit"])) ?? "is not what it must be";
      return { message: `${name} ${what}`, hint: description ?? "Correct the value." };
    }
  }
}

const WHAT: Readonly<Record<string, (limit: string) => string>> = {
  minimum: (limit) => `is below ${limit}`,
  maximum: (limit) => `is above ${limit}`,
  minLength: () => "is empty",
  maxLength: (limit) => `is longer than ${limit} characters`,
  minItems: () => "is empty",
  minProperties: () => "is empty",
};

/** The keys of the other form that a map was given as well. */
function oppositeOf(keys: readonly string[], value: unknown): readonly string[] {
  const others = Object.keys(value ?? {}).filter((key) => !keys.includes(key));
  const telling = others.filter((key) => key === "uri" || key === "dtype");
  if (telling.length > 0) return telling;
  return others.filter((key) => (keys.includes("shape") ? ["type"] : ["name", "model", "version"]).includes(key));
}

function unknownKey(file: RegistryFile, keyPath: KeyPath, key: string): Advice {
  const known = alternativesFor(file, keyPath).flatMap(({ properties }) => Object.keys(properties ?? {}));
  const message = `Unknown key ${JSON.stringify(key)}`;
  const near = closest(key, known);
  if (near !== undefined) return { message, hint: `Did you mean \`${near}\`?` };
  const below = known.map((home) => ({ home, ...placeAt(file.identity.kind, [...keyPath, home]) }));
  const knows = below.filter(({ alternatives: nodes }) =>
    nodes.some(({ properties = {} }) => Object.hasOwn(properties, key)),
  );
  const takesAny = below.filter(({ alternatives: nodes }) =>
    nodes.some(({ additionalProperties }) => typeof additionalProperties === "object"),
  );
  const homes = knows.length > 0 ? knows : takesAny;
  if (homes.length === 1) return { message, hint: `It belongs under \`${homes[0]?.home ?? ""}\`.` };
  return { message, hint: `Known keys here: ${listing(known, "and", 16)}.` };
}

function missingKeys(file: RegistryFile, keyPath: KeyPath, keys: readonly string[]): Advice {
  const where = keyPath.length === 0 ? "" : ` in ${nameOf(file, keyPath).replace("Item", "item")}`;
  const message = `${listing(keys.map(code), "and")} ${keys.length === 1 ? "is" : "are"} missing${where}`;
  const [only] = keys;
  const ofKey =
    keys.length === 1 && only !== undefined ? placeAt(file.identity.kind, [...keyPath, only]).description : undefined;
  const ofMap = keyPath.length === 0 ? undefined : placeAt(file.identity.kind, keyPath).description;
  if (only === "schema" && keys.length === 1)
    return { message, hint: `Write \`schema: ${file.identity.kind}/1\` as its first key.` };
  const add = `Add ${listing(
    keys.map((key) => `\`${key}: …\``),
    "and",
  )}.`;
  return { message, hint: [add, ofKey ?? ofMap].filter((text) => text !== undefined).join(" ") };
}

/** `store: {type: gcs}`: a map whose `type` says which of several forms it has. */
function wrongVariant(file: RegistryFile, keyPath: KeyPath): Advice | undefined {
  const value = valueAt(file, keyPath);
  const variants = placeAt(file.identity.kind, keyPath).alternatives.flatMap(({ properties }) => {
    const type = properties?.["type"];
    return typeof type === "object" && typeof type.const === "string" ? [type.const] : [];
  });
  if (typeOf(value) !== "object" || variants.length === 0) return undefined;
  const type = valueAt(file, [...keyPath, "type"]);
  const can = `It can be ${listing(variants, "or")}.`;
  const message =
    type === undefined ? `\`type\` is missing in ${nameOf(file, keyPath)}` : `\`type\` cannot be ${shown(type)}`;
  return { message, hint: can };
}

function wrongType(file: RegistryFile, keyPath: KeyPath, expected: readonly string[]): Advice {
  const value = valueAt(file, keyPath);
  const types = [...new Set(expected)];
  const wanted = typesInWords(types);
  const message = `${nameOf(file, keyPath)} is ${inWords(value)}, and must be ${wanted}`;
  if (keyPath.length === 0) return { message, hint: "Write lines of `key: value`, with a space after each colon." };
  const meant = types.map((type) => meantByType(type, value)).find((text) => text !== undefined);
  const [only = ""] = types.length === 1 ? types : [];
  const fix = meant === undefined ? wrapScalar(file, keyPath, only) : replaceScalar(file, keyPath, meant);
  if (fix !== undefined) return { message, hint: writeInstead(fix), fix };
  const isScalar = typeof value === "string" || typeof value === "number";
  const about = isScalar ? formAt(file, keyPath) : placeAt(file.identity.kind, keyPath).description;
  const known = alternativesFor(file, keyPath).flatMap(({ properties }) => Object.keys(properties ?? {}));
  const keys = known.length > 0 ? `Its keys: ${listing(known, "and", 16)}.` : "Write lines of `key: value` below it.";
  const lines = only === "object" ? keys : only === "array" ? "Each item begins with a dash: `- …`." : undefined;
  return { message, hint: [about, lines].filter((text) => text !== undefined).join(" ") || `Write ${wanted}.` };
}

function wrongForm(file: RegistryFile, keyPath: KeyPath): Advice {
  const value = valueAt(file, keyPath);
  const { definitions } = placeAt(file.identity.kind, keyPath);
  const message = `${nameOf(file, keyPath)} is ${shown(value)}, which is not of the form that it must have`;
  const meant = meantByForm(definitions, String(value));
  const fix = meant === undefined ? undefined : replaceScalar(file, keyPath, JSON.stringify(meant));
  if (fix !== undefined) return { message, hint: writeInstead(fix), fix };
  return { message, hint: formAt(file, keyPath) ?? "Correct the value." };
}

function notOneOf(file: RegistryFile, keyPath: KeyPath, allowed: readonly string[]): Advice {
  const value = valueAt(file, keyPath);
  const can = allowed.length === 1 ? `It must be ${allowed[0] ?? ""}.` : `It can be ${listing(allowed, "or", 16)}.`;
  const message =
    value === null ? `${nameOf(file, keyPath)} is empty` : `${nameOf(file, keyPath)} cannot be ${shown(value)}`;
  const near = allowed.length === 1 ? undefined : closest(String(value), allowed);
  // The kind follows from the path; other words are their author's to choose, unless only the case differs.
  const isMisplaced = keyPath.join() === "schema" && isOtherKind(file);
  if (isMisplaced) {
    const folder = `By its path this is a ${file.identity.kind} file: move it, or write ${allowed[0] ?? ""}.`;
    return { message: `This file calls itself ${shown(value)}`, hint: folder };
  }
  const sure = keyPath.join() === "schema" ? allowed[0] : allowed.find((word) => word === String(value).toLowerCase());
  const fix = sure === undefined ? undefined : replaceScalar(file, keyPath, sure);
  const hint = near === undefined ? can : `Did you mean ${near}? ${can}`;
  return fix === undefined ? { message, hint } : { message, hint, fix };
}

function writeInstead(fix: Fix): string {
  return `Write ${fix.edits[0]?.text ?? ""}.`;
}

/** Types, or the words themselves where only some are allowed. */
function typesOrValues(node: Parameters<typeof typesOf>[0]): readonly string[] {
  return typeof node.const === "string" ? [node.const] : typesOf(node);
}
