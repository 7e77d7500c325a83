import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FormatName, formatRunsCode } from "../../core/formats/catalogue.ts";
import { detectFormat } from "./inspect.ts";
import { withLocalFile } from "./bytes/local-file.ts";
import { memoryFile } from "./bytes/random-access-file.ts";

const fixtures = join(import.meta.dirname, "../../test/fixtures/formats");
const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");
const detectBytes = (bytes: Uint8Array, path = "file"): Promise<FormatName> => detectFormat(memoryFile(path, bytes));

const written: readonly [file: string, format: FormatName][] = [
  ["model.safetensors", "safetensors"],
  ["model.onnx", "onnx"],
  // It reads a tensor from outside of its folder.
  ["types.onnx", "unknown"],
  ["model.gguf", "gguf"],
  ["plain.npy", "npy"],
  ["fields.npy", "npy"],
  ["objects.npy", "pickle"],
  ["plain.npz", "npz"],
  ["compressed.npz", "npz"],
  ["objects.npz", "pickle"],
  ["command-0.pkl", "pickle"],
  ["command-1.pkl", "pickle"],
  ["data-0.pkl", "pickle"],
  ["two.pkl", "pickle"],
  ["command-2.pkl", "pickle"],
  ["command-3.pkl", "pickle"],
  ["command-4.pkl", "pickle"],
  ["command-5.pkl", "pickle"],
  ["data-4.pkl", "pickle"],
  ["sklearn.pkl", "pickle"],
  ["command.pkl.zlib", "pickle"],
  ["command.pkl.gz", "pickle"],
  ["command.pkl.bz2", "bzip2"],
  ["command.pkl.xz", "xz"],
  ["command.pkl.lzma", "lzma"],
  ["arrays.joblib", "joblib"],
  ["arrays-zlib.joblib", "joblib"],
  ["arrays-gzip.joblib", "joblib"],
  ["arrays-xz.joblib", "xz"],
  ["model.skops", "skops"],
  ["model.pt", "pytorch-zip"],
  ["command.pt", "pytorch-zip"],
  ["script.pt", "torchscript"],
  ["legacy.pt", "pytorch-legacy"],
  ["dense.keras", "keras"],
  ["dense.h5", "hdf5"],
  ["lightgbm.txt", "lightgbm"],
  ["xgboost.json", "xgboost-json"],
  ["xgboost.ubj", "xgboost-ubj"],
  ["model.tar", "tar"],
  ["model.tar.gz", "gzip"],
  ["model.zip", "zip"],
  ["make.py", "source-code"],
];

describe("files written by the real packages", () => {
  test.each(written)("%s is %s, by its own name", async (name, format) => {
    expect(await withLocalFile(join(fixtures, name), detectFormat)).toBe(format);
  });

  test.each(written.filter(([, format]) => format !== "source-code" && format !== "unknown" && formatRunsCode(format)))(
    "%s is %s, whatever it is called",
    async (name, format) => {
      const bytes = await readFile(join(fixtures, name));
      for (const path of ["x", "x.safetensors", "x.onnx", "x.yaml", "x.pkl"])
        expect(await detectBytes(bytes, path)).toBe(format);
    },
  );

  test.each(written.filter(([, format]) => !formatRunsCode(format)))(
    "%s is %s under a name that promises nothing, and unknown where the name promises something else",
    async (name, format) => {
      const bytes = await readFile(join(fixtures, name));
      expect(await detectBytes(bytes)).toBe(format);
      expect(await detectBytes(bytes, "x.bin")).toBe(format);
      const others = ["x.pt", "x.tflite", "x.rds", "x.png", "x.skops"].filter((path) => path !== `x.${format}`);
      for (const path of others) expect(await detectBytes(bytes, path)).toBe("unknown");
    },
  );
});

test.each<[what: string, path: string, bytes: string, format: FormatName]>([
  ["an object", "config.json", '{"a": [1]}\n', "json"],
  ["JSON without a telling name", "config", "[1, 2]", "json"],
  ["lines of JSON", "train.jsonl", '{"a": 1}\n{"a": 2}\n', "json"],
  ["a mapping", "params.yaml", "C: 0.5\n", "yaml"],
  ["a table", "metrics.csv", "step,auc\n1,0.5\n", "csv"],
  ["plain text", "requirements.txt", "numpy==1.26.4\n", "text"],
  ["UTF-8", "README.md", "\u00c3\u00a9\n", "text"],
  ["one byte a character", "README.md", "\u00e9t\u00e9, et puis l'hiver\n", "other-text"],
  ["nothing", "empty.json", "", "text"],
  ["Python by its name", "code/loader.py", "import os\n", "source-code"],
  ["a script by its first line", "run.txt", "#!/bin/sh\n", "source-code"],
  ["a program", "model.bin", "\x7fELF\x02\x01\x01", "executable"],
  ["zeros", "model.safetensors", "\0".repeat(100), "unknown"],
  [
    "MLmodel of a known loader",
    "model/MLmodel",
    "flavors: {python_function: {loader_module: mlflow.onnx}}\n",
    "mlflow-model",
  ],
  [
    "MLmodel with code",
    "MLmodel",
    "flavors: {python_function: {loader_module: mlflow.onnx, code: code}}\n",
    "mlflow-code",
  ],
  [
    "MLmodel with a loader of its own",
    "MLmodel",
    "flavors: {python_function: {loader_module: loader}}\n",
    "mlflow-code",
  ],
  ["MLmodel that hides it in an anchor", "MLmodel", "x: &a {code: c}\nflavors: {f: *a}\n", "mlflow-code"],
])("%s (%s)", async (_, path, bytes, format) => {
  expect(await detectBytes(latin1(bytes), path)).toBe(format);
});

test("a large text is recognized by its start, cut inside a character or not", async () => {
  const bytes = Buffer.from(`a${"é".repeat(100_000)}`);
  expect(await detectBytes(bytes, "a.md")).toBe("text");
});

test("a path that is no regular file is refused", async () => {
  await expect(withLocalFile(fixtures, detectFormat)).rejects.toThrow("is not a file");
});
