import { createHash } from "node:crypto";
import { cp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../core/errors.ts";
import { folderWith } from "../../../test/support/folder.ts";
import { readDvc } from "./read-dvc.ts";

/** A project as DVC 3.67 left it: prepare → train → evaluate, the last one a loop in a folder of its own. */
async function project(): Promise<string> {
  const folder = await folderWith({});
  await cp("test/fixtures/trackers/dvc-project", folder, { recursive: true });
  return folder;
}

/** A project whose model is in a directory that DVC records as a whole. */
async function projectWithDirectory(path: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  return folderWith({
    "build/weights.bin": "w",
    "build/sub/config.json": "{}",
    "dvc.yaml": `stages: {train: {cmd: x, outs: [build]}, report: {cmd: y, outs: [report]}}
artifacts: {churn: {path: ${path}, type: model, desc: Says who leaves.}}
`,
    "dvc.lock": `schema: '2.0'
stages:
  train: {cmd: x, outs: [{path: build, hash: md5, md5: af9c66a0687fdc8b431a3120e1b05fd9.dir}]}
  report: {cmd: y, outs: [{path: report, hash: md5, md5: 00000000000000000000000000000000}]}
`,
    ...more,
  });
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(file, "utf8");
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(file, after);
}

async function errorOf(path: string): Promise<InputError> {
  const error = await readDvc({ path }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}

describe("a pipeline", () => {
  test("everything that the stages around the model recorded", async () => {
    const folder = await project();
    const parts = await readDvc({ path: folder });
    expect(JSON.parse(JSON.stringify(parts).replaceAll(folder, "/project"))).toMatchInlineSnapshot(`
      {
        "artifacts": [
          {
            "file": "/project/models/churn.onnx",
            "path": "churn.onnx",
          },
        ],
        "datasets": [
          {
            "digest": "md5:e6eff2aad26594b8006da6169cec2c45",
            "role": "training",
            "uri": "data/prepared/train.csv",
          },
          {
            "digest": "md5:e6eff2aad26594b8006da6169cec2c45",
            "role": "source",
            "uri": "data/customers.csv",
          },
          {
            "digest": "md5:e6eff2aad26594b8006da6169cec2c45",
            "role": "evaluation",
            "uri": "data/prepared/test.csv",
          },
        ],
        "description": "Chance that a customer leaves.",
        "made": [
          "/project/dvc.lock",
          "/project/data/prepared",
          "/project/importance.csv",
          "/project/models/churn.onnx",
          "/project/eval/train.json",
          "/project/eval/test.json",
        ],
        "metrics": {
          "eval/test.auc": 0.25,
          "eval/train.auc": 0.5,
          "rows": 2,
        },
        "notes": [
          "Left out of /project/eval/train.json, as a metric is a finite number: loss (NaN).",
          "What each dataset was used for is guessed from DVC's stages: data/prepared/train.csv training, data/customers.csv source, data/prepared/test.csv evaluation.",
        ],
        "parameters": {
          "eval.threshold": 0.5,
          "prepare.seed": 20170428,
          "prepare.split": 0.2,
          "train.layers": [
            64,
            32,
          ],
          "train.lr": 0.00001,
          "train.solver.name": "lbfgs",
          "train.solver.tol": "NaN",
        },
        "training": {
          "command": "python src/train.py --model models/churn.onnx && echo done",
          "seed": 20170428,
        },
      }
    `);
  });

  test.for(["dvc.yaml", "dvc.lock", "dvc.yaml:train", "dvc.lock:train"])("by %s", async (name) => {
    const folder = await project();
    expect(await readDvc({ path: join(folder, name) })).toEqual(await readDvc({ path: folder }));
  });

  test("another stage by its name", async () => {
    const folder = await project();
    const { metrics, training, artifacts } = await readDvc({ path: join(folder, "dvc.yaml:evaluate@test") });
    expect(metrics).toEqual({ auc: 0.25, rows: 2 });
    expect(training?.command).toBe("cd .. && python src/evaluate.py test");
    expect(artifacts).toBeUndefined();
    const missing = await errorOf(join(folder, "dvc.yaml:trian"));
    expect(missing).toMatchObject({
      code: "dvc-stage-missing",
      message: `No run of a stage trian is recorded in ${join(folder, "dvc.lock")}.`,
      hint: "It has prepare, train, evaluate@train, evaluate@test.",
    });
  });

  test("without an annotation, the stage whose out looks like a model; else it has to be named", async () => {
    const folder = await project();
    await edit(join(folder, "dvc.yaml"), (text) => text.replace(/^artifacts:[^]*$/m, ""));
    expect((await readDvc({ path: folder })).artifacts?.map(({ path }) => path)).toEqual(["churn.onnx"]);
    await edit(join(folder, "dvc.lock"), (text) => text.replaceAll("models/churn.onnx", "out/churn"));
    expect(await errorOf(folder)).toMatchObject({ code: "dvc-stage-ambiguous" });
  });

  test("a model that changed since, or is not here, is refused", async () => {
    const folder = await project();
    const model = join(folder, "models/churn.onnx");
    await writeFile(model, "other weights\n");
    expect(await errorOf(folder)).toMatchObject({ code: "dvc-file-changed", path: model });
    await rm(model);
    expect(await errorOf(folder)).toMatchObject({ code: "dvc-file-missing", path: model });
  });

  test("metrics that changed since are refused, metrics that are not here are left out with a note", async () => {
    const folder = await project();
    const metrics = join(folder, "eval/test.json");
    await writeFile(metrics, `{"auc": 0.99}`);
    expect(await errorOf(folder)).toMatchObject({ code: "dvc-file-changed", path: metrics });
    await rm(metrics);
    const parts = await readDvc({ path: folder });
    expect(parts.metrics).toEqual({ auc: 0.5 });
    expect(parts.notes).toContain(
      "The metrics in eval/test.json are not here, so they are not recorded: run dvc checkout or dvc pull.",
    );
  });

  describe("an annotation of what lies inside of a directory that DVC records as a whole", () => {
    test.for([
      ["build/weights.bin", ["weights.bin"]],
      ["build/sub", ["sub/config.json"]],
      ["build", ["build/sub/config.json", "build/weights.bin"]],
    ] as const)("%s is the model, and its stage the one that makes it", async ([path, paths]) => {
      const parts = await readDvc({ path: await projectWithDirectory(path) });
      expect(parts.artifacts?.map((artifact) => artifact.path)).toEqual(paths);
      expect(parts).toMatchObject({ description: "Says who leaves.", training: { command: "x" } });
    });

    test("a directory that changed since is refused, also where another file of it changed", async () => {
      const folder = await projectWithDirectory("build/weights.bin", { "build/sub/config.json": "{ }" });
      expect(await errorOf(folder)).toMatchObject({ code: "dvc-file-changed", path: join(folder, "build") });
    });

    test("a file that is not in it is refused by name", async () => {
      const folder = await projectWithDirectory("build/model.onnx");
      expect(await errorOf(folder)).toMatchObject({
        code: "file-missing",
        path: join(folder, "build/model.onnx"),
      });
    });
  });

  test("stages that were never run are refused", async () => {
    const folder = await project();
    await rm(join(folder, "dvc.lock"));
    expect(await errorOf(folder)).toMatchObject({ code: "dvc-not-run" });
  });

  test("a model behind a link into DVC's cache is taken from there", async () => {
    const folder = await project();
    await rename(join(folder, "models/churn.onnx"), join(folder, "cached"));
    await symlink("../cached", join(folder, "models/churn.onnx"));
    expect((await readDvc({ path: folder })).artifacts).toEqual([{ path: "churn.onnx", file: join(folder, "cached") }]);
  });

  test("data is named from the root of the git repository", async () => {
    const folder = await folderWith({ ".git/HEAD": "" });
    await cp("test/fixtures/trackers/dvc-project", join(folder, "churn"), { recursive: true });
    const { datasets } = await readDvc({ path: join(folder, "churn") });
    expect(datasets?.map(({ uri }) => uri)).toContain("churn/data/customers.csv");
  });
});

describe("locks of older and other forms", () => {
  const train = { "train.py": "code\n", "data.csv": "a\r\nb\r\n", "model.pkl": "weights\n" };

  test("DVC 1: no schema, stages at the top, digests of text with LF", async () => {
    const folder = await folderWith({
      ...train,
      "metrics.yaml": "auc: 0.5\r\n",
      "dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n    metrics: [metrics.yaml]\n",
      "dvc.lock": `train:
  cmd: python train.py
  deps:
  - {path: data.csv, md5: dd8c6a395b5dd36c56d23275028f526c}
  - {path: train.py, md5: 00000000000000000000000000000000}
  params:
    params.yaml: {lr: 0.1}
  outs:
  - {path: metrics.yaml, md5: af75576dfa6f63307adfe7fc932b4fb4}
  - {path: model.pkl, md5: FAD624b28208abf62b4d0db65c04757b}
`,
    });
    expect(await readDvc({ path: folder })).toEqual({
      made: [join(folder, "dvc.lock"), join(folder, "metrics.yaml"), join(folder, "model.pkl")],
      artifacts: [{ path: "model.pkl", file: join(folder, "model.pkl") }],
      metrics: { auc: 0.5 },
      parameters: { lr: 0.1 },
      training: { command: "python train.py" },
      notes: [
        "The stages read what git tracks and DVC does not: data.csv. Is it data? Then add --dataset 'data.csv#md5:dd8c6a395b5dd36c56d23275028f526c:training'.",
      ],
    });
  });

  test("a directory as the model, data outside with an etag, data without a digest", async () => {
    const folder = await folderWith({
      "model/weights.bin": "w",
      "model/sub/config.json": "{}",
      "dvc.lock": `schema: '2.0'
stages:
  train:
    cmd: [make data, make model]
    deps:
    - {path: s3://acme/train.parquet, etag: '"9f-1"'}
    - {path: images/valid}
    outs:
    - {path: model, hash: md5, md5: af9c66a0687fdc8b431a3120e1b05fd9.dir}
`,
    });
    expect(await readDvc({ path: folder })).toEqual({
      made: [join(folder, "dvc.lock"), join(folder, "model")],
      artifacts: [
        { path: "model/sub/config.json", file: join(folder, "model/sub/config.json") },
        { path: "model/weights.bin", file: join(folder, "model/weights.bin") },
      ],
      datasets: [{ uri: "s3://acme/train.parquet", digest: "etag:9f-1", role: "training" }],
      training: { command: "make data && make model" },
      notes: [
        "Not recorded as datasets, because DVC has no digest of them: images/valid.",
        "What each dataset was used for is guessed from DVC's stages: s3://acme/train.parquet training.",
      ],
    });
  });
});

test("what DVC tracks is data, code is not, and of the rest that is read a note asks", async () => {
  const md5 = "00000000000000000000000000000000";
  const dep = (path: string, digest = md5) => `{path: ${path}, hash: md5, md5: ${digest}}`;
  const folder = await folderWith({
    ".git/HEAD": "",
    "src/lib.py": "print(1)",
    "bin/run": "x",
    Dockerfile: "FROM python",
    "requirements-dev.txt": "six",
    "data/corpus.txt": "good",
    "raw.dvc": `outs: [${dep("raw", `${md5}.dir`)}]`,
    "model.bin": "weights\n",
    "metrics.json": `{"auc": 0.9}`,
    "dvc.yaml": `stages:
  train: {cmd: x, outs: [model.bin]}
  compress: {cmd: y, outs: [small.bin]}
  evaluate: {cmd: z, metrics: [metrics.json]}
  announce: {cmd: w}
`,
    "dvc.lock": `schema: '2.0'
stages:
  train:
    cmd: x
    deps: [${["src", "bin", "Dockerfile", "requirements-dev.txt", "data/corpus.txt", "raw/a.txt"].map((path) => dep(path)).join(", ")}]
    outs: [{path: model.bin, hash: md5, md5: fad624b28208abf62b4d0db65c04757b}]
  compress: {cmd: y, deps: [${dep("src")}, ${dep("model.bin")}], outs: [${dep("small.bin")}]}
  evaluate: {cmd: z, deps: [${dep("small.bin")}], outs: [{path: metrics.json, hash: md5, md5: cf8a3fbca9a45ec73e28ba6e3a92b4d5}]}
  announce: {cmd: w, deps: [${dep("metrics.json")}]}
`,
  });
  await edit(join(folder, "dvc.lock"), (text) =>
    text.replace("cf8a3fbca9a45ec73e28ba6e3a92b4d5", createHash("md5").update(`{"auc": 0.9}`).digest("hex")),
  );
  expect(await readDvc({ path: `${join(folder, "dvc.yaml")}:train` })).toMatchObject({
    datasets: [{ uri: "raw/a.txt", digest: `md5:${md5}`, role: "training" }],
    metrics: { auc: 0.9 },
    notes: [
      `The stages read what git tracks and DVC does not: data/corpus.txt. Is it data? Then add --dataset 'data/corpus.txt#md5:${md5}:training'.`,
      "What each dataset was used for is guessed from DVC's stages: raw/a.txt training.",
    ],
  });
});

describe("DVCLive", () => {
  const live = {
    "dvclive/metrics.json": `{\n    "train": {\n        "acc": 0.6\n    },\n    "loss": "nan",\n    "step": 1\n}\n`,
    "dvclive/params.yaml": "lr: 0.1\nopt:\n  name: adam\nseed: 7\n",
    "model.pkl": "weights\n",
  };
  const measured = {
    metrics: { "train.acc": 0.6, step: 1 },
    parameters: { lr: 0.1, "opt.name": "adam", seed: 7 },
    training: { seed: 7 },
  };

  test("with the model that it logged, through the dvc.yaml that it wrote", async () => {
    const folder = await folderWith({
      ...live,
      "dvc.yaml": `params:
- dvclive/params.yaml
metrics:
- dvclive/metrics.json
artifacts:
  churn: {path: model.pkl, type: model, desc: Churn model, labels: [a]}
  notes: {path: notes.md}
`,
      "model.pkl.dvc": "outs:\n- md5: fad624b28208abf62b4d0db65c04757b\n  size: 8\n  hash: md5\n  path: model.pkl\n",
    });
    expect(await readDvc({ path: folder })).toEqual({
      made: [join(folder, "dvc.lock"), join(folder, "dvclive/metrics.json")],
      ...measured,
      artifacts: [{ path: "model.pkl", file: join(folder, "model.pkl") }],
      description: "Churn model",
      notes: [`Left out of ${folder}/dvclive/metrics.json, as a metric is a finite number: loss (nan).`],
    });
    await edit(join(folder, "model.pkl"), () => "other\n");
    expect(await errorOf(folder)).toMatchObject({ code: "dvc-file-changed" });
  });

  test("its folder alone, or the one around it", async () => {
    const folder = await folderWith(live);
    expect(await readDvc({ path: folder })).toMatchObject(measured);
    expect(await readDvc({ path: join(folder, "dvclive") })).toMatchObject(measured);
  });

  test("two models have to be told apart", async () => {
    const folder = await folderWith({ "dvc.yaml": "artifacts: {a: {path: a.pkl}, b: {path: b.pkl}}\n" });
    expect(await errorOf(folder)).toMatchObject({ code: "dvc-model-ambiguous" });
  });
});

test("the hint of an unclear stage names one that makes a model", async () => {
  const out = "{path: a.x, hash: md5, md5: fad624b28208abf62b4d0db65c04757b}";
  const folder = await folderWith({
    "dvc.yaml": "stages: {prepare: {cmd: x}, train: {cmd: x}, report: {cmd: x, metrics: [m.json]}}\n",
    "dvc.lock": `schema: '2.0'\nstages: {prepare: {cmd: x, outs: [${out}]}, train: {cmd: x, outs: [${out.replace("a.x", "b.x")}]}, report: {cmd: x, outs: [${out.replace("a.x", "m.json")}]}}\n`,
  });
  expect((await errorOf(folder)).hint).toContain("dvc.yaml:train;");
});

test("a pointer: its file is the model", async () => {
  const folder = await folderWith({
    "models/churn.pkl": "weights\n",
    "models/churn.pkl.dvc":
      "outs:\n- {md5: fad624b28208abf62b4d0db65c04757b, size: 8, hash: md5, path: churn.pkl, desc: Churn}\n",
  });
  expect(await readDvc({ path: join(folder, "models/churn.pkl.dvc") })).toEqual({
    artifacts: [{ path: "churn.pkl", file: join(folder, "models/churn.pkl") }],
    description: "Churn",
    notes: [],
  });
});

test("nothing of DVC there", async () => {
  const folder = await folderWith({ "a.txt": "" });
  expect(await errorOf(folder)).toMatchObject({ code: "dvc-nothing-found" });
  expect(await errorOf(join(folder, "dvc.yaml"))).toMatchObject({ code: "file-missing" });
});
