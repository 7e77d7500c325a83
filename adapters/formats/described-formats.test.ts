// What headers of TensorFlow Lite, CatBoost, Core ML, PMML, Keras and skops can say that none of their packages writes.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verdictOn } from "../../test/support/file-verdict.ts";
import { zipOf } from "../../test/support/zip-archive.ts";
import { inspectModelFile } from "./inspect.ts";
import { memoryFile } from "./bytes/random-access-file.ts";

const folder = join(import.meta.dirname, "../../test/fixtures/frameworks");
const fixture = (name: string): Promise<Buffer> => readFile(join(folder, name));
const problemsOf = async (path: string, bytes: Uint8Array): Promise<string> => (await verdictOn(path, bytes)).problems;

const document = (inner: string): Buffer =>
  Buffer.from(`<?xml version="1.0"?><!-- <x> --><PMML version="4.4">${inner}</PMML>`);

const schema = (name: string): string => `<p:MiningSchema><p:MiningField name='${name}'/></p:MiningSchema>`;

const keras = (layer: object): Buffer =>
  zipOf([
    { path: "metadata.json", content: "{}" },
    {
      path: "config.json",
      content: JSON.stringify({ class_name: "Sequential", module: "keras", config: { layers: [layer] } }),
    },
  ]);

const skops = (node: object): Buffer => zipOf([{ path: "schema.json", content: JSON.stringify({ content: [node] }) }]);

describe("FlatBuffers", () => {
  test("a model whose root lies outside the file is not known to be safe", async () => {
    const bytes = await fixture("model.tflite");
    bytes.writeUInt32LE(0x7fffffff, 0);
    expect((await verdictOn("model.tflite", bytes)).format).toBe("unknown");
  });

  test("nor is one whose table of fields lies in front of it", async () => {
    const bytes = await fixture("model.tflite");
    bytes.writeInt32LE(0x7fffffff, bytes.readUInt32LE(0));
    expect((await verdictOn("model.tflite", bytes)).format).toBe("unknown");
  });

  test("a broken CatBoost model is unknown, and the report says where it breaks", async () => {
    const bytes = await fixture("model.cbm");
    bytes.writeUInt32LE(0x7fffffff, 8);
    expect(await verdictOn("model.cbm", bytes)).toMatchObject({
      format: "unknown",
      problems: expect.stringContaining("outside the file") as string,
    });
  });
});

describe("PMML", () => {
  test("prefixes, entities, apostrophes and a model inside a model", async () => {
    const fields = `<p:DataDictionary><p:DataField name='a &lt; "b"' dataType="integer"/><p:DataField name="c"/></p:DataDictionary>`;
    const inner = `<p:Segment><p:TreeModel>${schema("inner")}</p:TreeModel></p:Segment>`;
    const model = `<p:MiningModel>${schema('a &lt; "b"')}<p:Segmentation>${inner}</p:Segmentation></p:MiningModel>`;
    const bytes = Buffer.from(
      `<p:PMML version="4.3">${fields}${model}<p:TreeModel>${schema("c")}</p:TreeModel></p:PMML>`,
    );
    expect(await inspectModelFile(memoryFile("x.pmml", bytes))).toEqual({
      format: "pmml",
      facts: { kind: "pmml", version: "4.3", application: undefined, model: "MiningModel" },
      signature: { inputs: [{ name: 'a < "b"', type: "long" }], outputs: [] },
      problems: [],
    });
  });

  test("a document type is reported", async () => {
    const bytes = Buffer.from('<!DOCTYPE PMML [<!ENTITY x SYSTEM "file:///etc/passwd">]><PMML>&x;</PMML>');
    expect(await verdictOn("x.pmml", bytes)).toMatchObject({
      format: "unknown",
      problems: expect.stringContaining("document type of its own") as string,
    });
  });

  test.each([
    ["comments that do not end", "<!--".repeat(500_000), "unknown"],
    ["tags that do not end", "<a ".repeat(500_000), "unknown"],
    ["quotes that do not end", `<a b="${"x".repeat(2_000_000)}`, "unknown"],
    ["an attribute without a value", `<a ${"x".repeat(2_000_000)}/>`, "pmml"],
    ["attributes without values", `<a ${"x ".repeat(1_000_000)}/>`, "pmml"],
  ])("%s take no longer than they are long", async (_, inner, format) => {
    expect((await verdictOn("x.pmml", document(inner))).format).toBe(format);
  });

  test("another XML document is a text, and one for browsers is not", async () => {
    expect((await verdictOn("x.xml", Buffer.from("<map><PMML/></map>"))).format).toBe("text");
    expect((await verdictOn("x.xml", Buffer.from("<svg><PMML/></svg>"))).format).toBe("html");
  });
});

describe("Keras, in spite of its safe mode", () => {
  test.each([
    [
      "CVE-2025-1550",
      {
        class_name: "function",
        module: "builtins",
        config: "x",
        registered_name: "subprocess",
        inbound: { module: "subprocess" },
      },
      'imports "subprocess"',
    ],
    ["CVE-2025-8747", { class_name: "function", module: "keras.utils", config: "get_file" }, '"keras.utils.get_file"'],
    [
      "CVE-2025-9906",
      { class_name: "function", module: "keras.config", config: "enable_unsafe_deserialization" },
      "enable_unsafe_deserialization",
    ],
    [
      "CVE-2025-12058",
      { class_name: "StringLookup", module: "keras.layers", config: { vocabulary: "/etc/passwd" } },
      '"the file /etc/passwd"',
    ],
    ["CVE-2025-49655", { class_name: "TorchModuleWrapper", module: "keras.layers", config: {} }, "TorchModuleWrapper"],
  ])("%s", async (_, layer, problem) => {
    const verdict = await verdictOn("model.keras", keras(layer));
    expect(verdict.format).toBe("keras");
    expect(verdict.problems).toContain(problem);
  });

  test("activations and lists of words are ordinary", async () => {
    const layer = {
      class_name: "Dense",
      module: "keras.layers",
      config: {
        activation: { class_name: "function", module: "keras.activations", config: "relu" },
        vocabulary: ["a"],
      },
    };
    expect(await problemsOf("model.keras", keras(layer))).toBe("");
  });

  test("of two configurations the last one counts, as for Python", async () => {
    const [metadata, good, bad] = [
      { path: "metadata.json", content: "{}" },
      { path: "config.json", content: "{}" },
      { path: "config.json", content: '{"class_name": "Lambda"}' },
    ];
    expect(await problemsOf("model.keras", zipOf([metadata, good, bad]))).toContain("Lambda layers");
  });
});

describe("skops", () => {
  test.each([
    [
      "CVE-2025-54413",
      { __module__: "sklearn.pipeline", __class__: "Pipeline", __loader__: "MethodNode" },
      "sklearn.pipeline.Pipeline",
    ],
    [
      "CVE-2025-54412",
      { __module__: "operator", __class__: "methodcaller", __loader__: "OperatorFuncNode" },
      "operator.methodcaller",
    ],
    ["a function", { __module__: "os", __class__: "system", __loader__: "FunctionNode" }, "os.system"],
    ["a function of NumPy", { __module__: "numpy", __class__: "load", __loader__: "FunctionNode" }, "numpy.load"],
  ])("%s", async (_, node, type) => {
    const verdict = await verdictOn("model.skops", skops(node));
    expect(verdict.format).toBe("skops-untrusted");
    expect(verdict.problems).toContain(`"${type}": no ordinary model needs that`);
  });

  test.each([
    ["a tree of gradient boosting", { __module__: "sklearn.tree._tree", __class__: "Tree", __loader__: "TreeNode" }],
    [
      "a tree of histogram gradient boosting",
      {
        __module__: "sklearn.ensemble._hist_gradient_boosting.predictor",
        __class__: "TreePredictor",
        __loader__: "ObjectNode",
      },
    ],
  ])("%s is ordinary, and skops asks for it", async (_, node) => {
    const verdict = await verdictOn("model.skops", skops(node));
    expect(verdict.format).toBe("skops-untrusted");
    expect(verdict.problems).toContain("by default: the code that loads it must name them as trusted");
    expect(verdict.problems).not.toContain("no ordinary model");
  });

  test("a file of types that skops trusts runs nothing, unless bytes stand around it", async () => {
    const bytes = await readFile(new URL("../../test/fixtures/formats/log1p.skops", import.meta.url));
    expect((await verdictOn("model.skops", bytes)).format).toBe("skops");
    expect((await verdictOn("model.skops", Buffer.concat([Buffer.from("#"), bytes]))).format).not.toBe("skops");
  });

  test("a tree that is no JSON is said to be broken", async () => {
    expect(await problemsOf("x.skops", zipOf([{ path: "schema.json", content: "{" }]))).toContain("not valid JSON");
  });
});
