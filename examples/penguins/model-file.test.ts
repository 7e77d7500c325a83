import { describe, expect, test } from "vitest";
import { decodeModel, encodeModel } from "./model-file.ts";
import { readSafetensors, type Tensor, writeSafetensors } from "./safetensors.ts";

const model = {
  features: ["bill_length_mm", "body_mass_g"] as const,
  labels: ["Adelie", "Chinstrap", "Gentoo"],
  classifier: {
    mean: [44, 4200],
    deviation: [5.5, 800],
    layers: [
      { weight: [[1, 2]], bias: [0.5] },
      { weight: [[1], [2], [3]], bias: [0, -1, 1] },
    ],
  },
};

/** The file of `model` with other metadata or tensors; `undefined` leaves one out. */
function changed(metadata: Record<string, string>, tensors: Record<string, Tensor | undefined> = {}): Uint8Array {
  const content = readSafetensors(encodeModel(model));
  const merged = Object.entries({ ...Object.fromEntries(content.tensors), ...tensors });
  const kept = merged.filter((entry): entry is [string, Tensor] => entry[1] !== undefined);
  return writeSafetensors({ metadata: { ...content.metadata, ...metadata }, tensors: new Map(kept) });
}

const vector = (...values: number[]): Tensor => ({ shape: [values.length], values });

test("a file holds all of a model", () => {
  expect(decodeModel(encodeModel(model))).toEqual(model);
});

test("the header tells features, labels and shapes to other readers", () => {
  const { metadata, tensors } = readSafetensors(encodeModel(model));
  expect(metadata).toEqual({ features: "bill_length_mm,body_mass_g", labels: "Adelie,Chinstrap,Gentoo" });
  expect([...tensors].map(([name, { shape }]) => `${name} [${shape.join(", ")}]`)).toEqual([
    "input.deviation [2]",
    "input.mean [2]",
    "layers.0.bias [1]",
    "layers.0.weight [1, 2]",
    "layers.1.bias [3]",
    "layers.1.weight [3, 1]",
  ]);
});

describe("decodeModel refuses", () => {
  test.for<[string, Uint8Array, string]>([
    ["bytes of another format", Buffer.from("\x80\x04K\x01. a pickle"), "This is not a safetensors file"],
    ["no labels", changed({ labels: "" }), "its metadata needs labels: words with commas between them"],
    ["labels that a terminal would obey", changed({ labels: "\u001b[31m,b,c" }), "its metadata needs labels"],
    [
      "a feature that is not measured",
      changed({ features: "bill_length_mm,wing" }),
      'nothing is known of the feature "wing"',
    ],
    ["a missing tensor", changed({}, { "input.mean": undefined }), "it has no tensor input.mean"],
    ["no layers", changed({}, { "layers.0.weight": undefined }), "it has no tensor layers.0.weight"],
    [
      "a shape that does not fit",
      changed({}, { "input.mean": vector(1, 2, 3) }),
      "input.mean has shape [3] instead of [2]",
    ],
    ["too few outputs", changed({ labels: "Adelie,Gentoo" }), "the last layer must have 2 outputs"],
    ["a missing last layer", changed({}, { "layers.1.weight": undefined }), "the last layer must have 3 outputs"],
    [
      "a weight that is no number",
      changed({}, { "layers.0.bias": vector(Number.NaN) }),
      "layers.0.bias holds a value that",
    ],
    ["a deviation of zero", changed({}, { "input.deviation": vector(1, 0) }), "input.deviation must be above 0"],
  ])("%s", ([, bytes, message]) => {
    expect(() => decodeModel(bytes)).toThrow(message);
  });
});
