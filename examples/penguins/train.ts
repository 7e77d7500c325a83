// node examples/penguins/train.ts --out DIR: trains a model and writes what a registry wants to know of it.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseTrainArguments, trainUsage } from "./arguments.ts";
import { runCommand } from "./command.ts";
import { loadPenguins } from "./dataset.ts";
import { Failure } from "./failure.ts";
import { encodeModel } from "./model-file.ts";
import { signatureOf, trainPenguins } from "./training.ts";

async function main(argv: readonly string[]): Promise<void> {
  const options = parseTrainArguments(argv);
  if (options === "help") {
    console.log(trainUsage);
    return;
  }
  const { out, parameters } = options;
  const { features, hidden, epochs } = parameters;
  const split = await loadPenguins();
  console.log(`${split.training.length} penguins to learn from, ${split.heldOut.length} held out`);
  console.log(`${hidden === 0 ? "linear model" : `${hidden} hidden units`} on ${features.join(", ")}`);

  const shown = new Set([1, 2, 3].map((third) => Math.ceil((epochs * third) / 3)));
  const { model, metrics } = trainPenguins(split, parameters, (epoch, loss) => {
    if (shown.has(epoch))
      console.log(`epoch ${String(epoch).padStart(String(epochs).length)}  loss ${loss.toFixed(4)}`);
  });
  const measured = Object.entries(metrics).map(([name, value]: [string, number]) => `${name} ${value.toFixed(4)}`);
  console.log(`held out: ${measured.join("  ")}`);

  const files = {
    "model.safetensors": encodeModel(model),
    "metrics.json": json(metrics),
    "params.json": json(parameters),
    "signature.json": json(signatureOf(model)),
  };
  await writeFiles(out, files);
  console.log(`Wrote ${Object.keys(files).join(", ")} in ${out}`);
}

const json = (value: object): string => JSON.stringify(value, null, 2) + "\n";

async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      await writeFile(`${path}.tmp`, content);
      await rename(`${path}.tmp`, path);
    }
  } catch (error) {
    throw new Failure(`Cannot write to ${folder}: ${(error as Error).message}`, { cause: error });
  }
}

await runCommand(main);
