import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readParameters } from "./parameters.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "parameters-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function parametersOf(name: string, content: string) {
  const path = join(folder, name);
  await writeFile(path, content);
  const { parameters, notes } = await readParameters(path);
  return { parameters, notes: notes.map((note) => note.replaceAll(path, name)) };
}

test("scalars and lists of scalars stay, nested keys are joined", async () => {
  const yaml = `
defaults: &defaults {lr: 1e-05, penalty: l2}
train:
  <<: *defaults
  layers: [64, 32]
  names: [a, null, true]
  none: []
seed: 42
warm_start: false
missing: .nan
commit: 1234567890123456789012345678901234567890
`;
  expect(await parametersOf("params.yaml", yaml)).toMatchInlineSnapshot(`
    {
      "notes": [],
      "parameters": {
        "commit": "1234567890123456789012345678901234567890",
        "defaults.lr": 0.00001,
        "defaults.penalty": "l2",
        "missing": "NaN",
        "seed": 42,
        "train.layers": [
          64,
          32,
        ],
        "train.lr": 0.00001,
        "train.names": [
          "a",
          null,
          true,
        ],
        "train.none": [],
        "train.penalty": "l2",
        "warm_start": false,
      },
    }
  `);
});

test("lists of more than scalars are numbered, and empty mappings are left out by name", async () => {
  const json = `{"steps": [{"name": "scale"}, {"name": "fit", "kwargs": {}}], "grid": [[1, 2], [3]], "callbacks": {}}`;
  expect(await parametersOf("params.json", json)).toEqual({
    parameters: { "steps.0.name": "scale", "steps.1.name": "fit", "grid.0": [1, 2], "grid.1": [3] },
    notes: [
      "Left out of the parameters in params.json: steps.1.kwargs (an empty mapping), callbacks (an empty mapping).",
    ],
  });
});

test("TOML and CSV", async () => {
  expect(await parametersOf("p.toml", "[train]\nlr = 0.1\nstart = 2026-06-30T01:02:03Z\nbound = inf\n")).toEqual({
    parameters: { "train.lr": 0.1, "train.start": "2026-06-30T01:02:03.000Z", "train.bound": "Infinity" },
    notes: [],
  });
  expect(await parametersOf("p.csv", "lr,kernel,shuffle\n0.1,rbf,False\n")).toEqual({
    parameters: { lr: 0.1, kernel: "rbf", shuffle: false },
    notes: [],
  });
});

test("a file without any parameter says so", async () => {
  expect(await parametersOf("none.yaml", "{}\n")).toEqual({
    parameters: undefined,
    notes: ["none.yaml holds no parameter."],
  });
});
