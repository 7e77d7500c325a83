import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inspectModelFile } from "./inspect.ts";
import { withLocalFile } from "./bytes/local-file.ts";
import type { PickleImport } from "./pickle/pickle-imports.ts";
import { memoryFile } from "./bytes/random-access-file.ts";
import type { ModelFileReport } from "./report.ts";

const fixtures = join(import.meta.dirname, "../../test/fixtures/formats");
const inspect = (name: string): Promise<ModelFileReport> => withLocalFile(join(fixtures, name), inspectModelFile);
const messages = (report: ModelFileReport): readonly string[] => report.problems.map(({ message }) => message);

test("safetensors: tensors, element types, parameters and metadata", async () => {
  expect(await inspect("model.safetensors")).toEqual({
    format: "safetensors",
    facts: {
      kind: "safetensors",
      tensorCount: 4,
      tensors: [
        { name: "steps", dtype: "I64", shape: [] },
        { name: "dense/kernel", dtype: "F32", shape: [4, 3] },
        { name: "dense/bias", dtype: "F16", shape: [3] },
        { name: "none", dtype: "U8", shape: [0, 5] },
      ],
      dtypes: { I64: 1, F32: 1, F16: 1, U8: 1 },
      parameterCount: 16,
      metadata: { format: "np", épsilon: "1e-5" },
    },
    problems: [],
  });
});

test("ONNX: inputs and outputs become the signature, without inputs that are initializers", async () => {
  expect(await inspect("model.onnx")).toEqual({
    format: "onnx",
    facts: {
      kind: "onnx",
      irVersion: 8,
      producer: { name: "make.py", version: "1.2" },
      domain: "com.example",
      modelVersion: 3,
      description: "A test",
      graph: "churn",
      nodeCount: 2,
      opsets: [
        { domain: "", version: 17 },
        { domain: "ai.onnx.ml", version: 3 },
      ],
      metadata: { model_author: "alice", model_license: "MIT" },
      externalFiles: [],
      tensorCount: 1,
      tensors: [{ name: "weights", dtype: "float32", shape: [3, 2] }],
      dtypes: { float32: 1 },
      parameterCount: 6,
    },
    signature: {
      inputs: [{ name: "x", dtype: "float32", shape: [-1, 3] }],
      outputs: [{ name: "probabilities", dtype: "float32", shape: [-1, 2] }],
    },
    problems: [],
  });
});

test("ONNX: lists, maps, optional and shapeless values; tensors outside the folder are a problem", async () => {
  const report = await inspect("types.onnx");
  expect(report.signature?.outputs).toEqual([
    { name: "label", dtype: "string", shape: [-1] },
    { name: "probabilities", type: "array", items: { type: "map", values: { type: "float" } } },
    { name: "maybe", dtype: "bool", shape: [1], optional: true },
    { name: "anything", type: "any" },
  ]);
  expect(report.facts).toMatchObject({
    externalFiles: ["../weights.bin"],
    opsets: [{}, { domain: "com.acme", version: 1 }],
  });
  expect(messages(report)).toEqual([
    'It reads its tensors from "../weights.bin", outside the model\'s folder.',
    'It needs operators that a library of its own brings: those of "com.acme".',
  ]);
});

test("GGUF: architecture, metadata without the vocabulary, tensors", async () => {
  expect(await inspect("model.gguf")).toEqual({
    format: "gguf",
    facts: {
      kind: "gguf",
      version: 3,
      architecture: "llama",
      metadata: {
        "general.architecture": "llama",
        "general.name": "Tiny",
        "llama.context_length": 2048,
        "general.file_type": 1,
        "general.license": "apache-2.0",
      },
      hasChatTemplate: true,
      tensorCount: 2,
      tensors: [
        { name: "token_embd.weight", dtype: "F32", shape: [8, 4] },
        { name: "output.weight", dtype: "F16", shape: [8, 4] },
      ],
      dtypes: { F32: 1, F16: 1 },
      parameterCount: 64,
    },
    problems: [{ message: "It holds Jinja templates, which are programs: what renders them must be a sandbox." }],
  });
});

test.each([
  ["plain.npy", [{ name: "", dtype: "<f8", shape: [2, 3] }], 6],
  ["fields.npy", [{ name: "", dtype: '[["a","<i4"],["b","<f8",[2]]]', shape: [2] }], 2],
  [
    "plain.npz",
    [
      { name: "a", dtype: "<f8", shape: [3] },
      { name: "b", dtype: "|i1", shape: [2, 2] },
    ],
    7,
  ],
  ["compressed.npz", [{ name: "a", dtype: "<f8", shape: [300] }], 300],
])("%s: type and shape of each array", async (name, tensors, parameterCount) => {
  const report = await inspect(name);
  expect(report.facts).toMatchObject({ kind: "arrays", tensors, parameterCount });
  expect(report.problems).toEqual([]);
});

test.each([
  ["lightgbm.txt", { library: "lightgbm", version: "v4", objective: "binary" }],
  ["xgboost.json", { library: "xgboost", version: "3.2.0", objective: "binary:logistic" }],
  ["xgboost.ubj", { library: "xgboost", version: "3.2.0", objective: "binary:logistic" }],
])("%s: objective, features and trees", async (name, facts) => {
  const report = await inspect(name);
  expect(report.facts).toEqual({ kind: "trees", ...facts, featureNames: ["age", "income", "region"], treeCount: 2 });
  expect(report.problems).toEqual([]);
});

describe("Keras", () => {
  test.each([
    ["dense.keras", { kind: "keras", kerasVersion: "3.5.0", lambdaCount: 0, otherModules: [] }],
    ["dense.h5", { kind: "hdf5", hasKerasModel: true, hasLambda: false }],
    ["weights.h5", { kind: "hdf5", hasKerasModel: false, hasLambda: false }],
  ])("%s brings no code that is seen", async (name, facts) => {
    expect(await inspect(name)).toMatchObject({ facts, problems: [] });
  });

  test.each([
    ["lambda.keras", { kind: "keras", lambdaCount: 2 }],
    ["lambda.h5", { kind: "hdf5", hasLambda: true }],
  ])("%s has Lambda layers", async (name, facts) => {
    const report = await inspect(name);
    expect(report.facts).toMatchObject(facts);
    expect(messages(report)).toEqual([expect.stringContaining("Lambda layers")]);
  });
});

/** What the pickles of a report import, those inside an archive included. */
function importsOf({ facts }: ModelFileReport): readonly PickleImport[] | undefined {
  if (facts.kind === "pickle") return facts.imports;
  return facts.kind === "archive" ? facts.pickles?.imports : undefined;
}

describe("pickles", () => {
  test.each(
    [
      "command-0.pkl",
      "command-1.pkl",
      "command-2.pkl",
      "command-3.pkl",
      "command-4.pkl",
      "command-5.pkl",
      "two.pkl",
      "command.pkl.zlib",
      "command.pkl.gz",
      "arrays.joblib",
      "arrays-zlib.joblib",
      "arrays-gzip.joblib",
      "objects.npy",
      "command.pt",
      "model.tar",
      "model.zip",
    ].map((name) => [name]),
  )("%s: the command is found and called suspicious", async (name) => {
    const report = await inspect(name);
    expect(importsOf(report)).toContainEqual({ module: "posix", name: "system", called: true, expected: false });
    expect(messages(report)).toContainEqual(
      expect.stringMatching(/^Loading it .*calls posix\.system.*: no ordinary model/),
    );
  });

  test.each(
    ["sklearn.pkl", "sklearn.joblib", "model.pt", "script.pt", "legacy.pt", "objects.npz"].map((name) => [name]),
  )("%s: an ordinary model imports nothing suspicious", async (name) => {
    const report = await inspect(name);
    const imports = importsOf(report);
    expect(imports).not.toEqual([]);
    expect(imports?.filter(({ expected }) => !expected)).toEqual([]);
    expect(
      report.facts.kind === "pickle" ? report.facts : report.facts.kind === "archive" && report.facts.pickles,
    ).toMatchObject({
      complete: true,
    });
  });

  test.each(["data-0.pkl", "data-4.pkl"].map((name) => [name]))("%s: plain data import nothing", async (name) => {
    expect(await inspect(name)).toMatchObject({ facts: { imports: [], complete: true, count: 1 }, problems: [] });
  });

  test.each([
    ["command.pkl.bz2", "bzip2"],
    ["command.pkl.xz", "xz"],
    ["command.pkl.lzma", "LZMA"],
    ["arrays-xz.joblib", "xz"],
  ])("%s: that nobody looked into it is said", async (name, compression) => {
    const report = await inspect(name);
    expect(report.facts).toEqual({ kind: "compressed", content: undefined });
    expect(messages(report)).toEqual([
      expect.stringMatching(`^It is compressed with ${compression}, and its content was not inspected`),
    ]);
  });
});

test("an archive's members are listed with their formats", async () => {
  expect(await inspect("model.zip")).toMatchObject({
    format: "zip",
    facts: {
      memberCount: 2,
      members: [
        { path: "readme.txt", format: "text" },
        { path: "deep/x.dat", format: "pickle" },
      ],
    },
  });
});

test("an archive that is compressed as a whole is looked into", async () => {
  const report = await inspect("model.tar.gz");
  expect(report).toMatchObject({
    format: "gzip",
    facts: { content: "tar", archive: { members: [{ format: "npy" }, { path: "model/x.pkl", format: "pickle" }] } },
  });
  expect(messages(report)).toEqual(["Loading it calls posix.system: no ordinary model needs that."]);
});

test("a name that promises another format is a problem", async () => {
  const bytes = Buffer.from("cposix\nsystem\n(S'id'\ntR.");
  const report = await inspectModelFile(memoryFile("model.safetensors", bytes));
  expect(report.format).toBe("pickle");
  expect(messages(report)).toEqual([
    "Its name promises safetensors, but its content is Python pickle.",
    "Loading it calls posix.system: no ordinary model needs that.",
  ]);
});

test("YAML tags for Python objects are a problem", async () => {
  const report = await inspectModelFile(
    memoryFile("params.yaml", Buffer.from("a: !!python/object/apply:os.system [id]\n")),
  );
  expect(messages(report)).toEqual([expect.stringContaining("tags name Python objects")]);
});

test("an error of the source is no problem of the file", async () => {
  const file = { path: "x", sizeBytes: 10, read: () => Promise.reject(new Error("connection lost")) };
  await expect(inspectModelFile(file)).rejects.toThrow("connection lost");
});
