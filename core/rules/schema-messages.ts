import type { ErrorObject } from "ajv";
import { isScalar } from "yaml";
import { type KeyPath, type RegistryFile, nodeAt, problemAt, problemAtKey } from "../registry/file.ts";
import type { Fix, Problem } from "../registry/finding.ts";
import { descriptionOf, schemaNodeAt } from "../registry/schemas.ts";
import { closest, listing } from "./suggest.ts";

/** Turns the validator's errors into problems with places, one per thing that is wrong. */
export function* describeShapeErrors(file: RegistryFile): Iterable<Problem> {
  for (const error of withoutEchoes(file, file.shapeErrors)) {
    const problem = describe(file, error);
    if (problem !== undefined) yield problem;
  }
}

/**
 * A value that fits no alternative gives an error for each alternative as well. Where a `type` key says which
 * alternative was meant, only that one's errors stay; otherwise only the summary does.
 */
function withoutEchoes(file: RegistryFile, errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const summaries = errors.filter((error) => error.keyword === "anyOf");
  return errors.filter((error) => {
    const summary = summaries.find((other) => other !== error && within(error, other));
    if (summary !== undefined) return belongsTo(error, summary, meantAlternative(file, summary));
    if (error.keyword !== "anyOf") return true;
    return meantAlternative(file, error) === undefined;
  });
}

function within(error: ErrorObject, summary: ErrorObject): boolean {
  return error.instancePath === summary.instancePath || error.instancePath.startsWith(`${summary.instancePath}/`);
}

function belongsTo(error: ErrorObject, summary: ErrorObject, alternative: number | undefined): boolean {
  return alternative !== undefined && error.schemaPath.startsWith(`${summary.schemaPath}/${alternative}/`);
}

function meantAlternative(file: RegistryFile, summary: ErrorObject): number | undefined {
  const value = valueAt(file, keyPathOf(summary.instancePath));
  if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
  const alternatives = schemaNodeAt(file.identity.kind, summary.schemaPath, 1).anyOf ?? [];
  const index = alternatives.findIndex(({ properties }) => {
    const type = properties?.["type"];
    return typeof type === "object" && type.const === value.type;
  });
  return index === -1 ? undefined : index;
}

function describe(file: RegistryFile, error: ErrorObject): Problem | undefined {
  const { kind } = file.identity;
  const path = keyPathOf(error.instancePath);
  const { params, keyword, schemaPath } = error;
  const node = schemaNodeAt(kind, schemaPath, 1);
  const description = descriptionOf(kind, node);
  const name = path.length === 0 ? "The file" : `\`${String(path.at(-1))}\``;
  const help = description === undefined ? {} : { help: description };

  switch (keyword) {
    case "additionalProperties": {
      const key = String(params["additionalProperty"]);
      const known = Object.keys(node.properties ?? {});
      const near = closest(key, known);
      const hint = near === undefined ? `Known keys here: ${listing(known, "and", 16)}.` : `Did you mean \`${near}\`?`;
      return problemAtKey(file, [...path, key], { message: `Unknown key ${JSON.stringify(key)}`, help: hint });
    }
    case "required": {
      const key = String(params["missingProperty"]);
      const property = node.properties?.[key];
      const about = typeof property === "object" ? descriptionOf(kind, property) : undefined;
      const where = path.length === 0 ? "" : ` in ${name}`;
      return problemAtKey(file, path, {
        message: `\`${key}\` is missing${where}`,
        ...(about === undefined ? {} : { help: about }),
      });
    }
    case "type":
      return describeType(file, path, String(params["type"]), description);
    case "enum": {
      const allowed = ((params["allowedValues"] as readonly unknown[]) ?? []).map(String);
      const near = closest(String(valueAt(file, path)), allowed);
      const meant = near === undefined ? "" : ` Did you mean ${near}?`;
      return problemAt(file, path, {
        message: `${shown(valueAt(file, path))} is not one of the values of ${name}`,
        help: `It can be ${listing(allowed, "or", 16)}.${meant}`,
      });
    }
    case "const":
      return problemAt(file, path, {
        message: `${name} is ${shown(valueAt(file, path))} and must be ${shown(params["allowedValue"])}`,
        ...help,
      });
    case "false schema": {
      const key = String(path.at(-1));
      const parent = valueAt(file, path.slice(0, -1));
      const beside =
        typeof parent === "object" && parent !== null ? Object.keys(parent).filter((other) => other !== key) : [];
      return problemAtKey(file, path, {
        message: `\`${key}\` does not go with ${listing(
          beside.map((other) => `\`${other}\``),
          "and",
        )}`,
        help: "Keep one or the other.",
      });
    }
    case "if":
      return undefined;
    case "propertyNames":
      return problemAtKey(file, [...path, String(params["propertyName"])], {
        message: `${shown(params["propertyName"])} is not a name`,
        help: "Names have lower-case letters, digits, - and _; at most 64.",
      });
    default:
      // In a map's keys the validator reports the broken rule and then the key as a whole; one of them is enough.
      if (error.propertyName !== undefined) return undefined;
      return problemAt(file, path, {
        message: `${name} is ${shown(valueAt(file, path))}, which ${WHAT[keyword]?.(params) ?? error.message ?? keyword}`,
        ...help,
      });
  }
}

const WHAT: Record<string, (params: Record<string, unknown>) => string> = {
  pattern: () => "is not of the form it must have",
  anyOf: () => "fits none of the forms it may have",
  minimum: (params) => `is below ${String(params["limit"])}`,
  maximum: (params) => `is above ${String(params["limit"])}`,
  minLength: () => "is empty",
  maxLength: (params) => `is longer than ${String(params["limit"])} characters`,
  minItems: () => "is empty",
  minProperties: () => "is empty",
  uniqueItems: () => "names something twice",
};

function describeType(file: RegistryFile, path: KeyPath, expected: string, description: string | undefined): Problem {
  const value = valueAt(file, path);
  const name = path.length === 0 ? "The file" : `\`${String(path.at(-1))}\``;
  const message = `${name} is ${nameOfType(value)}, and must be ${expected
    .split(",")
    .map((type) => TYPE_NAMES[type] ?? type)
    .join(" or ")}`;
  const fix = expected === "string" ? quoteFix(file, path) : undefined;
  if (fix === undefined)
    return problemAt(file, path, { message, ...(description === undefined ? {} : { help: description }) });
  return problemAt(file, path, { message, help: `Quote it: ${fix.edits[0]?.text ?? ""}`, fix });
}

/** Quotes a plain scalar as it is written, so that `1.10` becomes "1.10" and not "1.1". */
function quoteFix(file: RegistryFile, path: KeyPath): Fix | undefined {
  const node = nodeAt(file, path);
  if (!isScalar(node) || node.type !== "PLAIN" || !node.range) return undefined;
  const [start, end] = node.range;
  const written = file.source.text.slice(start, end);
  if (written === "" || written === "~" || written === "null") return undefined;
  return { description: "quote it", edits: [{ start, end, text: JSON.stringify(written) }] };
}

const TYPE_NAMES: Record<string, string> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "null",
};

function nameOfType(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return typeof value === "string" ? `the text ${shown(value)}` : `the ${typeof value} ${shown(value)}`;
}

/** A value as it may stand in a message: in one line, and cut where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function keyPathOf(instancePath: string): (string | number)[] {
  const steps = instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return steps.map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step));
}

function valueAt(file: RegistryFile, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    file.value,
  );
}
