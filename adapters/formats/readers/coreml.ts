import type { Field, FieldShape, Signature } from "../../../schemas/generated/types.ts";
import { ByteCursor } from "../bytes/byte-cursor.ts";
import { CoremlParts } from "./coreml-parts.ts";
import type { Problems } from "../bytes/problems.ts";
import { WireMessage } from "../bytes/protobuf.ts";
import type { RandomAccessFile } from "../bytes/random-access-file.ts";

/** Every layer is looked into. */
const limits = { bytes: 256 * 1024 * 1024, steps: 2_000_000 };
const MAX_FIELDS = 1024;
const MAX_DIMENSIONS = 64;
/** ArrayDataType by number, in NumPy's words. */
const elementTypes: Readonly<Record<number, string>> = {
  65_552: "float16",
  65_568: "float32",
  65_600: "float64",
  131_080: "int8",
  131_104: "int32",
};

/** Fields of a Model by number: what kind of model it is. */
const modelTypes: Readonly<Record<number, string>> = {
  200: "pipelineClassifier",
  201: "pipelineRegressor",
  202: "pipeline",
  300: "glmRegressor",
  301: "supportVectorRegressor",
  302: "treeEnsembleRegressor",
  303: "neuralNetworkRegressor",
  400: "glmClassifier",
  401: "supportVectorClassifier",
  402: "treeEnsembleClassifier",
  403: "neuralNetworkClassifier",
  404: "kNearestNeighborsClassifier",
  500: "neuralNetwork",
  502: "mlProgram",
  555: "customModel",
  556: "linkedModel",
};

export interface CoremlFacts {
  readonly kind: "coreml";
  readonly specificationVersion: number;
  /** Such as "mlProgram", whose weights lie in a file beside it. */
  readonly modelType: string;
  readonly description: string;
  readonly author: string;
  readonly license: string;
}

interface Draft {
  readonly inputs: Field[];
  readonly outputs: Field[];
  /** Texts of the metadata by number. */
  readonly texts: Map<number, string>;
}

async function readArray(array: WireMessage): Promise<Field> {
  const shape: number[] = [];
  let dtype = "float32";
  for (let field = await array.next(); field !== undefined; field = await array.next()) {
    if (field.number === 1) shape.push(...(await array.integers(field, MAX_DIMENSIONS - shape.length)));
    if (field.number === 2 && field.wireType === 0) dtype = elementTypes[field.value] ?? `type_${field.value}`;
  }
  return { dtype, shape };
}

/** Height, width and channels of 8 bits: 10 is gray, 20 and 30 are RGB and BGR. */
async function readImage(image: WireMessage): Promise<Field> {
  const values = new Map<number, number>();
  for (let field = await image.next(); field !== undefined; field = await image.next()) {
    if (field.wireType === 0) values.set(field.number, field.value);
  }
  const channels = values.get(3) === 10 ? 1 : 3;
  return { dtype: "uint8", shape: [values.get(2) ?? -1, values.get(1) ?? -1, channels] };
}

const columns: Readonly<Record<number, FieldShape>> = {
  1: { type: "long" },
  2: { type: "double" },
  3: { type: "string" },
  6: { type: "map", values: { type: "double" } },
  7: { type: "array", items: { type: "any" } },
};

async function readType(type: WireMessage): Promise<Field> {
  let read: Field = { type: "any" };
  let isOptional = false;
  for (let field = await type.next(); field !== undefined; field = await type.next()) {
    if (field.number === 1000 && field.wireType === 0) isOptional = field.value !== 0;
    if (field.wireType !== 2) continue;
    if (field.number === 4) read = await readImage(type.inside(field));
    else if (field.number === 5) read = await readArray(type.inside(field));
    else read = columns[field.number] ?? read;
  }
  return isOptional ? { ...read, optional: true } : read;
}

async function readFeature(feature: WireMessage): Promise<Field> {
  let name = "";
  let type: Field = { type: "any" };
  for (let field = await feature.next(); field !== undefined; field = await feature.next()) {
    if (field.wireType !== 2) continue;
    if (field.number === 1) name = await feature.text(field);
    if (field.number === 3) type = await readType(feature.inside(field));
  }
  return { name, ...type };
}

async function readDescription(description: WireMessage, draft: Draft): Promise<void> {
  for (let field = await description.next(); field !== undefined; field = await description.next()) {
    if (field.wireType !== 2) continue;
    const list = field.number === 1 ? draft.inputs : field.number === 10 ? draft.outputs : undefined;
    if (list !== undefined && list.length < MAX_FIELDS) list.push(await readFeature(description.inside(field)));
    if (field.number !== 100) continue;
    const metadata = description.inside(field);
    for (let text = await metadata.next(); text !== undefined; text = await metadata.next()) {
      if (text.number <= 4 && text.wireType === 2) draft.texts.set(text.number, await metadata.text(text));
    }
  }
}

/**
 * Reads what goes in and out of a Core ML model, and who says what of it.
 * https://github.com/apple/coremltools/blob/main/mlmodel/format/Model.proto
 */
export async function inspectCoreml(
  file: RandomAccessFile,
  problems: Problems,
): Promise<{ readonly facts: CoremlFacts; readonly signature?: Signature }> {
  const draft: Draft = { inputs: [], outputs: [], texts: new Map() };
  let specificationVersion = 0;
  let modelType = "";
  const parts = new CoremlParts();
  const model = new WireMessage(new ByteCursor(file, 0, limits), { start: 0, end: file.sizeBytes });
  await problems.attempt(async () => {
    for (let field = await model.next(); field !== undefined; field = await model.next()) {
      if (field.number === 1 && field.wireType === 0) specificationVersion = field.value;
      else if (field.number === 2 && field.wireType === 2) await readDescription(model.inside(field), draft);
      else if (field.wireType === 2) {
        modelType = modelTypes[field.number] ?? `type ${field.number}`;
        await parts.modelField(field.number, model.inside(field), 0);
      }
    }
  });
  parts.report(problems);
  const text = (number: number): string => draft.texts.get(number) ?? "";
  return {
    facts: {
      kind: "coreml",
      specificationVersion,
      modelType,
      description: text(1),
      author: text(3),
      license: text(4),
    },
    ...(draft.inputs.length + draft.outputs.length > 0
      ? { signature: { inputs: draft.inputs, outputs: draft.outputs } }
      : {}),
  };
}
