// node examples/penguins/predict.ts --model FILE: what a model says about penguins that it has not seen.
import { readFile } from "node:fs/promises";
import { parsePredictArguments, predictUsage } from "./arguments.ts";
import { mostLikely } from "./classifier.ts";
import { runCommand } from "./command.ts";
import { type Feature, type Penguin, loadPenguins } from "./dataset.ts";
import { Failure } from "./failure.ts";
import { evaluate } from "./metrics.ts";
import { decodeModel } from "./model-file.ts";
import { predictPenguins } from "./training.ts";

interface Answer {
  readonly penguin: Penguin;
  readonly guess: string;
  readonly probability: number;
}

const columns: Readonly<Record<Feature, { readonly title: string; readonly unit: string }>> = {
  bill_length_mm: { title: "bill length", unit: "mm" },
  bill_depth_mm: { title: "bill depth", unit: "mm" },
  flipper_length_mm: { title: "flipper", unit: "mm" },
  body_mass_g: { title: "body mass", unit: "g" },
};

async function main(argv: readonly string[]): Promise<void> {
  const options = parsePredictArguments(argv);
  if (options === "help") {
    console.log(predictUsage);
    return;
  }
  const model = decodeModel(await readModel(options.model));
  const { heldOut } = await loadPenguins();
  const predictions = predictPenguins(model, heldOut);
  const answers = predictions.map(({ penguin, probabilities }) => ({
    penguin,
    guess: model.labels[mostLikely(probabilities)] ?? "",
    probability: Math.max(...probabilities),
  }));
  if (options.rows > 0) console.log(table(spread(answers, options.rows), model.features));
  const right = answers.filter(({ penguin, guess }) => penguin.species === guess);
  const { accuracy } = evaluate(predictions);
  console.log(`${right.length} of ${answers.length} held-out penguins right: accuracy ${accuracy.toFixed(4)}`);
}

async function readModel(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Failure(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** At most `count` of them, at equal distances: the same penguins for every model. */
function spread(answers: readonly Answer[], count: number): Answer[] {
  const distance = Math.max(1, answers.length / count);
  return answers.filter((_, i) => Math.floor(i / distance) > Math.floor((i - 1) / distance));
}

function table(answers: readonly Answer[], features: readonly Feature[]): string {
  const header = [...features.map((feature) => columns[feature].title), "predicted", "true species"];
  const rows = answers.map(({ penguin, guess, probability }) => [
    ...features.map((feature) => `${penguin.measurements[feature]} ${columns[feature].unit}`),
    `${guess} (${(probability * 100).toFixed(1)} %)`,
    penguin.species === guess ? guess : `${penguin.species} (wrong)`,
  ]);
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
  return [header, ...rows].map((cells) => line(cells).trimEnd()).join("\n");
}

await runCommand(main);
