import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { features, loadPenguins } from "./dataset.ts";
import { decodeModel, encodeModel } from "./model-file.ts";
import { evaluate } from "./metrics.ts";
import { type Parameters, predictPenguins, signatureOf, trainPenguins } from "./training.ts";

const best: Parameters = { features, hidden: 8, epochs: 200, learning_rate: 0.3, seed: 1 };
const linear: Parameters = { ...best, hidden: 0 };
const plain: Parameters = { ...linear, features: ["bill_length_mm", "flipper_length_mm"] };

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("trainPenguins", () => {
  test.for<[string, Parameters, string]>([
    ["plain", plain, "a42b8e6aab2b10760e6cfa11d9c5271bbc37c9844d9088eaed297b24fe5ebb32"],
    ["linear", linear, "0688a3162b9bc791d9cc2d2a0f653d1562f4086d37daf765ba86539d84f31461"],
    ["best", best, "2296345238b70e2443ae0e902643429abd5cd6cafcdc3ecf0c8ec8ffe485ef7d"],
  ])("writes the same bytes everywhere: %s", async ([, parameters, digest]) => {
    expect(sha256(encodeModel(trainPenguins(await loadPenguins(), parameters).model))).toBe(digest);
  });

  test("a model with more to go by is better: higher accuracy, lower loss", async () => {
    const split = await loadPenguins();
    expect([plain, linear, best].map((parameters) => trainPenguins(split, parameters).metrics)).toEqual([
      { accuracy: 0.955882, log_loss: 0.132824, macro_f1: 0.943807 },
      { accuracy: 0.992647, log_loss: 0.052347, macro_f1: 0.990956 },
      { accuracy: 1, log_loss: 0.014764, macro_f1: 1 },
    ]);
  });

  test("learns nothing from the held-out rows, not even their mean", async () => {
    const { training, heldOut } = await loadPenguins();
    const { model } = trainPenguins({ training, heldOut }, best);
    expect(trainPenguins({ training, heldOut: heldOut.slice(0, 1) }, best).model).toEqual(model);
  });

  test("the seed moves a hidden layer, and nothing in a linear model", async () => {
    const split = await loadPenguins();
    const trained = (parameters: Parameters) => trainPenguins(split, parameters).model;
    expect(trained({ ...best, seed: 2 })).not.toEqual(trained(best));
    expect(trained({ ...linear, seed: 2 })).toEqual(trained(linear));
  });
});

test("the file alone gives the metrics that were measured after the training", async () => {
  const split = await loadPenguins();
  const { model, metrics } = trainPenguins(split, best);
  expect(evaluate(predictPenguins(decodeModel(encodeModel(model)), split.heldOut))).toEqual(metrics);
});

test("the signature is one by the registry's schema", async () => {
  const schema = join(import.meta.dirname, "..", "..", "schemas", "common-1.json");
  // The schema holds words for editors too, which no validator knows.
  const ajv = new Ajv({ strict: false }).addSchema(JSON.parse(await readFile(schema, "utf8")));
  const signature = signatureOf({ features: plain.features });
  ajv.validate("common-1.json#/definitions/Signature", signature);
  expect(ajv.errors).toBeNull();
  expect(signature).toEqual({
    inputs: [
      { name: "bill_length_mm", type: "double" },
      { name: "flipper_length_mm", type: "double" },
    ],
    outputs: [
      { name: "species", type: "string" },
      { name: "probability", type: "double" },
    ],
  });
});
