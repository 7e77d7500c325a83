import { describe, expect, test } from "vitest";
import { doesMoreThan, findFormat, formatRunsCode, formats, formatsOfPath } from "./catalogue.ts";

describe("the table of formats", () => {
  test("names are unique and valid in a version file", () => {
    const names = formats.map((format) => format.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9-]*$/);
  });

  test("extensions are lower case", () => {
    for (const format of formats) for (const end of format.extensions) expect(end).toMatch(/^[a-z_]*\.[a-z0-9]+$/);
  });
});

describe("formatRunsCode", () => {
  test.each(["safetensors", "onnx", "gguf", "npy", "npz", "tflite", "lightgbm", "xgboost-json", "csv", "text"])(
    "%s is data",
    (name) => expect(formatRunsCode(name)).toBe(false),
  );

  test.each([
    "pickle",
    "joblib",
    "pytorch-zip",
    "torchscript",
    "keras",
    "hdf5",
    "savedmodel",
    "zip",
    "gzip",
    "unknown",
  ])("%s can run code", (name) => expect(formatRunsCode(name)).toBe(true));

  test.each(["", "constructor"])("no format is called %j", (name) => expect(findFormat(name)).toBeUndefined());

  test.each([undefined, "", "safetensor", "Safetensors", "constructor", "__proto__"])(
    "%s is not known to be safe",
    (name) => {
      expect(formatRunsCode(name)).toBe(true);
    },
  );
});

test.each([
  ["pickle", "safetensors", true],
  ["zip", "safetensors", true],
  ["unknown", "onnx", true],
  ["csv", "text", false],
  ["pickle", "skops", true],
  ["zip", "keras", false],
  ["joblib", "pickle", false],
  ["pickle", "no-such-format", false],
] as const)("%s in the place of %s does more: %s", (found, said, more) => expect(doesMoreThan(found, said)).toBe(more));

test.each([
  ["model.safetensors", ["safetensors"]],
  ["dir.pkl/weights.PT", ["pytorch-zip", "pytorch-legacy", "torchscript"]],
  ["MLmodel", []],
  ["pkl", []],
])("the name %s promises %j", (path, expected) => expect(formatsOfPath(path)).toEqual(expected));
