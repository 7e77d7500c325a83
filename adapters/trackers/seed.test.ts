import { expect, test } from "vitest";
import { withSeed } from "./seed.ts";

test.for([
  [{ seed: 42 }, 42],
  [{ "train.random_state": "7", lr: 0.1 }, 7],
  [{ "train/randomSeed": 7, seed: 7 }, 7],
  [{ seed: 1, random_state: 2 }, undefined],
  [{ seed: null, state: 3, seeds: 4, "seed.x": 5, random_seed: 0.5 }, undefined],
] as const)("%o", ([parameters, seed]) => {
  expect(withSeed({ parameters, notes: [] }).training?.seed).toBe(seed);
});

test("a seed that is known already stays", () => {
  expect(withSeed({ parameters: { seed: 1 }, training: { seed: 2, command: "x" }, notes: [] }).training).toEqual({
    seed: 2,
    command: "x",
  });
});
