import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmod, cp, mkdir, readFile, readdir, rename, rm, symlink } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import type { ModelVersion } from "../../../schemas/generated/types.ts";
import { type Ran, type Workspace, createRegistry, createWorkspace } from "../../support/workspace.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
const run3 = "3cbd0a6349ee4e42a40752df14de12cd";

/** What GitHub says to a job. */
const ci = {
  GITHUB_ACTIONS: "true",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "acme/churn",
  GITHUB_RUN_ID: "123",
  GITHUB_ACTOR: "dana",
};

/** A committed registry without versions, whose production stage has the gates that init writes. */
async function emptyRegistry(): Promise<Workspace> {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", "/*\n!/registry/\n!/.gitignore\n");
  await workspace.modelyard("init", "--store", "file:store");
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start the registry");
  return workspace;
}

async function versionFile(workspace: Workspace, model: string, version: string): Promise<ModelVersion> {
  return parse(await workspace.read(`registry/models/${model}/versions/${version}.yaml`)) as ModelVersion;
}

async function copyFixture(workspace: Workspace, fixture: string, path: string): Promise<void> {
  await cp(join(fixtures, fixture), join(workspace.folder, path), { recursive: true });
}

/** The lines that draft says about the version, from what it wrote to what to do next. */
function told({ stdout }: Ran): string[] {
  return stdout.split("\n").filter((line) => line.startsWith("note: ") || /^(staging|production) /.test(line));
}

async function codeOf(workspace: Workspace, version: string): Promise<ModelVersion["code"]> {
  return (await versionFile(workspace, "scorer", version)).code;
}

function drafted(workspace: Workspace, version: string): Promise<Ran> {
  return workspace.modelyard(
    "draft",
    "scorer",
    "--version",
    version,
    "--owner",
    "@dana",
    "--artifact",
    "out/model.bin",
  );
}

describe("the code that trained the model", () => {
  test("is dirty where files of the commit were changed, and a note names them; what is untracked or registry/ does not count", async () => {
    const workspace = await emptyRegistry();
    await workspace.write(".gitignore", "out/\n.cache/\nstore/\n");
    for (const name of ["train.py", "b.py", "c.py", "lib/d.py", "lib/ä e.py"]) await workspace.write(name, "1\n");
    await workspace.git("add", "--all");
    await workspace.git("commit", "--quiet", "--message=Train");
    await workspace.write("out/model.bin", "weights");
    await workspace.write("notes.txt", "untracked");
    expect(told(await drafted(workspace, "1.0.0")).join()).not.toContain("Not committed");
    const commit = await workspace.git("rev-parse", "HEAD");
    expect(await codeOf(workspace, "1.0.0")).toEqual({ commit, dirty: false });

    await workspace.write("train.py", "2\n");
    await workspace.write("out/model.bin", "other weights");
    expect(told(await drafted(workspace, "1.0.1"))).toContain(
      "note: Not committed: train.py. The entry says dirty, as the commit alone does not repeat the training.",
    );
    expect(await codeOf(workspace, "1.0.1")).toEqual({ commit, dirty: true });

    for (const name of ["b.py", "c.py", "lib/d.py", "lib/ä e.py"]) await workspace.write(name, "2\n");
    await workspace.git("add", "b.py");
    await workspace.write("out/model.bin", "third weights");
    expect(told(await drafted(workspace, "1.0.2")).join()).toContain("Not committed: b.py, c.py, lib/d.py and 2 more.");
  });

  test("is not dirty by what the training wrote: artifacts, metrics, and what DVC's stages make", async () => {
    const workspace = await emptyRegistry();
    await copyFixture(workspace, "trackers/dvc-project", ".");
    await workspace.write(".gitignore", ".cache/\nstore/\n");
    await workspace.write("out/model.bin", "weights");
    await workspace.write("out/metrics.json", "{}");
    const lock = await workspace.read("dvc.lock");
    await workspace.write("dvc.lock", "before");
    for (const path of ["models/churn.onnx", "eval/test.json"]) {
      const trained = await workspace.read(path);
      await workspace.write(path, "before");
      await workspace.git("add", "--all", "--force");
      await workspace.write(path, trained);
    }
    await workspace.git("commit", "--quiet", "--message=Train");
    await workspace.write("dvc.lock", lock);
    await workspace.write("out/metrics.json", `{"auc": 0.9}`);
    await workspace.write("out/model.bin", "other weights");
    const commit = await workspace.git("rev-parse", "HEAD");
    const plain = ["--artifact", "out/model.bin", "--metrics", "out/metrics.json"];
    const codeBy = async (...words: string[]) => {
      const { data } = await workspace.json("draft", "scorer", "--version", "1.0.0", "--dry-run", ...words);
      return (data["entry"] as ModelVersion).code;
    };
    await workspace.git("stash", "--quiet", "--", "dvc.lock", "models", "eval");
    expect(await codeBy(...plain)).toEqual({ commit, dirty: false });
    await workspace.git("stash", "pop", "--quiet");
    expect(await codeBy(...plain)).toEqual({ commit, dirty: true });
    await workspace.git("commit", "--quiet", "--message=Plain", "--", "out");
    const later = await workspace.git("rev-parse", "HEAD");
    expect(await codeBy("--from-dvc", ".")).toEqual({ commit: later, dirty: false });
    await workspace.write("params.yaml", `${await workspace.read("params.yaml")}\n`);
    expect(await codeBy("--from-dvc", ".")).toEqual({ commit: later, dirty: true });
  });

  test("is not known where MLflow knows none: the folder that one drafts in did not train the model, and a note says how it is added", async () => {
    const workspace = await emptyRegistry();
    await copyFixture(workspace, "trackers/mlflow/mlruns", "mlruns");
    const tags = (await workspace.git("ls-files", "--others", "mlruns"))
      .split("\n")
      .find((path) => path.endsWith(`${run3}/tags/mlflow.source.git.commit`));
    await rm(join(workspace.folder, tags ?? "missing"));
    const ran = await workspace.modelyard("draft", "scorer", "--version", "1.0.0", "--from-mlflow", run3);
    const commit = await workspace.git("rev-parse", "HEAD");
    expect(told(ran)).toContain(
      `note: The mlflow records name no commit, so the entry does not say which code trained the model. Was it the commit of this folder? Then add code: {commit: ${commit}} to the version file.`,
    );
    expect(await codeOf(workspace, "1.0.0")).toBeUndefined();
  });

  test("is not that of the folder either where only a model's own folder was read", async () => {
    const workspace = await emptyRegistry();
    await workspace.write("saved/MLmodel", "flavors: {}\n");
    await workspace.write("saved/model.bin", "weights");
    await workspace.modelyard("draft", "scorer", "--version", "1.0.0", "--from-mlflow", "saved");
    expect(await codeOf(workspace, "1.0.0")).toBeUndefined();
  });

  test("is that of the repository of a DVC pipeline, wherever one drafts", async () => {
    const workspace = await emptyRegistry();
    await workspace.write("train/m.bin", "weights");
    await workspace.write(
      "train/m.bin.dvc",
      "outs: [{path: m.bin, md5: d08a4a1ecd0b4bac4b3ee4a1ae2b0fa2}]\n".replace(
        /[0-9a-f]{32}/,
        createHash("md5").update("weights").digest("hex"),
      ),
    );
    await workspace.git("init", "--quiet", "train");
    await workspace.git("-C", "train", "add", "--all");
    await workspace.git("-C", "train", "commit", "--quiet", "--message=Train");
    await workspace.modelyard("draft", "scorer", "--version", "1.0.0", "--from-dvc", "train/m.bin.dvc");
    expect(await codeOf(workspace, "1.0.0")).toEqual({
      commit: await workspace.git("-C", "train", "rev-parse", "HEAD"),
      dirty: false,
    });
  });
});

test("columns that are called by numbers are columns, so that a breaking promotion is refused", async () => {
  const workspace = await emptyRegistry();
  for (const [version, inputs] of [
    ["1.0.0", '[{"type": "double", "name": 0, "required": true}]'],
    ["2.0.0", '[{"type": "double", "name": 5, "required": true}]'],
  ] as const) {
    await workspace.write("saved/MLmodel", `flavors: {}\nsignature:\n  inputs: '${inputs}'\n`);
    await workspace.write("saved/model.bin", version);
    await workspace.modelyard("draft", "scorer", "--version", version, "--owner", "@dana", "--from-mlflow", "saved");
  }
  const { stdout } = await workspace.modelyard("diff", "scorer@1.0.0", "scorer@2.0.0");
  expect(stdout).toContain("breaking: input 0: callers still send it");
});

describe("from a folder of MLflow's runs", () => {
  test("the version has all that the run and its model know, and the pulled folder is the model's", async () => {
    const workspace = await emptyRegistry();
    await copyFixture(workspace, "trackers/mlflow/mlruns", "mlruns");
    const ran = await workspace.modelyard("draft", "iris", "--version", "1.0.0", "--from-mlflow", run3);
    expect({ ...ran, stdout: told(ran) }).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: [
        "note: MLflow loads this model as python_function, sklearn.",
        `note: Left out of run ${run3}, as a metric is a finite number: bad (NaN), worse (Infinity).`,
        "note: The digests of the datasets are MLflow's, which it computes from at most 10,000 rows, not from files.",
        "note: Tags of the run have no place in an entry: team.",
        "note: model.skops: Its name promises skops, but its content is text.",
        expect.stringContaining("iris names no owners") as string,
        "production will refuse it: model.skops has no format, so nobody knows what loading it does",
      ],
    });
    expect(await versionFile(workspace, "iris", "1.0.0")).toMatchObject({
      author: "alice",
      description: "A note.",
      parameters: { C: 0.5, random_state: 42, tol: 0.00001 },
      metrics: { loss: 0.25, "val/acc": 0.9 },
      environment: { python: "3.11.7" },
      code: { commit: "20878d0975ef2d4a8d22ec6fb8ab866f3b21513e", path: "train.py" },
      datasets: [
        { uri: "iris.csv", digest: "mlflow:8f9eb48c", role: "training" },
        { uri: "mem", digest: "mlflow:eaab23d7", role: "held-out" },
      ],
      training: { seed: 42, run: { tracker: "mlflow", id: run3 } },
    });
    expect((await workspace.modelyard("validate")).exitCode).toBe(0);

    await workspace.git("add", "registry");
    await workspace.git("commit", "--quiet", "--message=Add iris 1.0.0");
    await workspace.modelyard("publish");
    expect((await workspace.modelyard("pull", "iris@1.0.0", "-o", "out")).exitCode).toBe(0);
    const model = `mlruns/778629552997930124/models/m-7cb60c559411448aaf39d178a9fa3c52/artifacts`;
    for (const name of await readdir(join(workspace.folder, model)))
      expect(await workspace.read(`out/${name}`)).toBe(await workspace.read(`${model}/${name}`));
  });

  test("what is typed wins, and a dry run says the same and writes nothing", async () => {
    const workspace = await emptyRegistry();
    await copyFixture(workspace, "trackers/mlflow/mlruns", "elsewhere/mlruns");
    await workspace.write("metrics.json", `{"loss": 0.5, "auc": 0.9}`);
    await workspace.write("model.txt", "weights");
    const from = ["--from-mlflow", "models:/iris-clf@champion", "--tracking-uri", "elsewhere/mlruns"];
    const typed = ["--metrics", "metrics.json", "--author", "bob", "--artifact", "model.txt"];
    const ran = await workspace.modelyard("draft", "iris", "--bump", "major", ...from, ...typed, "--dry-run");
    expect(ran.stdout).toContain("\n# note: Tags of the run have no place in an entry: team.\n");
    expect(parse(ran.stdout.slice(ran.stdout.indexOf("schema: model-version/1")))).toMatchObject({
      author: "bob",
      artifacts: [{ path: "model.txt" }],
      metrics: { loss: 0.5, auc: 0.9, "val/acc": 0.9 },
      training: { run: { tracker: "mlflow" } },
    });
    expect(await workspace.git("status", "--porcelain")).toBe("");
  });

  test("the repository is told where the run's commit is in this one", async () => {
    const workspace = await emptyRegistry();
    await copyFixture(workspace, "trackers/mlflow/mlruns", "mlruns");
    await workspace.git("remote", "add", "origin", "https://alice:secret@github.com/acme/iris.git");
    const commit = await workspace.git("rev-parse", "HEAD");
    await workspace.write(`mlruns/778629552997930124/${run3}/tags/mlflow.source.git.commit`, commit);
    await workspace.modelyard("draft", "iris", "--version", "1.0.0", "--from-mlflow", run3);
    const { code } = await versionFile(workspace, "iris", "1.0.0");
    expect(code).toEqual({ repository: "https://github.com/acme/iris", commit, path: "train.py" });

    await workspace.write(".gitignore", "/*\n!/registry/\n!/.gitignore\n!/train.py\n");
    const again = ["draft", "iris", "--version", "1.0.1", "--from-mlflow", run3, "--dry-run"];
    expect((await workspace.modelyard(...again)).stdout).toContain(
      "# note: Not committed here: .gitignore. The mlflow run does not say whether it trained with that.\n",
    );

    const elsewhere = "20878d0975ef2d4a8d22ec6fb8ab866f3b21513e";
    await workspace.write(`mlruns/778629552997930124/${run3}/tags/mlflow.source.git.commit`, elsewhere);
    await workspace.modelyard("draft", "iris", "--version", "1.1.0", "--from-mlflow", run3);
    expect((await versionFile(workspace, "iris", "1.1.0")).code).toEqual({ commit: elsewhere, path: "train.py" });
  });
});

test("from MLflow's database", async () => {
  const workspace = await emptyRegistry();
  const [run, model] = ["67aa8f60a3984b1fb6eac7887260b264", "m-a314428d4f464c4e823f59fdcaa3d592"];
  const mlmodel = `flavors: {sklearn: {}}\nmodel_id: ${model}\nrun_id: ${run}\n`;
  await workspace.write(`mlruns/1/models/${model}/artifacts/MLmodel`, mlmodel);
  const database = new DatabaseSync(join(workspace.folder, "mlflow.db"));
  database.exec(`BEGIN;${await readFile(join(fixtures, "trackers/mlflow/mlflow-3.sql"), "utf8")}COMMIT;`);
  database.close();
  expect((await workspace.modelyard("draft", "iris", "--version", "1.0.0", "--from-mlflow", run)).exitCode).toBe(0);
  expect(await versionFile(workspace, "iris", "1.0.0")).toMatchObject({
    artifacts: [{ path: "MLmodel" }],
    parameters: { C: 0.5 },
    training: { run: { tracker: "mlflow", id: run } },
  });
});

test("a run that logged no model needs its files named", async () => {
  const workspace = await emptyRegistry();
  await copyFixture(workspace, "trackers/mlflow/mlruns", "mlruns");
  await rm(join(workspace.folder, `mlruns/778629552997930124/${run3}/outputs`), { recursive: true });
  const words = ["draft", "iris", "--version", "1.0.0", "--from-mlflow", run3];
  expect(await workspace.modelyard(...words)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Name a file or a folder with --artifact") as string,
  });
  await workspace.write("model.txt", "weights");
  expect((await workspace.json(...words, "--artifact", "model.txt")).data).toMatchObject({
    entry: { artifacts: [{ path: "model.txt" }], metrics: { loss: 0.25 } },
  });
});

describe("from MLflow's server", () => {
  const runId = "67aa8f60a3984b1fb6eac7887260b264";
  const api = "/api/2.0/mlflow";
  const history = JSON.stringify([{ artifact_path: "model" }]);
  const answers: Record<string, unknown> = {
    [`${api}/model-versions/get?name=churn&version=3`]: {
      model_version: { name: "churn", version: "3", source: "s3://acme/run/artifacts/model", run_id: runId },
    },
    [`${api}/runs/get?run_id=${runId}`]: {
      run: {
        info: {
          experiment_id: "1",
          status: "FINISHED",
          end_time: 1795469030357,
          artifact_uri: "s3://acme/run/artifacts",
        },
        data: {
          metrics: [{ key: "auc", value: 0.91 }],
          params: [{ key: "seed", value: "7" }],
          tags: [
            { key: "mlflow.log-model.history", value: history },
            { key: "mlflow.user", value: "carol" },
            { key: "mlflow.note.content", value: "Two lines,\n\u001b[2Jone of them odd." },
            { key: "\u001b]0;owned\u0007", value: "" },
          ],
        },
      },
    },
    [`${api}/artifacts/list?run_id=${runId}&path=model`]: {
      files: [{ path: "model/MLmodel" }, { path: "model/weights.bin" }],
    },
    [`/get-artifact?run_uuid=${runId}&path=model/MLmodel`]:
      "flavors: {python_function: {loader_module: mlflow.onnx}}\n",
    [`/get-artifact?run_uuid=${runId}&path=model/weights.bin`]: "\u0001weights",
  };

  /** Answers whom it knows as a tracking server does. */
  async function serve(authorization: string, missing = ""): Promise<string> {
    const server = createServer((request, response) => {
      const what = decodeURIComponent(request.url ?? "");
      const answer = what.endsWith(missing || "\n") ? undefined : answers[what];
      if (request.headers.authorization !== authorization) response.writeHead(401).end("{}");
      else if (answer === undefined) response.writeHead(404).end(`{"error_code": "RESOURCE_DOES_NOT_EXIST"}`);
      else response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const words = ["draft", "churn", "--version", "1.0.0", "--from-mlflow", "models:/churn/3"];

  test("what it has becomes a version, nothing of it is obeyed by the terminal, and nothing fetched stays", async () => {
    const workspace = await emptyRegistry();
    await mkdir(join(workspace.folder, "tmp"));
    const address = await serve("Bearer t0ken");
    const environment = { ...ci, MLFLOW_TRACKING_TOKEN: "t0ken", TMPDIR: join(workspace.folder, "tmp") };
    const ran = await workspace.modelyardWith(environment, ...words, "--tracking-uri", address);
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect(ran.stdout).toContain("Tags of the run have no place in an entry: \\u{1b}]0;owned\\u{7}.");
    expect(ran.stdout).not.toContain("\u001b");
    expect(await workspace.read("registry/models/churn/versions/1.0.0.yaml")).not.toContain("\u001b");
    expect(await versionFile(workspace, "churn", "1.0.0")).toMatchObject({
      author: "carol",
      description: "Two lines,\n\u001b[2Jone of them odd.",
      created_at: "2026-11-23T21:23:50.357Z",
      artifacts: [
        { path: "MLmodel", format: "mlflow-model" },
        { path: "weights.bin", size: 8 },
      ],
      metrics: { auc: 0.91 },
      training: {
        ci: "https://github.com/acme/churn/actions/runs/123",
        seed: 7,
        run: { tracker: "mlflow", id: runId, url: `${address}/#/experiments/1/runs/${runId}` },
      },
    });
    expect(await readdir(environment.TMPDIR)).toEqual([]);
  });

  test("the address and a user from the environment; a file that is missing leaves nothing behind", async () => {
    const workspace = await emptyRegistry();
    await mkdir(join(workspace.folder, "tmp"));
    const MLFLOW_TRACKING_URI = await serve(`Basic ${btoa("alice:s3cret")}`, "model/weights.bin");
    const TMPDIR = join(workspace.folder, "tmp");
    const user = { MLFLOW_TRACKING_USERNAME: "alice", MLFLOW_TRACKING_PASSWORD: "s3cret" };
    const ran = await workspace.modelyardWith({ MLFLOW_TRACKING_URI, TMPDIR, ...user }, ...words);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("has no such thing") as string });
    expect(await readdir(TMPDIR)).toEqual([]);
    expect(await workspace.git("status", "--porcelain")).toBe("");

    const stranger = await workspace.modelyardWith({ MLFLOW_TRACKING_URI }, ...words);
    expect(stranger).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("refuses (401)") as string });
  });
});

test("from a DVC project: the model, its measurements and its data, by name where the registry knows the digest", async () => {
  const workspace = await emptyRegistry();
  await copyFixture(workspace, "trackers/dvc-project", ".");
  expect(
    (await workspace.modelyard("dataset", "add", "customers", "--from-dvc", "data/customers.csv.dvc")).exitCode,
  ).toBe(0);
  const ran = await workspace.json("draft", "churn", "--version", "1.0.0", "--from-dvc", ".");
  expect(ran).toMatchObject({
    exitCode: 0,
    data: {
      entry: {
        description: "Chance that a customer leaves.",
        artifacts: [{ path: "churn.onnx", size: 8 }],
        parameters: { "train.lr": 0.00001, "prepare.seed": 20170428 },
        metrics: { "eval/test.auc": 0.25, "eval/train.auc": 0.5, rows: 2 },
        datasets: [
          { name: "customers", version: "1", role: "training" },
          { name: "customers", version: "1", role: "source" },
          { name: "customers", version: "1", role: "evaluation" },
        ],
        code: { commit: await workspace.git("rev-parse", "HEAD") },
        training: { command: "python src/train.py --model models/churn.onnx && echo done", seed: 20170428 },
      },
    },
  });
  // As DVC keeps it: the bytes in its cache under their digest, a link in the file's place.
  await mkdir(join(workspace.folder, ".dvc/cache/files/md5/fa"), { recursive: true });
  const cached = ".dvc/cache/files/md5/fa/d624b28208abf62b4d0db65c04757b";
  await rename(join(workspace.folder, "models/churn.onnx"), join(workspace.folder, cached));
  await symlink(`../${cached}`, join(workspace.folder, "models/churn.onnx"));
  const linked = await workspace.modelyard("draft", "churn", "--version", "1.0.1", "--from-dvc", ".");
  expect(told(linked)).toContain("note: churn.onnx: Its name promises ONNX, but its content is text.");

  await rm(join(workspace.folder, "models/churn.onnx"));
  await workspace.write("models/churn.onnx", "other weights");
  expect(await workspace.modelyard("draft", "churn", "--version", "1.1.0", "--from-dvc", ".")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("is not what DVC recorded") as string,
  });
});

describe("from the files of the model", () => {
  test("the signature of an ONNX file, unless another one is given", async () => {
    const workspace = await emptyRegistry();
    await copyFixture(workspace, "formats/model.onnx", "model.onnx");
    const words = ["draft", "churn", "--version", "1.0.0", "--artifact", "model.onnx"];
    expect((await workspace.json(...words, "--dry-run")).data).toMatchObject({
      entry: {
        signature: {
          inputs: [{ name: "x", dtype: "float32", shape: [-1, 3] }],
          outputs: [{ name: "probabilities", dtype: "float32", shape: [-1, 2] }],
        },
      },
      notes: expect.arrayContaining(["The signature was read from model.onnx."]) as string[],
    });
    await workspace.write("signature.yaml", "inputs: [{name: age, type: long}]\n");
    const { data } = await workspace.json(...words, "--signature", "signature.yaml", "--dry-run");
    expect(data).toMatchObject({ entry: { signature: { inputs: [{ name: "age", type: "long" }] } } });
    expect(JSON.stringify(data["notes"])).not.toContain("signature");

    await copyFixture(workspace, "formats/model.onnx", "decoder.onnx");
    const two = await workspace.json(...words, "--artifact", "decoder.onnx", "--dry-run");
    expect(two.data).not.toHaveProperty("entry.signature");
    expect(JSON.stringify(two.data["notes"])).toContain("model.onnx and decoder.onnx have signatures of their own");
  });

  test("tensors of an ONNX file that would stay behind", async () => {
    const workspace = await emptyRegistry();
    const bytes = await readFile(join(import.meta.dirname, "../../fixtures/formats/types.onnx"), "latin1");
    await workspace.write("model/net.onnx", Buffer.from(bytes.replace("../weights.bin", "tensors/w1.bin"), "latin1"));
    const draft = (artifact: string) =>
      workspace.json("draft", "churn", "--version", "1.0.0", "--dry-run", "--artifact", artifact);
    const said = "reads its tensors from";
    expect((await draft("model/net.onnx")).data["notes"]).toContainEqual(
      `net.onnx ${said} "tensors/w1.bin", not among the artifacts: give --artifact the folder with all of them.`,
    );
    await workspace.write("model/tensors/w1.bin", "weights");
    expect(JSON.stringify((await draft("model")).data["notes"])).not.toContain(said);
  });

  test("code that runs when a file is loaded, what it calls, and who will refuse it", async () => {
    const workspace = await emptyRegistry();
    await copyFixture(workspace, "formats/command-4.pkl", "model/data.pkl");
    await copyFixture(workspace, "formats/sklearn.joblib", "model/scaler.joblib");
    await workspace.write("model/model.safetensors", "no header");
    const ran = await workspace.modelyard(
      "draft",
      "churn",
      "--version",
      "1.0.0",
      "--owner",
      "@a",
      "--artifact",
      "model",
    );
    expect(told(ran)).toEqual([
      "note: model/data.pkl: Python pickle. Loading a pickle calls whatever functions it names.",
      "note: model/scaler.joblib: joblib pickle. joblib files are pickles: loading one calls whatever functions it names.",
      "note: model/data.pkl: Loading it calls posix.system: no ordinary model needs that.",
      "note: model/model.safetensors: Its name promises safetensors, but its content is text.",
      "production will refuse it: 1.0.0 has no signature or metrics; 1.0.0 does not declare its inputs, so nobody can tell whether its callers can go on; model/data.pkl is Python pickle (loading a pickle " +
        "calls whatever functions it names); model/model.safetensors has no format, so nobody knows what loading it does; model/scaler.joblib is joblib pickle (joblib files are pickles: loading one " +
        "calls whatever functions it names)",
    ]);
  });

  test("a folder full of broken files does not fill the screen", async () => {
    const workspace = await emptyRegistry();
    for (let index = 0; index < 30; index++) await workspace.write(`model/${index}.safetensors`, "no header");
    const ran = await workspace.modelyard(
      "draft",
      "churn",
      "--version",
      "1.0.0",
      "--owner",
      "@a",
      "--artifact",
      "model",
    );
    expect(told(ran).filter((line) => line.includes("safetensors,"))).toHaveLength(20);
    expect(ran.stdout).toContain("note: There is more to say of 10 things in the files.\n");
  });
});

test("each stage says what it will ask for, by the model's own gates and the version that it holds", async () => {
  const workspace = await emptyRegistry();
  await workspace.write(
    "registry/registry.yaml",
    `schema: registry/1
name: acme
stages:
  - {name: staging, gates: {require: [metrics]}}
  - {name: shadow}
  - {name: production, gates: {approvals: 1, require: [datasets, metrics], signature: compatible}}
artifacts:
  store: {type: file, path: store}
`,
  );
  await workspace.write(
    "registry/models/churn/model.yaml",
    `schema: model/1
name: churn
owners: ["@alice"]
metrics: {auc: {goal: maximize}}
gates: {production: {metrics: {auc: {min: 0.85, max_regression: 0.01}}}}
`,
  );
  await copyFixture(workspace, "formats/model.onnx", "model.onnx");
  await workspace.write("metrics.json", `{"auc": 0.83}`);
  const words = ["draft", "churn", "--artifact", "model.onnx", "--metrics", "metrics.json"];
  expect(told(await workspace.modelyard(...words, "--version", "1.0.0"))).toEqual([
    "note: The signature was read from model.onnx.",
    "staging accepts the version file (require)",
    "production will refuse it: 1.0.0 has no datasets; auc 0.83 is below 0.85",
  ]);

  await workspace.write(
    "registry/models/churn/stages/production.yaml",
    `schema: stage/1\nmodel: churn\nstage: production\nversion: "1.0.0"\n`,
  );
  await workspace.write("metrics.json", `{"auc": 0.86}`);
  await workspace.write("signature.yaml", "inputs: [{name: y, dtype: float32, shape: [-1, 3]}]\n");
  const dataset = ["--dataset", "s3://acme/june.csv#sha256:ab:training"];
  const signature = ["--signature", "signature.yaml"];
  const next = await workspace.modelyard(...words, ...dataset, ...signature, "--version", "1.1.0");
  expect(told(next).at(-1)).toMatch(/^production will refuse it: input x removed/);
});

test("the packages of a running Python, and the CI run that drafts", async () => {
  const workspace = await emptyRegistry();
  const python = `#!/bin/sh\n[ "$1" = -c ] && echo '["3.12.4", "Linux", "x86_64"]' || echo 'numpy==2.0.1'\n`;
  await workspace.write("venv/python", python);
  await chmod(join(workspace.folder, "venv/python"), 0o755);
  await workspace.write("model.txt", "weights");
  const words = ["draft", "churn", "--version", "1.0.0", "--artifact", "model.txt", "--freeze", "venv/python"];
  expect((await workspace.modelyardWith(ci, ...words, "--command", "make")).exitCode).toBe(0);
  expect(await versionFile(workspace, "churn", "1.0.0")).toMatchObject({
    author: "dana",
    environment: { python: "3.12.4", platform: "linux-x64", requirements: ["numpy==2.0.1"] },
    training: { command: "make", ci: "https://github.com/acme/churn/actions/runs/123" },
  });
});

test("a tracking address without anything to take from there is a mistake", async () => {
  const workspace = await emptyRegistry();
  const words = ["draft", "churn", "--version", "1.0.0", "--artifact", "x", "--tracking-uri", "http://127.0.0.1:1"];
  expect(await workspace.modelyard(...words)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--from-mlflow") as string,
  });
});

test.each([
  ["weights.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n", "git lfs pull"],
  ["model.onnx", "<!DOCTYPE html><html><body>Not found</body></html>", "download the model again"],
  ["model.pkl.dvc", "outs:\n- md5: a304afb96060aad90176268345e10355\n  path: model.pkl\n", "dvc pull"],
  ["model.bin", "", "Write the model again"],
])("%s in the place of the model is refused before anything is written or saved", async (name, text, hint) => {
  const workspace = await emptyRegistry();
  await workspace.write(`out/${name}`, text);
  const ran = await workspace.modelyard("draft", "scorer", "--version", "1.0.0", "--artifact", `out/${name}`);
  expect(ran).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(hint) as string });
  expect(ran.stderr).toContain("is not the model");
  expect(await workspace.git("status", "--short")).toBe("");
});

test("a list of packages that names another says which one is missing", async () => {
  const workspace = await createRegistry();
  await workspace.write("requirements.txt", "numpy==2.0.0\n-r base.txt\n");
  const words = ["--bump", "minor", "--artifact", "out/model.bin", "--environment", "requirements.txt"];
  const { exitCode, stderr } = await workspace.modelyard("draft", "churn", ...words);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("requirements.txt names base.txt with -r, and there is no such file.\n");
});
