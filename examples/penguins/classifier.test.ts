import { describe, expect, test } from "vitest";
import { mostLikely, predict, train } from "./classifier.ts";

const settings = { classes: 2, hidden: 0, epochs: 300, learningRate: 0.5, seed: 1 };
const xor = [
  { input: [0, 0], label: 0 },
  { input: [0, 1], label: 1 },
  { input: [1, 0], label: 1 },
  { input: [1, 1], label: 0 },
];

const weights = (seed: number): number[] =>
  train(xor, { ...settings, hidden: 4, seed }).layers.flatMap((layer) => layer.weight.flat());

function rightOnXor(hidden: number): number {
  const classifier = train(xor, { ...settings, hidden });
  return xor.filter(({ input, label }) => mostLikely(predict(classifier, input)) === label).length;
}

describe("train", () => {
  test("finds the frequencies of the classes where the input says nothing", () => {
    const examples = [0, 0, 0, 1].map((label) => ({ input: [7], label }));
    const [often, seldom] = predict(train(examples, settings), [7]);
    expect(often).toBeCloseTo(0.75, 6);
    expect(seldom).toBeCloseTo(0.25, 6);
  });

  test("a hidden layer learns what no linear classifier can", () => {
    expect(rightOnXor(0)).toBeLessThan(4);
    expect(rightOnXor(8)).toBe(4);
  });

  test("does not depend on the units of the inputs", () => {
    const scaled = xor.map(({ input, label }) => ({ input: input.map((x) => x * 1024 + 4096), label }));
    const { layers } = train(xor, { ...settings, hidden: 4 });
    expect(train(scaled, { ...settings, hidden: 4 }).layers).toEqual(layers);
  });

  test("gives the same numbers for the same seed, others for another, each of them a float32", () => {
    expect(weights(1)).toEqual(weights(1));
    expect(weights(2)).not.toEqual(weights(1));
    expect(weights(1)).toEqual(weights(1).map(Math.fround));
  });

  test("tells of each epoch; the loss starts at ln 2 and falls", () => {
    const losses: number[] = [];
    const examples = [0, 1, 2, 3].map((x) => ({ input: [x], label: x < 2 ? 0 : 1 }));
    train(examples, { ...settings, epochs: 4, onEpoch: (epoch, loss) => (losses[epoch - 1] = loss) });
    expect(losses).toHaveLength(4);
    expect(losses[0]).toBeCloseTo(Math.LN2, 12);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  });

  test("refuses to go on when the numbers overflow", () => {
    expect(() => train(xor, { ...settings, hidden: 4, learningRate: 1e300 })).toThrow(
      /^The training diverged in epoch \d: take a lower learning rate\.$/,
    );
  });
});

test("predict gives probabilities, also for scores that overflow exp", () => {
  const classifier = { mean: [0], deviation: [1], layers: [{ weight: [[1], [2], [3]], bias: [0, 0, 0] }] };
  expect(predict(classifier, [1000])).toEqual([0, 0, 1]);
  expect(predict(classifier, [0])).toEqual([1 / 3, 1 / 3, 1 / 3]);
});
