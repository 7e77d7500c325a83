import type { Field, Signature } from "../../../schemas/generated/types.ts";
import { ByteCursor } from "../bytes/byte-cursor.ts";
import { elementTypeName, readValueInfo } from "./onnx-types.ts";
import { OnnxParts, readTexts } from "./onnx-parts.ts";
import type { Problems } from "../bytes/problems.ts";
import { type WireField, WireMessage } from "../bytes/protobuf.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";
import { TensorList, type TensorListFacts } from "./tensor-list.ts";

/** Every node is looked into, of which large models have tens of thousands. */
const limits = { bytes: 256 * 1024 * 1024, steps: 2_000_000 };
const MAX_LISTED = 256;
const MAX_DIMENSIONS = 64;

export interface OnnxFacts extends TensorListFacts {
  readonly kind: "onnx";
  readonly irVersion: number;
  readonly producer: { readonly name: string; readonly version: string };
  readonly domain: string;
  readonly modelVersion: number;
  readonly description: string;
  readonly graph: string;
  readonly nodeCount: number;
  /** The domain "" is ONNX's own. */
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Files beside the model that hold its tensors. */
  readonly externalFiles: readonly string[];
}

interface Draft {
  irVersion: number;
  producerName: string;
  producerVersion: string;
  domain: string;
  modelVersion: number;
  description: string;
  graph: string;
  nodeCount: number;
  readonly opsets: { domain: string; version: number }[];
  readonly metadata: Map<string, string>;
  readonly parts: OnnxParts;
  readonly initializerNames: Set<string>;
  readonly tensors: TensorList;
  readonly inputs: Field[];
  readonly outputs: Field[];
}

async function readOpset(message: WireMessage): Promise<{ domain: string; version: number }> {
  const opset = { domain: "", version: 0 };
  for (let field = await message.next(); field !== undefined; field = await message.next()) {
    if (field.number === 1 && field.wireType === 2) opset.domain = await message.text(field);
    if (field.number === 2 && field.wireType === 0) opset.version = field.value;
  }
  return opset;
}

/** Everything of a TensorProto but its elements, which are skipped. */
async function readInitializer(message: WireMessage, draft: Draft): Promise<void> {
  const shape: number[] = [];
  let dtype = elementTypeName(0);
  let name = "";
  for (let field = await message.next(); field !== undefined; field = await message.next()) {
    if (field.number === 1) shape.push(...(await message.integers(field, MAX_DIMENSIONS - shape.length)));
    else if (field.number === 2 && field.wireType === 0) dtype = elementTypeName(field.value);
    else if (field.number === 8 && field.wireType === 2) name = await message.text(field);
    else if (field.number === 13 && field.wireType === 2) await draft.parts.externalEntry(message.inside(field));
  }
  draft.initializerNames.add(name);
  draft.tensors.add({ name, dtype, shape });
}

async function readGraph(graph: WireMessage, draft: Draft): Promise<void> {
  for (let field = await graph.next(); field !== undefined; field = await graph.next()) {
    if (field.wireType !== 2) continue;
    if (field.number === 1) draft.nodeCount++;
    if (field.number === 2) draft.graph = await graph.text(field);
    else if (field.number === 5) await readInitializer(graph.inside(field), draft);
    else if (field.number === 11) draft.inputs.push(await readValueInfo(graph.inside(field)));
    else if (field.number === 12) draft.outputs.push(await readValueInfo(graph.inside(field)));
    else await draft.parts.graphField(field.number, graph.inside(field), 0);
  }
}

async function readModelField(model: WireMessage, field: WireField, draft: Draft): Promise<void> {
  if (field.wireType === 0) {
    if (field.number === 1) draft.irVersion = field.value;
    if (field.number === 5) draft.modelVersion = field.value;
    return;
  }
  if (field.number === 2) draft.producerName = await model.text(field);
  if (field.number === 3) draft.producerVersion = await model.text(field);
  if (field.number === 4) draft.domain = await model.text(field);
  if (field.number === 6) draft.description = await model.text(field);
  if (field.number === 7) await readGraph(model.inside(field), draft);
  if (field.number === 8 && draft.opsets.length < MAX_LISTED) draft.opsets.push(await readOpset(model.inside(field)));
  if (field.number === 14 && draft.metadata.size < MAX_LISTED) {
    const entry = await readTexts(model.inside(field), { refusesLong: false });
    draft.metadata.set(entry.get(1) ?? "", entry.get(2) ?? "");
  }
  if (field.number === 20) await draft.parts.training(model.inside(field));
  if (field.number === 25) await draft.parts.function(model.inside(field));
}

/**
 * Reads all of an ONNX model but its tensors. Inputs that only give an initializer another value (which
 * files before IR version 4 list for each of them) are no inputs of the signature.
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export async function inspectOnnx(
  file: RandomAccessFile,
  problems: Problems,
): Promise<{ readonly facts: OnnxFacts; readonly signature?: Signature }> {
  const draft: Draft = {
    irVersion: 0,
    producerName: "",
    producerVersion: "",
    domain: "",
    modelVersion: 0,
    description: "",
    graph: "",
    nodeCount: 0,
    opsets: [],
    metadata: new Map(),
    parts: new OnnxParts(),
    initializerNames: new Set(),
    tensors: new TensorList(),
    inputs: [],
    outputs: [],
  };
  const model = new WireMessage(new ByteCursor(file, 0, limits), { start: 0, end: file.sizeBytes });
  await problems.attempt(async () => {
    for (let field = await model.next(); field !== undefined; field = await model.next()) {
      await readModelField(model, field, draft);
    }
  });
  draft.parts.report(problems);
  const { irVersion, domain, modelVersion, description, graph, nodeCount, opsets, outputs } = draft;
  const inputs = draft.inputs.filter(({ name }) => name === undefined || !draft.initializerNames.has(name));
  return {
    facts: {
      kind: "onnx",
      irVersion,
      producer: { name: draft.producerName, version: draft.producerVersion },
      domain,
      modelVersion,
      description,
      graph,
      nodeCount,
      opsets,
      metadata: Object.fromEntries(draft.metadata),
      externalFiles: [...draft.parts.externalFiles],
      ...draft.tensors.facts(),
    },
    ...(inputs.length + outputs.length > 0 ? { signature: { inputs, outputs } } : {}),
  };
}
