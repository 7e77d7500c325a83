import { ByteCursor } from "./byte-cursor.ts";
import type { Problems } from "./problems.ts";
import { WireMessage } from "./protobuf.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const limits = { bytes: 16 * 1024 * 1024, steps: 400_000 };
const maxListed = 64;

/**
 * Operators that reach the machine: its files, or Python. SaveV2 and MergeV2Checkpoints are left out, because every
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
  readonly signatures: Set<string>;
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
    if (field.number === 4 && draft.tags.size < maxListed) draft.tags.add(await info.text(field));
    if (field.number === 5) draft.tensorflowVersion = await info.text(field);
  }
}

async function readNode(node: WireMessage, draft: Draft): Promise<void> {
  draft.nodeCount++;
  for (let field = await node.next(); field !== undefined; field = await node.next()) {
    if (field.number !== 2 || field.wireType !== 2) continue;
    const operator = await node.text(field, 64);
    if (reachingOperators.has(operator)) draft.operators.add(operator);
    return;
  }
}

/** GraphDef {1: node, 2: library {1: function {3: node}}}. */
async function readGraph(graph: WireMessage, draft: Draft): Promise<void> {
  await eachMessage(graph, [1, 2], async (part, number) => {
    if (number === 1) await readNode(part, draft);
    else await eachMessage(part, [1], (fn) => eachMessage(fn, [3], (node) => readNode(node, draft)));
  });
}

async function readSignatureName(entry: WireMessage, draft: Draft): Promise<void> {
  const key = await entry.next();
  if (key?.number === 1 && key.wireType === 2 && draft.signatures.size < maxListed)
    draft.signatures.add(await entry.text(key));
}

/**
 * Reads what a TensorFlow SavedModel's graph is made of, and which of its operators reach files or Python.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/meta_graph.proto
 */
export async function inspectSavedModel(file: RandomAccessFile, problems: Problems): Promise<SavedModelFacts> {
  const draft: Draft = {
    tags: new Set(),
    signatures: new Set(),
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
        else await readSignatureName(part, draft);
      }),
    ),
  );
  const operators = [...draft.operators].sort();
  if (operators.length > 0) {
    problems.add(`Its graph reaches files or Python of the machine that runs it: ${operators.join(", ")}.`);
  }
  return {
    kind: "savedmodel",
    tags: [...draft.tags],
    tensorflowVersion: draft.tensorflowVersion,
    signatures: [...draft.signatures],
    nodeCount: draft.nodeCount,
    reachingOperators: operators,
  };
}
