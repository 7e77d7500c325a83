import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownChoice } from "./mlflow-stores.ts";
import { runProgram } from "./run-program.ts";

const program = join(import.meta.dirname, "../../dist/modelyard.js");

test("a model of MLflow goes through the registry, and MLflow loads what comes out", async () => {
  const at = await ownChoice("newest");
  const modelyard = (...words: readonly string[]): Promise<string> =>
    runProgram([process.execPath, program, ...words], {
      ...at,
      environment: { ...at.environment, MODELYARD_CACHE: join(at.folder, ".cache") },
    });
  await modelyard("init", "--store", "file:store");
  await runProgram(["python", "train.py", "run.txt"], at);
  const runId = await readFile(join(at.folder, "run.txt"), "utf8");

  await modelyard("draft", "iris", "--version", "1.0.0", "--from-mlflow", runId, "--owner", "@alice");
  await runProgram(["git", "add", "registry"], at);
  await runProgram(["git", "commit", "--quiet", "--message", "Add iris 1.0.0"], at);
  await modelyard("validate");
  await modelyard("publish");
  await modelyard("pull", "iris@1.0.0", "-o", "pulled");

  await runProgram(["python", "predict.py", `runs:/${runId}/model`, "original.json"], at);
  await runProgram(["python", "predict.py", "pulled", "pulled.json"], at);
  const [original, pulled] = ["original.json", "pulled.json"].map((name) => readFile(join(at.folder, name), "utf8"));
  expect(await pulled).toBe(await original);
});
