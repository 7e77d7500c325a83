// A softmax classifier, linear or with one hidden layer. Pure, and the same bits on every machine: the seed is the only
// source of chance, sums run in a fixed order, and the result is rounded to float32.
import { Failure } from "./failure.ts";

type Vector = readonly number[];

/** `weight` has one row for each output; a row has one number for each input. */
export interface Layer {
  readonly weight: readonly Vector[];
  readonly bias: Vector;
}

export interface Classifier {
  /** Of each input over the training examples: an input is used as (input - mean) / deviation. */
  readonly mean: Vector;
  readonly deviation: Vector;
  /** One layer is a linear classifier. Between two layers, negative numbers become 0. */
  readonly layers: readonly Layer[];
}

export interface Example {
  readonly input: Vector;
  /** The right class, counted from 0. */
  readonly label: number;
}

export interface TrainingSettings {
  readonly classes: number;
  /** Units of the hidden layer; 0 for a linear classifier. */
  readonly hidden: number;
  /** Steps of gradient descent, each over all examples. */
  readonly epochs: number;
  readonly learningRate: number;
  /** Where the hidden layer starts from; a linear classifier starts from zeros. */
  readonly seed: number;
  /** Called after each epoch with the mean log loss before that epoch's step. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/**
 * Trains by gradient descent on the mean log loss.
 *
 * @example train([{ input: [0], label: 0 }, { input: [1], label: 1 }], { classes: 2, hidden: 0, epochs: 9, learningRate: 1, seed: 1 })
 * @throws Failure when the loss stops being a number: the learning rate is too high.
 */
export function train(examples: readonly Example[], settings: TrainingSettings): Classifier {
  const { mean, deviation } = scaleOf(examples.map((example) => example.input));
  const scaled = examples.map(({ input, label }) => ({ input: standardize(input, mean, deviation), label }));
  let layers = initialLayers(mean.length, settings);
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    const { loss, gradient } = lossAndGradient(layers, scaled);
    if (!Number.isFinite(loss))
      throw new Failure(`The training diverged in epoch ${epoch}: take a lower learning rate.`);
    layers = layers.map((layer, depth) => step(layer, at(gradient, depth), settings.learningRate));
    settings.onEpoch?.(epoch, loss);
  }
  // What is in memory is what a file of float32 holds.
  return {
    mean,
    deviation,
    layers: layers.map(({ weight, bias }) => ({ weight: weight.map(float32), bias: float32(bias) })),
  };
}

/** The probability of each class for one input. */
export function predict(classifier: Classifier, input: Vector): number[] {
  const activations = forward(classifier.layers, standardize(input, classifier.mean, classifier.deviation));
  return softmax(at(activations, activations.length - 1));
}

/** The class with the highest probability. */
export function mostLikely(probabilities: Vector): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

function scaleOf(inputs: readonly Vector[]): { mean: Vector; deviation: Vector } {
  const columns = at(inputs, 0).map((_, column) => inputs.map((input) => at(input, column)));
  const mean = float32(columns.map((column) => sum(column) / column.length));
  const variance = columns.map((column, i) => sum(column.map((x) => (x - at(mean, i)) ** 2)) / column.length);
  // A constant input has no scale of its own.
  return { mean, deviation: float32(variance.map((value) => Math.sqrt(value) || 1)) };
}

function standardize(input: Vector, mean: Vector, deviation: Vector): number[] {
  return input.map((value, i) => (value - at(mean, i)) / at(deviation, i));
}

function initialLayers(inputs: number, { hidden, classes, seed }: TrainingSettings): Layer[] {
  if (hidden === 0) return [layerOf(classes, inputs, () => 0)];
  const random = randomNumbers(seed);
  const uniform = (limit: number) => () => (random() * 2 - 1) * limit;
  return [
    layerOf(hidden, inputs, uniform(Math.sqrt(6 / inputs))),
    layerOf(classes, hidden, uniform(Math.sqrt(6 / (hidden + classes)))),
  ];
}

function layerOf(outputs: number, inputs: number, value: () => number): Layer {
  const weight = Array.from({ length: outputs }, () => Array.from({ length: inputs }, value));
  return { weight, bias: Array.from({ length: outputs }, () => 0) };
}

/** The input, then what comes out of each layer. */
function forward(layers: readonly Layer[], input: Vector): Vector[] {
  const activations = [input];
  for (const [depth, { weight, bias }] of layers.entries()) {
    const output = weight.map((row, i) => dot(row, at(activations, depth)) + at(bias, i));
    activations.push(depth < layers.length - 1 ? output.map((x) => Math.max(0, x)) : output);
  }
  return activations;
}

function lossAndGradient(layers: readonly Layer[], examples: readonly Example[]): { loss: number; gradient: Layer[] } {
  const gradient = layers.map(({ weight, bias }) => ({
    weight: weight.map((row) => row.map(() => 0)),
    bias: bias.map(() => 0),
  }));
  let loss = 0;
  for (const { input, label } of examples) {
    const activations = forward(layers, input);
    const probabilities = softmax(at(activations, layers.length));
    loss -= Math.log(at(probabilities, label)) / examples.length;
    let error = probabilities.map((p, i) => (p - (i === label ? 1 : 0)) / examples.length);
    for (let depth = layers.length - 1; depth >= 0; depth--) {
      const below = at(activations, depth);
      const { weight, bias } = at(gradient, depth);
      error.forEach((e, i) => {
        const row = at(weight, i);
        below.forEach((x, j) => (row[j] = at(row, j) + e * x));
        bias[i] = at(bias, i) + e;
      });
      const above = error;
      error = below.map((x, j) => (x > 0 ? sum(above.map((e, i) => e * at(at(at(layers, depth).weight, i), j))) : 0));
    }
  }
  return { loss, gradient };
}

function step(layer: Layer, gradient: Layer, rate: number): Layer {
  const down = (values: Vector, slope: Vector): number[] => values.map((x, i) => x - rate * at(slope, i));
  return {
    weight: layer.weight.map((row, i) => down(row, at(gradient.weight, i))),
    bias: down(layer.bias, gradient.bias),
  };
}

function softmax(scores: Vector): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = sum(powers);
  return powers.map((power) => power / total);
}

/** Numbers in [0, 1): Tommy Ettinger's mulberry32, 32 bits of state. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sum = (values: Vector): number => values.reduce((total, value) => total + value, 0);
const dot = (a: Vector, b: Vector): number => a.reduce((total, value, i) => total + value * at(b, i), 0);
const float32 = (values: Vector): number[] => values.map(Math.fround);

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`There is no element ${index} of ${values.length}.`);
  return value;
}
