import type { Field, Signature } from "../../../schemas/generated/types.ts";
import { FlatTable } from "../bytes/flatbuffer.ts";
import { PagedBytes } from "../bytes/paged-bytes.ts";
import { type Problems, quote } from "../bytes/problems.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

const MAX_OPERATORS = 4096;
const MAX_NAMED = 8;
const MAX_FIELDS = 256;
const MAX_DIMENSIONS = 64;
const customOperator = 32;
/** Fields of a Model that are known; later ones keep tensors in other files. */
const knownModelFields = 8;

/** TensorType by number, in NumPy's words. */
const elementTypes = (
  "float32 float16 int32 uint8 int64 string bool int16 complex64 int8 float64 complex128 uint64 resource variant uint32 " +
  "uint16 int4 bfloat16"
).split(" ");

export interface TfliteFacts {
  readonly kind: "tflite";
  readonly description: string | undefined;
  /** The operators that the runtime does not have of its own; those called "Flex…" are TensorFlow's. Sorted. */
  readonly customOperators: readonly string[];
  /** Names of the signatures, such as "serving_default". */
  readonly signatures: readonly string[];
}

const openModel = (file: RandomAccessFile): Promise<FlatTable> => FlatTable.root(new PagedBytes(file), 0);

async function customOperators(model: FlatTable): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const operator of await model.tables(1, MAX_OPERATORS)) {
    const code = Math.max(await operator.integer(0, "i8"), await operator.integer(3, "i32"));
    if (code === customOperator) names.add((await operator.text(1)) ?? "");
  }
  return [...names].sort();
}

/**
 * Whether a TensorFlow Lite model calls operators of TensorFlow itself, some of which read and write files: Python's
 * interpreter carries them out wherever TensorFlow is installed.
 *
 * @throws HeaderProblem when its operators cannot be read
 */
export async function usesTensorflow(file: RandomAccessFile): Promise<boolean> {
  const model = await openModel(file);
  if ((await model.count(1)) > MAX_OPERATORS) return true;
  return (await customOperators(model)).some((name) => name.startsWith("Flex"));
}

async function readTensor(subgraph: FlatTable, index: number, name: string | undefined): Promise<Field> {
  const tensor = await subgraph.tableAt(0, index);
  if (tensor === undefined) return { type: "any" };
  const dtype = elementTypes[await tensor.integer(1, "i8")] ?? "unknown";
  // The shape with -1 where it varies, or the one that it was last run with.
  const shape = (await tensor.integers(7, MAX_DIMENSIONS)) ?? (await tensor.integers(0, MAX_DIMENSIONS)) ?? [];
  const called = name ?? (await tensor.text(3)) ?? "";
  return { ...(called === "" ? {} : { name: called }), dtype, shape: [...shape] };
}

async function readMaps(entry: FlatTable, field: number, subgraph: FlatTable): Promise<Field[]> {
  const fields: Field[] = [];
  for (const map of await entry.tables(field, MAX_FIELDS)) {
    fields.push(await readTensor(subgraph, await map.integer(1, "u32"), (await map.text(0)) ?? ""));
  }
  return fields;
}

async function readEnds(subgraph: FlatTable, field: number): Promise<Field[]> {
  const fields: Field[] = [];
  for (const index of (await subgraph.integers(field, MAX_FIELDS)) ?? []) {
    fields.push(await readTensor(subgraph, index, undefined));
  }
  return fields;
}

/** Of several signatures none can be chosen; of none, the first subgraph has inputs and outputs all the same. */
async function readSignature(model: FlatTable, entries: readonly FlatTable[]): Promise<Signature | undefined> {
  const [entry, another] = entries;
  if (another !== undefined) return undefined;
  const subgraph = await model.tableAt(2, (await entry?.integer(4, "u32")) ?? 0);
  if (subgraph === undefined) return undefined;
  if (entry === undefined) return { inputs: await readEnds(subgraph, 1), outputs: await readEnds(subgraph, 2) };
  return { inputs: await readMaps(entry, 0, subgraph), outputs: await readMaps(entry, 1, subgraph) };
}

/**
 * Reads what goes in and out of a TensorFlow Lite model, and which operators it needs beyond the runtime's own.
 * https://github.com/google-ai-edge/LiteRT/blob/main/tflite/schema/schema.fbs
 */
export async function inspectTflite(
  file: RandomAccessFile,
  problems: Problems,
): Promise<{ readonly facts: TfliteFacts; readonly signature?: Signature }> {
  const model = await openModel(file);
  const operators = await customOperators(model);
  if (operators.length > 0) {
    const named = operators.slice(0, MAX_NAMED).map((name) => quote(name));
    if (operators.length > named.length) named.push(`${operators.length - named.length} more`);
    problems.add(`It calls operators that are not the runtime's own: ${named.join(", ")}.`);
  }
  if (await model.hasFieldsFrom(knownModelFields)) {
    problems.refuse("It has parts that modelyard does not know, such as tensors in other files.");
  }
  const entries = await model.tables(7, MAX_FIELDS);
  const signatures: string[] = [];
  for (const entry of entries) signatures.push((await entry.text(2)) ?? "");
  const read = await problems.attempt(() => readSignature(model, entries));
  const signature = (read?.inputs?.length ?? 0) + (read?.outputs?.length ?? 0) > 0 ? read : undefined;
  return {
    facts: { kind: "tflite", description: await model.text(3), customOperators: operators, signatures },
    ...(signature === undefined ? {} : { signature }),
  };
}
