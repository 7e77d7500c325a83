import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../core/errors.ts";
import { readSignature } from "./signature.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "signature-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function signatureOf(name: string, content: string) {
  const path = join(folder, name);
  await writeFile(path, content);
  const { signature, notes } = await readSignature(path);
  return { signature, notes: notes.map((note) => note.replaceAll(path, name)) };
}

test("our own form, in YAML, JSON and TOML", async () => {
  const expected = {
    signature: {
      inputs: [
        { name: "age", type: "long" },
        { name: "income", optional: true, description: "Per year.", type: "double" },
        { name: "pixels", dtype: "float32", shape: [-1, 28, 28] },
      ],
      outputs: [{ type: "double" }],
      params: [{ name: "threshold", type: "double", default: 0.5 }],
    },
    notes: [],
  };
  const yaml = `
inputs:
  - {name: age, type: long}
  - {name: income, type: double, optional: true, description: Per year.}
  - {name: pixels, dtype: float32, shape: [-1, 28, 28]}
outputs: [{type: double}]
params: [{name: threshold, type: double, default: 0.5}]
`;
  expect(await signatureOf("signature.yaml", yaml)).toEqual(expected);
  expect(await signatureOf("signature.json", JSON.stringify(expected.signature))).toEqual(expected);
  const toml = `
outputs = [{type = "double"}]
params = [{name = "threshold", type = "double", default = 0.5}]
[[inputs]]
name = "age"
type = "long"
[[inputs]]
name = "income"
type = "double"
optional = true
description = "Per year."
[[inputs]]
name = "pixels"
dtype = "float32"
shape = [-1, 28, 28]
`;
  expect(await signatureOf("signature.toml", toml)).toEqual(expected);
});

test("MLflow's form, inside an MLmodel file", async () => {
  const mlmodel = `
flavors: {python_function: {loader_module: mlflow.sklearn}}
run_id: 1e93015599b54c1d9d5d1e0c1f6e0b1a
signature:
  inputs: '[{"type": "long", "name": "age", "required": true}, {"type": "string", "name": "city", "required": false},
    {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string", "required": true}, "qty": {"type": "long", "required": false}}}, "name": "cart", "required": true},
    {"type": "map", "values": {"type": "double"}, "name": "scores", "required": true}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 2]}}]'
  params: '[{"name": "t", "type": "double", "default": NaN, "shape": null}, {"name": "stop", "type": "string", "default": ["a"], "shape": [-1]}]'
`;
  expect(await signatureOf("MLmodel", mlmodel)).toEqual({
    signature: {
      inputs: [
        { name: "age", type: "long" },
        { name: "city", optional: true, type: "string" },
        {
          name: "cart",
          type: "array",
          items: { type: "object", properties: { sku: { type: "string" }, qty: { type: "long", optional: true } } },
        },
        { name: "scores", type: "map", values: { type: "double" } },
      ],
      outputs: [{ dtype: "float64", shape: [-1, 2] }],
      params: [
        { name: "t", type: "double", default: "NaN" },
        { name: "stop", type: "string", default: ["a"], shape: [-1] },
      ],
    },
    notes: [],
  });
});

test("what has no form here is said", async () => {
  const yaml = `
inputs: [{name: v, type: sparkml_vector}]
outputs: null
params: [{name: o, type: object, default: {a: {b: 1}}, properties: {a: {type: any}}}]
`;
  expect(await signatureOf("odd.yaml", yaml)).toEqual({
    signature: {
      inputs: [{ name: "v", type: "any" }],
      params: [{ name: "o", type: "object", properties: { a: { type: "any" } } }],
    },
    notes: [
      "odd.yaml: inputs[0] is a Spark ML vector, which is written as type any.",
      "odd.yaml: the default of parameter o is nested, so it is not recorded.",
    ],
  });
  expect(await signatureOf("none.yaml", "inputs: null\n")).toEqual({
    signature: undefined,
    notes: ["none.yaml holds no signature."],
  });
});

test("a name that is no text, or empty, and element types with a unit are kept", async () => {
  const json = JSON.stringify({
    inputs: [
      { name: 0, type: "double" },
      { name: true, type: "double" },
      { name: ["a", 1], type: "double" },
      { name: "", type: "double" },
      { name: "at", dtype: "datetime64[ns]", shape: [-1] },
    ],
    params: [{ name: 7, type: "string", default: null }],
  });
  expect(await signatureOf("names.json", json)).toEqual({
    signature: {
      inputs: [
        { name: "0", type: "double" },
        { name: "true", type: "double" },
        { name: '["a",1]', type: "double" },
        { name: "", type: "double" },
        { name: "at", dtype: "datetime64[ns]", shape: [-1] },
      ],
      params: [{ name: "7", type: "string", default: null }],
    },
    notes: [],
  });
});

test("what a later MLflow writes is said, and the rest is read", async () => {
  const mlmodel = `
flavors: {}
signature:
  inputs: '[{"type": "long", "name": "age", "unit": "years"}, {"type": "decimal", "name": "price", "required": false}]'
  constraints: []
`;
  expect(await signatureOf("MLmodel", mlmodel)).toEqual({
    signature: {
      inputs: [
        { name: "age", type: "long" },
        { name: "price", optional: true, type: "any" },
      ],
    },
    notes: [
      "MLmodel: the signature has what is not known here, so it is not recorded: constraints.",
      "MLmodel: inputs[0] has what is not known here, so it is not recorded: unit.",
      'MLmodel: inputs[1] has the type "decimal", which is not known here, so it is written as type any.',
    ],
  });
});

describe("a mistake is refused with its place", () => {
  test.for([
    ["inputs: [{name: age, type: int64}]", `inputs[0].type is "int64"`, "Did you mean long?"],
    ["inputs: [{name: age, type: age}]", `inputs[0].type is "age"`, "Write one of boolean, integer,"],
    ["inputs: [{name: age}]", "inputs[0].type is missing", "Write one of"],
    ["inputs: [{name: age, typ: long}]", "inputs[0].typ is no key of a signature", "Known here: name, type,"],
    ["inputs: [age]", "inputs[0] is text", "{name: …, type: …}"],
    ["inputs: {age: long}", "inputs is a mapping", "a list of fields"],
    ["input: []", "input is no key of a signature", "Known here: inputs, outputs, params"],
    ["outputs: [{dtype: float32}]", "outputs[0].shape is null", "[-1, 4]"],
    ["outputs: [{dtype: float32, shape: [a]}]", "outputs[0].shape is a list", "[-1, 4]"],
    ["outputs: [{dtype: 32, shape: [1]}]", "outputs[0].dtype is no name", "float32"],
    ["outputs: [{type: tensor}]", "outputs[0].tensor-spec is null", "{name: …, type: …}"],
    ["outputs: [{type: array, items: {type: str}}]", `outputs[0].items.type is "str"`, "Did you mean string?"],
    ["outputs: [{type: object, properties: {a: {}}}]", "outputs[0].properties.a.type is missing", "Write one of"],
    ["params: [{type: long}]", "params[0].name is missing", "Name the parameter."],
    ["inputs: [{name: {a: 1}, type: long}]", "inputs[0].name is a mapping", "as text"],
    ["inputs: [{name: a, type: long, required: 'no'}]", "inputs[0].required is text", "true or false"],
    ["inputs: '[{'", "is not valid JSON", ""],
  ] as const)("%s", async ([yaml, what, hint]) => {
    const error = await signatureOf("bad.yaml", yaml).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(what);
    expect((error as InputError).hint).toContain(hint);
  });
});
