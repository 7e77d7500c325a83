import { describe, expect, test } from "vitest";
import { parsePredictArguments, parseTrainArguments } from "./arguments.ts";
import { features } from "./dataset.ts";
import { UsageError } from "./failure.ts";

const words = (line: string): string[] => line.split(" ");

describe("train.ts", () => {
  const parameters = { features, hidden: 8, epochs: 200, learning_rate: 0.3, seed: 1 };

  test.for([
    ["--out m", parameters],
    [
      "--out m --hidden 0 --epochs 5 --learning-rate 0.05 --seed 0",
      { ...parameters, hidden: 0, epochs: 5, learning_rate: 0.05, seed: 0 },
    ],
    ["--out=m --learning-rate=1e-2", { ...parameters, learning_rate: 0.01 }],
    ["--out m --features body_mass_g,bill_length_mm", { ...parameters, features: ["bill_length_mm", "body_mass_g"] }],
  ] as const)("%s", ([line, expected]) => {
    expect(parseTrainArguments(words(line))).toEqual({ out: "m", parameters: expected });
  });

  test("--help needs nothing else", () => {
    expect(parseTrainArguments(["--help"])).toBe("help");
  });

  test.for([
    ["--hidden 4", "--out is missing: the folder to write to."],
    ["--out", "Option '--out <value>' argument missing"],
    ["--out m --width 3", "Unknown option '--width'"],
    ["--out m 4", "Unexpected argument '4'."],
    ["--out m --hidden -1", "use '--hidden=-XYZ'."],
    ["--out m --hidden=-1", '--hidden takes a whole number from 0 to 256, not "-1".'],
    ["--out m --hidden 257", '--hidden takes a whole number from 0 to 256, not "257".'],
    ["--out m --hidden 1.5", '--hidden takes a whole number from 0 to 256, not "1.5".'],
    ["--out m --epochs 0", '--epochs takes a whole number from 1 to 100000, not "0".'],
    ["--out m --seed 4294967296", '--seed takes a whole number from 0 to 4294967295, not "4294967296".'],
    ["--out m --learning-rate 0", '--learning-rate takes a number above 0, not "0".'],
    ["--out m --learning-rate fast", '--learning-rate takes a number above 0, not "fast".'],
    ["--out m --learning-rate 1e999", '--learning-rate takes a number above 0, not "1e999".'],
    ["--out m --features bill_length_mm,wing", 'body_mass_g; there is no "wing".'],
  ] as const)("refuses %s", ([line, message]) => {
    expect(() => parseTrainArguments(words(line))).toThrow(UsageError);
    expect(() => parseTrainArguments(words(line))).toThrow(message);
  });
});

describe("predict.ts", () => {
  test("shows five rows unless asked for others", () => {
    expect(parsePredictArguments(words("--model m.safetensors"))).toEqual({ model: "m.safetensors", rows: 5 });
    expect(parsePredictArguments(words("--model m.safetensors --rows 0"))).toEqual({ model: "m.safetensors", rows: 0 });
    expect(parsePredictArguments(["--help"])).toBe("help");
  });

  test("refuses what it does not know", () => {
    expect(() => parsePredictArguments([])).toThrow("--model is missing: the model.safetensors to use.");
    expect(() => parsePredictArguments(words("--model m --out x"))).toThrow("predict.ts --help shows the options.");
  });
});
