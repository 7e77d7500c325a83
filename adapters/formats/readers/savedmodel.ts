import type { Field, Signature } from "../../../schemas/generated/types.ts";
import { ByteCursor } from "../bytes/byte-cursor.ts";
import type { Problems } from "../bytes/problems.ts";
import { WireMessage } from "../bytes/protobuf.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

const limits = { bytes: 256 * 1024 * 1024, steps: 2_000_000 };
const MAX_LISTED = 64;
const MAX_DIMENSIONS = 64;
const servingDefault = "serving_default";
/** Of every SavedModel, and called by its loader alone. */
const initializer = "__saved_model_init_op";

/** DataType by number, in NumPy's words. */
const elementTypes: Readonly<Record<number, string>> = {
  1: "float32",
  2: "float64",
  3: "int32",
  4: "uint8",
  5: "int16",
  6: "int8",
  7: "string",
  8: "complex64",
  9: "int64",
  10: "bool",
  14: "bfloat16",
  17: "uint16",
  18: "complex128",
  19: "float16",
  22: "uint32",
  23: "uint64",
};

/**
 * Operators that reach the machine: its files, or Python. SaveV2 and MergeV2Checkpoints are not among them, because every
 * SavedModel has them to save and restore its variables.
 */
const reachingOperators: ReadonlySet<string> = new Set([
  "DebugIdentity",
  "EagerPyFunc",
  "MatchingFiles",
  "PrintV2",
  "PyFunc",
  "PyFuncStateless",
  "ReadFile",
  "Save",
  "SaveSlices",
  "WholeFileReader",
  "WholeFileReaderV2",
  "WriteFile",
]);

export interface SavedModelFacts {
  readonly kind: "savedmodel";
  /** Such as "serve". */
  readonly tags: readonly string[];
  readonly tensorflowVersion: string | undefined;
  readonly signatures: readonly string[];
  readonly nodeCount: number;
  /** Operators of the graph that reach files or Python, sorted. */
  readonly reachingOperators: readonly string[];
}

interface Draft {
  readonly tags: Set<string>;
  readonly signatures: Map<string, Required<Pick<Signature, "inputs" | "outputs">>>;
  readonly operators: Set<string>;
  tensorflowVersion: string | undefined;
  nodeCount: number;
}

async function eachMessage(
  message: WireMessage,
  numbers: readonly number[],
  read: (inner: WireMessage, number: number) => Promise<void>,
): Promise<void> {
  for (let field = await message.next(); field !== undefined; field = await message.next()) {
    if (field.wireType === 2 && numbers.includes(field.number)) await read(message.inside(field), field.number);
  }
}

async function readInfo(info: WireMessage, draft: Draft): Promise<void> {
  for (let field = await info.next(); field !== undefined; field = await info.next()) {
    if (field.wireType !== 2) continue;
    if (field.number === 4 && draft.tags.size < MAX_LISTED) draft.tags.add(await info.text(field));
    if (field.number === 5) draft.tensorflowVersion = await info.text(field);
  }
}

async function readNode(node: WireMessage, draft: Draft): Promise<void> {
  draft.nodeCount++;
  // Of a field that comes twice the later counts.
  let operator = "";
  for (let field = await node.next(); field !== undefined; field = await node.next()) {
    if (field.number === 2 && field.wireType === 2) operator = await node.text(field, 64);
  }
  if (reachingOperators.has(operator)) draft.operators.add(operator);
}

/** GraphDef {1: node, 2: library {1: function {3: node}}}. */
async function readGraph(graph: WireMessage, draft: Draft): Promise<void> {
  await eachMessage(graph, [1, 2], async (part, number) => {
    if (number === 1) await readNode(part, draft);
    else await eachMessage(part, [1], (fn) => eachMessage(fn, [3], (node) => readNode(node, draft)));
  });
}

async function readShape(shape: WireMessage): Promise<number[] | undefined> {
  const sizes: number[] = [];
  for (let field = await shape.next(); field !== undefined; field = await shape.next()) {
    if (field.number === 3 && field.value !== 0) return undefined;
    if (field.number !== 2 || field.wireType !== 2 || sizes.length >= MAX_DIMENSIONS) continue;
    const dimension = shape.inside(field);
    let size = 0;
    for (let part = await dimension.next(); part !== undefined; part = await dimension.next()) {
      if (part.number === 1 && part.wireType === 0) size = part.value;
    }
    sizes.push(size < 0 ? -1 : size);
  }
  return sizes;
}

/** An entry of a map {1: name, 2: TensorInfo {2: type, 3: shape}}. */
async function readTensor(entry: WireMessage): Promise<Field> {
  let name = "";
  let dtype = "unknown";
  let shape: number[] | undefined = [];
  for (let field = await entry.next(); field !== undefined; field = await entry.next()) {
    if (field.number === 1 && field.wireType === 2) name = await entry.text(field);
    if (field.number !== 2 || field.wireType !== 2) continue;
    const info = entry.inside(field);
    for (let part = await info.next(); part !== undefined; part = await info.next()) {
      if (part.number === 2 && part.wireType === 0) dtype = elementTypes[part.value] ?? `type_${part.value}`;
      if (part.number === 3 && part.wireType === 2) shape = await readShape(info.inside(part));
    }
  }
  return shape === undefined ? { name, type: "any" } : { name, dtype, shape };
}

const byName = (a: Field, b: Field): number => ((a.name ?? "") < (b.name ?? "") ? -1 : 1);

/** An entry of a map {1: name, 2: SignatureDef {1: inputs, 2: outputs}}. */
async function readSignature(entry: WireMessage, draft: Draft): Promise<void> {
  let name = "";
  const inputs: Field[] = [];
  const outputs: Field[] = [];
  for (let field = await entry.next(); field !== undefined; field = await entry.next()) {
    if (field.number === 1 && field.wireType === 2) name = await entry.text(field);
    if (field.number !== 2 || field.wireType !== 2) continue;
    await eachMessage(entry.inside(field), [1, 2], async (tensor, number) => {
      const list = number === 1 ? inputs : outputs;
      if (list.length < MAX_LISTED) list.push(await readTensor(tensor));
    });
  }
  if (draft.signatures.size < MAX_LISTED) {
    draft.signatures.set(name, { inputs: inputs.sort(byName), outputs: outputs.sort(byName) });
  }
}

/** The one that servers take by default, or the only one. */
function chosenSignature({ signatures }: Draft): Signature | undefined {
  const named = [...signatures].filter(([name]) => name !== initializer);
  const only = named.length === 1 ? named[0]?.[1] : undefined;
  const chosen = signatures.get(servingDefault) ?? only;
  return chosen !== undefined && chosen.inputs.length + chosen.outputs.length > 0 ? chosen : undefined;
}

/**
 * Reads what a TensorFlow SavedModel's graph is made of, and which of its operators reach files or Python.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/meta_graph.proto
 */
export async function inspectSavedModel(
  file: RandomAccessFile,
  problems: Problems,
): Promise<{ readonly facts: SavedModelFacts; readonly signature?: Signature }> {
  const draft: Draft = {
    tags: new Set(),
    signatures: new Map(),
    operators: new Set(),
    tensorflowVersion: undefined,
    nodeCount: 0,
  };
  const model = new WireMessage(new ByteCursor(file, 0, limits), { start: 0, end: file.sizeBytes });
  await problems.attempt(() =>
    eachMessage(model, [2], (metaGraph) =>
      eachMessage(metaGraph, [1, 2, 5], async (part, number) => {
        if (number === 1) await readInfo(part, draft);
        else if (number === 2) await readGraph(part, draft);
        else await readSignature(part, draft);
      }),
    ),
  );
  const operators = [...draft.operators].sort();
  if (operators.length > 0) {
    problems.add(`Its graph reaches files or Python of the machine that runs it: ${operators.join(", ")}.`);
  }
  const signature = chosenSignature(draft);
  return {
    facts: {
      kind: "savedmodel",
      tags: [...draft.tags],
      tensorflowVersion: draft.tensorflowVersion,
      signatures: [...draft.signatures.keys()].filter((name) => name !== initializer),
      nodeCount: draft.nodeCount,
      reachingOperators: operators,
    },
    ...(signature === undefined ? {} : { signature }),
  };
}
