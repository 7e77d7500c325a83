// The command lines of train.ts and predict.ts: argv to typed options.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { features, isFeature } from "./dataset.ts";
import { UsageError } from "./failure.ts";
import type { Parameters } from "./training.ts";

export const trainUsage = `Usage: node examples/penguins/train.ts --out DIR [options]

Trains a classifier of penguin species and writes model.safetensors, metrics.json, params.json and signature.json.

  --out DIR           the folder to write to; files of an earlier training are replaced
  --features A,B,…    of ${features.slice(0, 2).join(", ")},
                      ${features.slice(2).join(", ")} (default: all)
  --hidden N          units of the hidden layer, 0 to 256; 0 trains a linear model (default: 8)
  --epochs N          steps of gradient descent, 1 to 100000 (default: 200)
  --learning-rate X   above 0 (default: 0.3)
  --seed N            where the hidden layer starts from, 0 to 4294967295 (default: 1)
  --help              show this`;

export const predictUsage = `Usage: node examples/penguins/predict.ts --model FILE [options]

Predicts the species of the held-out penguins with a model.safetensors that train.ts wrote.

  --model FILE        the model
  --rows N            penguins to show, 0 to 1000 (default: 5)
  --help              show this`;

export type TrainArguments = "help" | { readonly out: string; readonly parameters: Parameters };
export type PredictArguments = "help" | { readonly model: string; readonly rows: number };

/** @throws UsageError saying which option is wrong and what it takes. */
export function parseTrainArguments(argv: readonly string[]): TrainArguments {
  const options = parse(argv, "train.ts", ["out", "features", "hidden", "epochs", "learning-rate", "seed"]);
  if (options.has("help")) return "help";
  return {
    out: required(options, "out", "the folder to write to"),
    parameters: {
      features: featureList(options.get("features")),
      hidden: integer(options, { name: "hidden", min: 0, max: 256, otherwise: 8 }),
      epochs: integer(options, { name: "epochs", min: 1, max: 100_000, otherwise: 200 }),
      learning_rate: positiveNumber(options, "learning-rate", 0.3),
      seed: integer(options, { name: "seed", min: 0, max: 2 ** 32 - 1, otherwise: 1 }),
    },
  };
}

/** @throws UsageError saying which option is wrong and what it takes. */
export function parsePredictArguments(argv: readonly string[]): PredictArguments {
  const options = parse(argv, "predict.ts", ["model", "rows"]);
  if (options.has("help")) return "help";
  return {
    model: required(options, "model", "the model.safetensors to use"),
    rows: integer(options, { name: "rows", min: 0, max: 1000, otherwise: 5 }),
  };
}

type Options = ReadonlyMap<string, string>;

function parse(argv: readonly string[], command: string, names: readonly string[]): Options {
  const config: ParseArgsOptionsConfig = { help: { type: "boolean" } };
  for (const name of names) config[name] = { type: "string" };
  try {
    const { values } = parseArgs({ args: [...argv], options: config, strict: true });
    return new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll("\n", " ") : String(error);
    throw new UsageError(`${reason}\nnode examples/penguins/${command} --help shows the options.`, { cause: error });
  }
}

function required(options: Options, name: string, meaning: string): string {
  const text = options.get(name);
  if (!text) throw new UsageError(`--${name} is missing: ${meaning}.`);
  return text;
}

interface IntegerOption {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly otherwise: number;
}

function integer(options: Options, { name, min, max, otherwise }: IntegerOption): number {
  const text = options.get(name);
  if (text === undefined) return otherwise;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`--${name} takes a whole number from ${min} to ${max}, not ${JSON.stringify(text)}.`);
}

function positiveNumber(options: Options, name: string, otherwise: number): number {
  const text = options.get(name);
  if (text === undefined) return otherwise;
  const value = /^\d*\.?\d+(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value < Infinity) return value;
  throw new UsageError(`--${name} takes a number above 0, not ${JSON.stringify(text)}.`);
}

/** In the data's own order, so that the order in which they are named changes nothing. */
function featureList(text: string | undefined): Parameters["features"] {
  if (text === undefined) return features;
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !isFeature(name));
  if (unknown !== undefined) {
    throw new UsageError(`--features takes ${features.join(", ")}; there is no ${JSON.stringify(unknown)}.`);
  }
  return features.filter((feature) => names.includes(feature));
}
