// A penguin model as one safetensors file: tensors input.mean, input.deviation, layers.N.weight and layers.N.bias;
// metadata `features` and `labels`, each a list with commas. Nothing else is needed to predict.
import type { Classifier, Layer } from "./classifier.ts";
import { type Feature, isFeature } from "./dataset.ts";
import { Failure } from "./failure.ts";
import { type SafetensorsContent, type Tensor, readSafetensors, writeSafetensors } from "./safetensors.ts";

export interface PenguinModel {
  /** The measurements that it takes, in order. */
  readonly features: readonly Feature[];
  /** The species that it tells apart, in order. */
  readonly labels: readonly string[];
  readonly classifier: Classifier;
}

/** The bytes of `model.safetensors`. */
export function encodeModel({ features, labels, classifier }: PenguinModel): Uint8Array {
  const layers = classifier.layers.flatMap(({ weight, bias }, depth): [string, Tensor][] => [
    [`layers.${depth}.weight`, { shape: [weight.length, weight[0]?.length ?? 0], values: weight.flat() }],
    [`layers.${depth}.bias`, vector(bias)],
  ]);
  return writeSafetensors({
    metadata: { features: features.join(","), labels: labels.join(",") },
    tensors: new Map([
      ["input.mean", vector(classifier.mean)],
      ["input.deviation", vector(classifier.deviation)],
      ...layers,
    ]),
  });
}

/**
 * The model in the bytes of `model.safetensors`.
 *
 * @throws Failure when they are not safetensors, or not those of a penguin model.
 */
export function decodeModel(bytes: Uint8Array): PenguinModel {
  const content = readSafetensors(bytes);
  const features = listOf(content, "features").map((name) => {
    if (!isFeature(name)) throw notPenguins(`nothing is known of the feature ${JSON.stringify(name)}`);
    return name;
  });
  const labels = listOf(content, "labels");
  const mean = tensorOf(content, "input.mean", [features.length]);
  const deviation = tensorOf(content, "input.deviation", [features.length]);
  if (deviation.some((value) => value <= 0)) throw notPenguins("input.deviation must be above 0");
  const layers: Layer[] = [];
  for (let inputs = features.length; layers.length === 0 || content.tensors.has(`layers.${layers.length}.weight`);) {
    const layer = layerOf(content, `layers.${layers.length}`, inputs);
    inputs = layer.bias.length;
    layers.push(layer);
  }
  if (layers.at(-1)?.bias.length !== labels.length)
    throw notPenguins(`the last layer must have ${labels.length} outputs`);
  return { features, labels, classifier: { mean, deviation, layers } };
}

function listOf({ metadata }: SafetensorsContent, name: string): string[] {
  const list = metadata[name]?.split(",") ?? [];
  // The words are shown in a terminal.
  if (list.length === 0 || !list.every((word) => /^\w+$/.test(word))) {
    throw notPenguins(`its metadata needs ${name}: words with commas between them`);
  }
  return list;
}

function layerOf(content: SafetensorsContent, name: string, inputs: number): Layer {
  const outputs = content.tensors.get(`${name}.bias`)?.values.length ?? 0;
  const bias = tensorOf(content, `${name}.bias`, [outputs]);
  const weight = tensorOf(content, `${name}.weight`, [outputs, inputs]);
  return { weight: bias.map((_, row) => weight.slice(row * inputs, (row + 1) * inputs)), bias };
}

function tensorOf({ tensors }: SafetensorsContent, name: string, shape: readonly number[]): readonly number[] {
  const tensor = tensors.get(name);
  if (!tensor) throw notPenguins(`it has no tensor ${name}`);
  if (tensor.shape.join() !== shape.join()) {
    throw notPenguins(`tensor ${name} has shape [${tensor.shape.join(", ")}] instead of [${shape.join(", ")}]`);
  }
  if (!tensor.values.every(Number.isFinite)) throw notPenguins(`tensor ${name} holds a value that is no number`);
  return tensor.values;
}

const vector = (values: readonly number[]): Tensor => ({ shape: [values.length], values });

const notPenguins = (reason: string): Failure => new Failure(`This is not a penguin model: ${reason}.`);
