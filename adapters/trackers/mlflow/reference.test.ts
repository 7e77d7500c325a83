import { describe, expect, test } from "vitest";
import { InputError } from "../../../core/errors.ts";
import { placeInStore } from "./place.ts";
import { parseReference } from "./reference.ts";

const id = "67aa8f60a3984b1fb6eac7887260b264";
const registered = (name: string, wanted: object) => ({ type: "registered", name, wanted });

test.for([
  [id, { type: "run", id }],
  [`runs:/${id}`, { type: "run", id }],
  [`runs:/${id}/model`, { type: "run", id, model: "model" }],
  [`runs:/${id}/models/best/`, { type: "run", id, model: "models/best" }],
  [`runs:/${id}/`, { type: "run", id }],
  ["runs:/sincere_brain-7/model", { type: "run", id: "sincere_brain-7", model: "model" }],
  [`m-${id}`, { type: "logged-model", id: `m-${id}` }],
  [`models:/m-${id}`, { type: "logged-model", id: `m-${id}` }],
  ["models:/churn/3", registered("churn", { type: "version", version: "3" })],
  ["models:/churn/latest", registered("churn", { type: "latest" })],
  ["models:/churn/Production", registered("churn", { type: "stage", stage: "Production" })],
  ["models:/churn model@champion", registered("churn model", { type: "alias", alias: "champion" })],
  ["models:///churn/3", registered("churn", { type: "version", version: "3" })],
  ["mlruns/1/x/artifacts/model", { type: "path", path: "mlruns/1/x/artifacts/model" }],
  [id.toUpperCase(), { type: "path", path: id.toUpperCase() }],
] as const)("%s", ([text, reference]) => {
  expect(parseReference(text)).toEqual(reference);
});

test.for(["models:/churn", "models:/churn/", "models:/a/b/c", "models:", "runs:/", "runs:/a b/model"])(
  "%s is refused",
  (text) => {
    expect(() => parseReference(text)).toThrow(InputError);
  },
);

describe("a path in a folder of runs", () => {
  test.for([
    [`/home/alice/mlruns/1/${id}`, { root: "/home/alice/mlruns", reference: { type: "run", id } }],
    [`/home/alice/mlruns/1/${id}/artifacts/model`, { root: "/home/alice/mlruns", reference: { type: "run", id } }],
    [
      `/home/alice/mlruns/1/models/m-${id}/artifacts`,
      { root: "/home/alice/mlruns", reference: { type: "logged-model", id: `m-${id}` } },
    ],
    ["/home/alice/mlruns/1", undefined],
    [`/${id}`, undefined],
  ] as const)("%s", ([path, place]) => {
    expect(placeInStore(path)).toEqual(place);
  });
});
