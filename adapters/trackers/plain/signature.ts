import type { DraftParts } from "../../../core/drafts/draft-parts.ts";
import { InputError } from "../../../core/errors.ts";
import type { Field, FieldShape, Signature, SignatureParameter } from "../../../schemas/generated/types.ts";
import {
  describe,
  isMapping,
  mappingOf,
  parseText,
  type PlainMapping,
  type PlainValue,
  readMapping,
} from "./document.ts";
import { isPlainScalar } from "./flatten.ts";
import { listing } from "../../../core/text/listing.ts";

type FieldType = FieldShape["type"];

const fieldTypes: ReadonlySet<string> = new Set<FieldType>([
  "boolean",
  "integer",
  "long",
  "float",
  "double",
  "string",
  "binary",
  "datetime",
  "array",
  "object",
  "map",
  "any",
]);

/** Names that people write from habit, in NumPy, pandas or Python. */
const meantType: Readonly<Record<string, FieldType>> = {
  bool: "boolean",
  int: "long",
  int32: "integer",
  int64: "long",
  float32: "float",
  float64: "double",
  number: "double",
  str: "string",
  text: "string",
  bytes: "binary",
  date: "datetime",
  timestamp: "datetime",
  list: "array",
  dict: "object",
};

/**
 * Reads a signature from a JSON, YAML or TOML file: our own form, MLflow's, or an `MLmodel` file that holds one.
 *
 * MLflow's form: `inputs`, `outputs` and `params` may be JSON text, fields may be `required: false`, tensors have a
 * `tensor-spec`. Source: mlflow/types/schema.py.
 *
 * @example
 * // signature.yaml: inputs: [{name: age, type: long}]
 * await readSignature("signature.yaml"); // { signature: { inputs: [{ name: "age", type: "long" }] }, notes: [] }
 * @throws InputError with the place in the file, such as `inputs[2].type`.
 */
export async function readSignature(path: string): Promise<DraftParts> {
  const document = await readMapping(path, "yaml");
  const inner = document["signature"];
  if ("flavors" in document) return signatureFrom(mappingOf(inner), path, "mlflow");
  return signatureFrom(isMapping(inner) ? inner : document, path);
}

/**
 * `readSignature` for values that are already read from `path`.
 *
 * @param writer Of a program's file, that a person cannot correct, what is not known here becomes a note: a later
 *   release may write more.
 */
export function signatureFrom(mapping: PlainMapping, path: string, writer: "person" | "mlflow" = "person"): DraftParts {
  const reader = new SignatureReader(path, writer);
  const signature = reader.signature(mapping);
  if (Object.keys(signature).length > 0) return { signature, notes: reader.notes };
  return { notes: [...reader.notes, `${path} holds no signature.`] };
}

/** Walks one signature; `at` is the place in the file, for messages. */
class SignatureReader {
  readonly notes: string[] = [];
  readonly #path: string;
  readonly #writer: "person" | "mlflow";

  constructor(path: string, writer: "person" | "mlflow") {
    this.#path = path;
    this.#writer = writer;
  }

  signature(mapping: PlainMapping): Signature {
    this.#knownKeys(mapping, "", ["inputs", "outputs", "params"]);
    const inputs = this.#list(mapping, "inputs")?.map((item, index) => this.#field(item, `inputs[${index}]`));
    const outputs = this.#list(mapping, "outputs")?.map((item, index) => this.#field(item, `outputs[${index}]`));
    const params = this.#list(mapping, "params")?.map((item, index) => this.#parameter(item, `params[${index}]`));
    return { ...(inputs && { inputs }), ...(outputs && { outputs }), ...(params && { params }) };
  }

  #list(mapping: PlainMapping, key: string): PlainValue[] | undefined {
    const given = mapping[key] ?? null;
    const value =
      typeof given === "string" ? parseText(given, { format: "json", path: `${this.#path} (${key})` }) : given;
    if (value === null) return undefined;
    if (Array.isArray(value)) return value;
    throw this.#error(key, `is ${describe(value)}`, "Write a list of fields.");
  }

  #field(value: PlainValue, at: string): Field {
    const field = this.#mapping(value, at);
    const name = this.#name(field, at);
    const description = this.#text(field, "description", at);
    const common = {
      ...(name !== undefined && { name }),
      ...this.#optional(field, at),
      ...(description !== undefined && { description }),
    };
    if (field["type"] === "tensor") {
      this.#knownKeys(field, at, ["name", "type", "tensor-spec", "required", "optional", "description"]);
      return { ...common, ...this.#tensor(this.#mapping(field["tensor-spec"] ?? null, `${at}.tensor-spec`), at) };
    }
    if ("dtype" in field) {
      this.#knownKeys(field, at, ["name", "dtype", "shape", "required", "optional", "description"]);
      return { ...common, ...this.#tensor(field, at) };
    }
    this.#knownKeys(field, at, [
      "name",
      "type",
      "items",
      "properties",
      "values",
      "required",
      "optional",
      "description",
    ]);
    return { ...common, ...this.#type(field, at) };
  }

  #tensor(spec: PlainMapping, at: string): Pick<Field, "dtype" | "shape"> {
    const { dtype } = spec;
    if (typeof dtype !== "string" || !/^[A-Za-z0-9_<>|=[\]/]+$/.test(dtype)) {
      throw this.#error(`${at}.dtype`, "is no name of a tensor's element type", "Write one such as float32.");
    }
    return { dtype, shape: this.#shape(spec["shape"] ?? null, at) };
  }

  #shape(value: PlainValue, at: string): number[] {
    if (Array.isArray(value)) {
      const numbers = value.filter((size) => typeof size === "number" && Number.isInteger(size) && size >= -1);
      if (numbers.length === value.length) return numbers as number[];
    }
    throw this.#error(
      `${at}.shape`,
      `is ${describe(value)}`,
      "Write a list of sizes, with -1 where it varies: [-1, 4].",
    );
  }

  #type(field: PlainMapping, at: string): FieldShape {
    const { type, items, properties, values } = field;
    if (type === "sparkml_vector") {
      this.notes.push(`${this.#path}: ${at} is a Spark ML vector, which is written as type any.`);
      return { type: "any" };
    }
    if (typeof type === "string" && !fieldTypes.has(type) && this.#writer === "mlflow") {
      this.notes.push(
        `${this.#path}: ${at} has the type ${JSON.stringify(type)}, which is not known here, so it is written as type any.`,
      );
      return { type: "any" };
    }
    if (typeof type !== "string" || !fieldTypes.has(type)) {
      const meant = typeof type === "string" ? meantType[type.toLowerCase()] : undefined;
      const hint = meant
        ? `Did you mean ${meant}?`
        : `Write one of ${[...fieldTypes].join(", ")}; or a tensor's dtype and shape.`;
      throw this.#error(`${at}.type`, type === undefined ? "is missing" : `is ${JSON.stringify(type)}`, hint);
    }
    return {
      type: type as FieldType,
      ...(items !== undefined && { items: this.#part(items, `${at}.items`) }),
      ...(values !== undefined && { values: this.#part(values, `${at}.values`) }),
      ...(properties !== undefined && { properties: this.#properties(properties, `${at}.properties`) }),
    };
  }

  #part(value: PlainValue, at: string): FieldShape {
    const part = this.#mapping(value, at);
    // MLflow writes the name of a part only to fill its class.
    this.#knownKeys(part, at, ["name", "type", "items", "properties", "values", "required", "optional"]);
    return { ...this.#type(part, at), ...this.#optional(part, at) };
  }

  #properties(value: PlainValue, at: string): Record<string, FieldShape> {
    const entries = Object.entries(this.#mapping(value, at));
    return Object.fromEntries(entries.map(([name, part]) => [name, this.#part(part, `${at}.${name}`)]));
  }

  #parameter(value: PlainValue, at: string): SignatureParameter {
    const parameter = this.#mapping(value, at);
    this.#knownKeys(parameter, at, ["name", "type", "default", "shape", "properties"]);
    const { shape, default: standard } = parameter;
    const name = this.#name(parameter, at);
    if (name === undefined) throw this.#error(`${at}.name`, "is missing", "Name the parameter.");
    const { type, properties } = this.#type(parameter, at);
    const isPlain =
      standard !== undefined && (isPlainScalar(standard) || (Array.isArray(standard) && standard.every(isPlainScalar)));
    if (!isPlain && standard !== undefined)
      this.notes.push(`${this.#path}: the default of parameter ${name} is nested, so it is not recorded.`);
    return {
      name,
      type,
      ...(properties && { properties }),
      ...(isPlain && { default: standard }),
      ...(shape !== undefined && shape !== null && { shape: this.#shape(shape, at) }),
    };
  }

  /** The columns of a pandas frame may be called by numbers, or by lists where they have several levels. */
  #name(field: PlainMapping, at: string): string | undefined {
    const { name = null } = field;
    if (name === null || typeof name === "string") return name ?? undefined;
    if (isMapping(name)) throw this.#error(`${at}.name`, `is ${describe(name)}`, "Write the name as text.");
    return Array.isArray(name) ? JSON.stringify(name) : String(name);
  }

  #text(field: PlainMapping, key: string, at: string): string | undefined {
    const value = field[key] ?? null;
    if (value === null || typeof value === "string") return value ?? undefined;
    if (typeof value !== "object") return String(value);
    throw this.#error(`${at}.${key}`, `is ${describe(value)}`, "Write text.");
  }

  #optional(field: PlainMapping, at: string): { optional?: true } {
    for (const key of ["optional", "required"]) {
      const value = field[key] ?? null;
      if (value !== null && typeof value !== "boolean")
        throw this.#error(`${at}.${key}`, `is ${describe(value)}`, "Write true or false.");
    }
    return field["optional"] === true || field["required"] === false ? { optional: true } : {};
  }

  #mapping(value: PlainValue, at: string): PlainMapping {
    if (isMapping(value)) return value;
    throw this.#error(at, `is ${describe(value)}`, "Write it as {name: …, type: …}.");
  }

  #knownKeys(mapping: PlainMapping, at: string, known: readonly string[]): void {
    const unknown = Object.keys(mapping).filter((key) => !known.includes(key));
    const [first] = unknown.map((key) => (at === "" ? key : `${at}.${key}`));
    if (first === undefined) return;
    if (this.#writer === "person")
      throw this.#error(first, "is no key of a signature", `Known here: ${known.join(", ")}.`);
    const where = at === "" ? "the signature" : at;
    this.notes.push(
      `${this.#path}: ${where} has what is not known here, so it is not recorded: ${listing(unknown, ",")}.`,
    );
  }

  #error(at: string, what: string, hint: string): InputError {
    const message = `${this.#path}: ${at} ${what}.`;
    return new InputError({ code: "signature-invalid", message, hint, path: this.#path });
  }
}
