import type { Field, FieldShape } from "../../schemas/generated/types.ts";
import { compareText } from "../text/order.ts";

/** One difference between two signatures, with what it means for those who call the model today. */
export interface SignatureChange {
  readonly part: "input" | "output" | "parameter";
  /**
   * The column, with the way into it: `age`, `address.zip` (a property), `tags[]` (an array's items), `scores.*` (a
   * map's values), `#2` for the second column without a name.
   */
  readonly column: string;
  readonly change: "added" | "removed" | "retyped" | "made-required" | "made-optional" | "default-changed";
  /** The type, or the default where that changed, as people write it; undefined where there is none. */
  readonly now: string | undefined;
  readonly proposed: string | undefined;
  readonly judgement: "compatible" | "breaking";
  /** Why, without the column's name and without a closing full stop. */
  readonly reason: string;
}

type Part = SignatureChange["part"];
type Types = Omit<Field, "name" | "description">;
type Columns = ReadonlyMap<string, Types>;

/** A field's types by column name; columns without a name are told apart by their place, counted from 1. */
export function columnsOf(fields: readonly Field[] = []): Columns {
  return new Map(fields.map((field, index) => [field.name === undefined ? `#${index + 1}` : named(field.name), field]));
}

/** A column may be called `#2`, and is not the second one without a name; or nothing at all. */
const named = (name: string): string => (/^(?:#[0-9]+)?$/.test(name) ? JSON.stringify(name) : name);

/** The differences between two lists of columns, or between the properties of two objects (then with a prefix). */
export function* compareColumns(
  part: Part,
  prefix: string,
  now: Columns,
  proposed: Columns,
): Iterable<SignatureChange> {
  for (const [name, before] of now) {
    const after = proposed.get(name);
    if (after === undefined) yield removed(part, `${prefix}${name}`, before);
    else {
      yield* compareTypes(part, `${prefix}${name}`, before, after);
      yield* compareOptional(part, `${prefix}${name}`, before, after);
    }
  }
  for (const [name, after] of proposed) if (!now.has(name)) yield added(part, `${prefix}${name}`, after);
}

function removed(part: Part, column: string, before: Types): SignatureChange {
  const reason = part === "input" ? "callers still send it" : "callers that read it find nothing";
  const now = writeType(before);
  return { part, column, change: "removed", now, proposed: undefined, judgement: "breaking", reason };
}

function added(part: Part, column: string, after: Types): SignatureChange {
  const common = { part, column, change: "added", now: undefined, proposed: writeType(after) } as const;
  if (part === "output") {
    // Without names, callers read the outputs as one block whose width changes.
    return /^#[0-9]+$/.test(column)
      ? { ...common, judgement: "breaking", reason: "callers read outputs without names by their place and number" }
      : { ...common, judgement: "compatible", reason: "callers may ignore it" };
  }
  return after.optional === true
    ? { ...common, judgement: "compatible", reason: "it is optional, so callers may leave it out" }
    : { ...common, judgement: "breaking", reason: "it is required, and today's callers do not send it" };
}

function* compareOptional(part: Part, column: string, before: Types, after: Types): Iterable<SignatureChange> {
  const wasOptional = before.optional === true;
  const isOptional = after.optional === true;
  if (wasOptional === isOptional) return;
  const common = { part, column, now: writeType(before), proposed: writeType(after) };
  const input = part === "input";
  if (isOptional) {
    const reason = input ? "callers may go on sending it" : "callers that read it may find nothing";
    yield { ...common, change: "made-optional", judgement: input ? "compatible" : "breaking", reason };
  } else {
    const reason = input ? "callers could leave it out until now" : "callers always get it now";
    yield { ...common, change: "made-required", judgement: input ? "breaking" : "compatible", reason };
  }
}

/** The differences between two types, each at the innermost place where they part. */
export function* compareTypes(part: Part, column: string, now: Types, proposed: Types): Iterable<SignatureChange> {
  if (now.dtype !== undefined && proposed.dtype !== undefined) yield* compareTensors(part, column, now, proposed);
  else if (now.type === undefined || now.type !== proposed.type) yield retyped(part, column, now, proposed);
  else if (now.type === "array") {
    yield* compareTypes(part, `${column}[]`, now.items ?? ANY, proposed.items ?? ANY);
  } else if (now.type === "map") {
    yield* compareTypes(part, `${column}.*`, now.values ?? ANY, proposed.values ?? ANY);
  } else if (now.type === "object") {
    yield* compareColumns(part, `${column}.`, propertiesOf(now), propertiesOf(proposed));
  }
}

const ANY: FieldShape = { type: "any" };

function propertiesOf(shape: Types): Columns {
  return new Map(Object.entries(shape.properties ?? {}).sort(([a], [b]) => compareText(a, b)));
}

/** What each type becomes without loss. A long does not: a double holds whole numbers only up to 2^53. */
const WIDER: Readonly<Record<string, readonly string[]>> = { integer: ["long", "double"], float: ["double"] };

function widens(from: Types, to: Types): boolean {
  if (from.type === undefined || to.type === undefined) return false;
  return to.type === "any" || (WIDER[from.type]?.includes(to.type) ?? false);
}

function retyped(part: Part, column: string, now: Types, proposed: Types): SignatureChange {
  const common = { part, column, change: "retyped", now: writeType(now), proposed: writeType(proposed) } as const;
  if (part === "output") {
    return now.type === "any" && proposed.type !== undefined
      ? { ...common, judgement: "compatible", reason: "callers had to expect anything until now" }
      : { ...common, judgement: "breaking", reason: "callers get another type than they read today" };
  }
  if (widens(now, proposed)) {
    return { ...common, judgement: "compatible", reason: "wider: every value that callers send today still fits" };
  }
  return widens(proposed, now)
    ? { ...common, judgement: "breaking", reason: "narrower: values that callers send today may no longer fit" }
    : { ...common, judgement: "breaking", reason: "values that callers send today are of another type" };
}

/** Tensors' element types never convert: MLflow, and the runtimes of other formats, refuse any other than declared. */
function* compareTensors(part: Part, column: string, now: Types, proposed: Types): Iterable<SignatureChange> {
  const common = { part, column, change: "retyped", now: writeType(now), proposed: writeType(proposed) } as const;
  const [before = [], after = []] = [now.shape, proposed.shape];
  if (now.dtype !== proposed.dtype) {
    yield { ...common, judgement: "breaking", reason: `${now.dtype} elements became ${proposed.dtype} elements` };
  } else if (before.length !== after.length) {
    const reason = `${dimensions(before)} became ${dimensions(after)}`;
    yield { ...common, judgement: "breaking", reason };
  } else {
    const changed = before.flatMap((size, index) =>
      size === after[index] ? [] : [{ size, to: after[index] ?? -1, index }],
    );
    if (changed.length === 0) return;
    const harmless =
      part === "output" ? changed.every(({ size }) => size === -1) : changed.every(({ to }) => to === -1);
    const reason = changed.map(({ size, to, index }) => `dimension ${index + 1}: ${extent(size)} became ${extent(to)}`);
    yield { ...common, judgement: harmless ? "compatible" : "breaking", reason: reason.join(", ") };
  }
}

const dimensions = (shape: readonly number[]): string =>
  shape.length === 1 ? "1 dimension" : `${shape.length} dimensions`;

const extent = (size: number): string => (size === -1 ? "any size" : String(size));

/**
 * A type as people write it: `long`, `array<string>`, `map<double>`, `object{city: string, zip?: long}`, `float32[-1, 3]`.
 */
function writeType(types: Types): string {
  if (types.dtype !== undefined) return `${types.dtype}[${(types.shape ?? []).join(", ")}]`;
  if (types.type === "array") return `array<${writeType(types.items ?? ANY)}>`;
  if (types.type === "map") return `map<${writeType(types.values ?? ANY)}>`;
  if (types.type !== "object") return types.type ?? "untyped";
  const properties = [...propertiesOf(types)].map(
    ([name, shape]) => `${name}${shape.optional === true ? "?" : ""}: ${writeType(shape)}`,
  );
  return `object{${properties.join(", ")}}`;
}
