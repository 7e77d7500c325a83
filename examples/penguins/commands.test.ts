// train.ts and predict.ts as people run them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "penguins-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(
  script: "train.ts" | "predict.ts",
  ...args: string[]
): { exitCode: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, script), ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { exitCode: status, stdout, stderr };
}

const modelBytes = (): string => readFileSync(join(folder, "again", "model.safetensors"), "hex");

const plain = ["--hidden", "0", "--features", "bill_length_mm,flipper_length_mm"];

describe("train.ts, then predict.ts", () => {
  test("tell what they do in a few lines", () => {
    expect(run("train.ts", "--out", "plain", ...plain).stdout).toMatchInlineSnapshot(`
      "206 penguins to learn from, 136 held out
      linear model on bill_length_mm, flipper_length_mm
      epoch  67  loss 0.2167
      epoch 134  loss 0.1730
      epoch 200  loss 0.1569
      held out: accuracy 0.9559  log_loss 0.1328  macro_f1 0.9438
      Wrote model.safetensors, metrics.json, params.json, signature.json in plain
      "
    `);
    expect(run("predict.ts", "--model", "plain/model.safetensors").stdout).toMatchInlineSnapshot(`
      "bill length  flipper  predicted           true species
      38.6 mm      199 mm   Adelie (95.2 %)     Adelie
      50.2 mm      218 mm   Gentoo (95.7 %)     Gentoo
      49.2 mm      195 mm   Chinstrap (95.8 %)  Chinstrap
      36.5 mm      182 mm   Adelie (99.7 %)     Adelie
      46.5 mm      192 mm   Chinstrap (83.8 %)  Chinstrap
      130 of 136 held-out penguins right: accuracy 0.9559
      "
    `);
  });

  test("write and read what the formats say, and nothing else", () => {
    expect(run("train.ts", "--out", "deep/er", ...plain, "--seed", "7")).toMatchObject({ exitCode: 0, stderr: "" });
    const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, "deep/er", name), "utf8"));
    expect(readdirSync(join(folder, "deep/er")).sort()).toEqual([
      "metrics.json",
      "model.safetensors",
      "params.json",
      "signature.json",
    ]);
    expect(read("metrics.json")).toEqual({ accuracy: 0.955882, log_loss: 0.132824, macro_f1: 0.943807 });
    expect(read("params.json")).toEqual({
      features: ["bill_length_mm", "flipper_length_mm"],
      hidden: 0,
      epochs: 200,
      learning_rate: 0.3,
      seed: 7,
    });
    expect(Object.keys(read("signature.json") as object)).toEqual(["inputs", "outputs"]);
  });

  test("replace the files of an earlier training; a second run gives the same bytes", () => {
    run("train.ts", "--out", "again", "--epochs", "20");
    const first = modelBytes();
    run("train.ts", "--out", "again", "--epochs", "10");
    expect(modelBytes()).not.toBe(first);
    run("train.ts", "--out", "again", "--epochs", "20");
    expect(modelBytes()).toBe(first);
  });

  test("show as many rows as asked, each penguin once", () => {
    run("train.ts", "--out", "rows", ...plain);
    const lines = (rows: string): string[] =>
      run("predict.ts", "--model", "rows/model.safetensors", "--rows", rows).stdout.trimEnd().split("\n");
    expect(lines("0")).toEqual(["130 of 136 held-out penguins right: accuracy 0.9559"]);
    expect(lines("7")).toHaveLength(1 + 7 + 1);
    expect(lines("1000")).toHaveLength(1 + 136 + 1);
    expect(lines("1000").filter((line) => line.endsWith("(wrong)"))).toHaveLength(6);
  });
});

describe("a mistake ends with a message and no stack trace", () => {
  test.for<["train.ts" | "predict.ts", string[], number, string]>([
    ["train.ts", [], 2, "--out is missing: the folder to write to."],
    ["predict.ts", ["--rows", "x", "--model", "m"], 2, '--rows takes a whole number from 0 to 1000, not "x".'],
    ["train.ts", ["--out", "file"], 1, "Cannot write to file: EEXIST: file already exists"],
    ["predict.ts", ["--model", "none"], 1, "Cannot read none: ENOENT: no such file or directory"],
    [
      "predict.ts",
      ["--model", "file"],
      1,
      "This is not a safetensors file that can be read: it has 5 bytes, too few for the header's length.",
    ],
  ])("%s %j", ([script, args, exitCode, message]) => {
    writeFileSync(join(folder, "file"), "model");
    const result = run(script, ...args);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr.trimEnd().split("\n")).toEqual([expect.stringContaining(message)]);
  });

  test.for(["train.ts", "predict.ts"] as const)("%s --help shows the usage", (script) => {
    const { exitCode, stdout, stderr } = run(script, "--help");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: node examples/penguins/${script} --`));
  });
});
