import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../core/errors.ts";
import { folderWith } from "../../../test/support/folder.ts";
import { readMlflow } from "./read-mlflow.ts";

const fixtures = "test/fixtures/trackers/mlflow";
const run3 = "3cbd0a6349ee4e42a40752df14de12cd";
const model3 = "m-7cb60c559411448aaf39d178a9fa3c52";
const run2 = "b898800e28bf4146afdc963516eb37b7";
const databaseRun = "67aa8f60a3984b1fb6eac7887260b264";
const databaseModel = "m-a314428d4f464c4e823f59fdcaa3d592";

/** A folder of records with a run of MLflow 3.17 and one of 2.22, moved away from where they were written. */
async function withRuns(): Promise<string> {
  const folder = await folderWith({});
  await cp(join(fixtures, "mlruns"), join(folder, "mlruns"), { recursive: true });
  return folder;
}

/** MLflow 3's default since 3.7: records in a database, files beside it. */
async function withDatabase(change: (sql: string) => string = (sql) => sql): Promise<string> {
  const folder = await folderWith({
    [`mlruns/1/models/${databaseModel}/artifacts/MLmodel`]: `flavors: {sklearn: {}}\nmodel_id: ${databaseModel}\nrun_id: ${databaseRun}\n`,
    [`mlruns/1/models/${databaseModel}/artifacts/model.skops`]: "weights\n",
  });
  const database = new DatabaseSync(join(folder, "mlflow.db"));
  database.exec(`BEGIN;${change(await readFile(join(fixtures, "mlflow-3.sql"), "utf8"))}COMMIT;`);
  database.close();
  return folder;
}

async function read(folder: string, reference: string, trackingUri?: string) {
  const parts = await readMlflow({ reference, folder, downloads: folder, trackingUri });
  return JSON.parse(JSON.stringify(parts).replaceAll(resolve(folder), "")) as typeof parts;
}

async function errorOf(folder: string, reference: string, trackingUri?: string): Promise<InputError> {
  const error = await read(folder, reference, trackingUri).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}

describe("a folder of runs", () => {
  test("a run of MLflow 3, whose model is an entity of its own", async () => {
    expect(await read(fixtures, run3)).toMatchInlineSnapshot(`
      {
        "artifacts": [
          {
            "file": "/mlruns/778629552997930124/models/m-7cb60c559411448aaf39d178a9fa3c52/artifacts/MLmodel",
            "path": "MLmodel",
          },
          {
            "file": "/mlruns/778629552997930124/models/m-7cb60c559411448aaf39d178a9fa3c52/artifacts/conda.yaml",
            "path": "conda.yaml",
          },
          {
            "file": "/mlruns/778629552997930124/models/m-7cb60c559411448aaf39d178a9fa3c52/artifacts/model.skops",
            "path": "model.skops",
          },
          {
            "file": "/mlruns/778629552997930124/models/m-7cb60c559411448aaf39d178a9fa3c52/artifacts/python_env.yaml",
            "path": "python_env.yaml",
          },
          {
            "file": "/mlruns/778629552997930124/models/m-7cb60c559411448aaf39d178a9fa3c52/artifacts/requirements.txt",
            "path": "requirements.txt",
          },
        ],
        "author": "alice",
        "code": {
          "commit": "20878d0975ef2d4a8d22ec6fb8ab866f3b21513e",
          "path": "train.py",
        },
        "createdAt": "2026-11-23T21:41:53Z",
        "datasets": [
          {
            "digest": "mlflow:8f9eb48c",
            "role": "training",
            "uri": "iris.csv",
          },
          {
            "digest": "mlflow:eaab23d7",
            "role": "held-out",
            "uri": "mem",
          },
        ],
        "description": "A note.",
        "environment": {
          "python": "3.11.7",
          "requirements": [
            "mlflow==3.17.2",
            "numpy==2.4.6",
            "pandas==3.1.1",
            "psutil==7.2.2",
            "rich==15.0.0",
            "scikit-learn==1.9.1",
            "scipy==1.17.1",
            "skops==0.16.0",
          ],
        },
        "metrics": {
          "loss": 0.25,
          "val/acc": 0.9,
        },
        "notes": [
          "MLflow loads this model as python_function, sklearn.",
          "Left out of run 3cbd0a6349ee4e42a40752df14de12cd, as a metric is a finite number: bad (NaN), worse (Infinity).",
          "The digests of the datasets are MLflow's, which it computes from at most 10,000 rows, not from files.",
          "Tags of the run have no place in an entry: team.",
        ],
        "parameters": {
          "C": 0.5,
          "random_state": 42,
          "tol": 0.00001,
        },
        "signature": {
          "inputs": [
            {
              "name": "sepal length (cm)",
              "type": "double",
            },
            {
              "name": "sepal width (cm)",
              "type": "double",
            },
            {
              "name": "petal length (cm)",
              "type": "double",
            },
            {
              "name": "petal width (cm)",
              "type": "double",
            },
          ],
          "outputs": [
            {
              "dtype": "int64",
              "shape": [
                -1,
              ],
            },
          ],
        },
        "training": {
          "finished_at": "2026-11-23T21:42:05.989Z",
          "run": {
            "id": "3cbd0a6349ee4e42a40752df14de12cd",
            "tracker": "mlflow",
          },
          "seed": 42,
          "started_at": "2026-11-23T21:41:53.040Z",
        },
      }
    `);
  });

  test("a run of MLflow 2, whose model lies in its artifacts", async () => {
    const parts = await read(fixtures, run2);
    expect(parts).toMatchObject({
      description: "A note.",
      createdAt: "2026-11-23T21:24:31Z",
      environment: { python: "3.11.7" },
      metrics: { loss: 0.25, "val/acc": 0.9 },
    });
    expect(parts.artifacts?.[0]).toEqual({
      path: "MLmodel",
      file: `/mlruns/331348507105255793/${run2}/artifacts/model/MLmodel`,
    });
    expect(parts.artifacts?.map(({ path }) => path)).toEqual([
      "MLmodel",
      "conda.yaml",
      "model.pkl",
      "python_env.yaml",
      "requirements.txt",
    ]);
  });

  test("all ways to say the same", async () => {
    const folder = resolve(fixtures);
    const { description: _, ...ofRun } = await read(folder, run3);
    for (const reference of [
      `runs:/${run3}`,
      `runs:/${run3}/model`,
      `models:/${model3}`,
      model3,
      "models:/iris-clf/1",
      "models:/iris-clf@champion",
    ]) {
      expect(await read(folder, reference)).toMatchObject(ofRun);
    }
    for (const path of [`mlruns/778629552997930124/${run3}`, `mlruns/778629552997930124/models/${model3}`]) {
      expect(await read(folder, path)).toMatchObject(ofRun);
    }
    expect(await read(folder, `mlruns/778629552997930124/models/${model3}/artifacts`)).toMatchObject(ofRun);
    for (const store of ["mlruns", "."]) expect(await read(folder, run3, join(folder, store))).toMatchObject(ofRun);
    expect(await read(folder, run3, `file://${folder}/mlruns`)).toMatchObject(ofRun);
  });

  test("a registered version brings its description", async () => {
    const folder = fixtures;
    expect((await read(folder, "models:/iris-clf/1")).description).toBe("The first one.");
    for (const reference of ["models:/iris-clf/2", "models:/iris-clf/latest", "models:/iris-clf/staging"]) {
      const { description, training } = await read(folder, reference);
      expect({ description, id: training?.run?.id }).toEqual({ description: "From MLflow 2.", id: run2 });
    }
  });

  test("a deleted run is still read, and said to be deleted", async () => {
    const folder = await withRuns();
    await mkdir(join(folder, "mlruns/.trash"), { recursive: true });
    await rename(join(folder, "mlruns/778629552997930124"), join(folder, "mlruns/.trash/778629552997930124"));
    const { notes, artifacts } = await read(folder, run3);
    expect(notes).toContain(`Run ${run3} is deleted in MLflow.`);
    expect(artifacts).toHaveLength(5);
  });

  test("the latest value is that of the highest step, whenever it was written", async () => {
    const folder = await withRuns();
    const metrics = join(folder, `mlruns/331348507105255793/${run2}/metrics`);
    await writeFile(join(metrics, "loss"), "30 0.5 1\n20 0.125 7\n40 0.25 2\n");
    await writeFile(join(metrics, "bad"), "10 0.5\n30 0.75\n20 1.5\n");
    await writeFile(join(metrics, "worse"), "10 0.5 3 iris eaab23d7\n10 0.25 1 my iris eaab23d7\n");
    expect((await read(folder, run2)).metrics).toEqual({ loss: 0.125, bad: 0.75, worse: 0.5, "val/acc": 0.9 });
  });

  test("a run that is not finished, or has no model, says so", async () => {
    const folder = await withRuns();
    const path = join(folder, `mlruns/331348507105255793/${run2}`);
    const meta = await readFile(join(path, "meta.yaml"), "utf8");
    await writeFile(join(path, "meta.yaml"), meta.replace("status: 3", "status: 4"));
    await rm(join(path, "tags/mlflow.log-model.history"));
    expect((await read(folder, run2)).artifacts).toHaveLength(5);
    await rm(join(path, "artifacts"), { recursive: true });
    const { artifacts, notes } = await read(folder, run2);
    expect(artifacts).toBeUndefined();
    expect(notes).toContain(`Run ${run2} is failed, not finished.`);
    expect(notes).toContain("The run logged no model, so the files have to be named.");
  });

  test("several models have to be told apart", async () => {
    const folder = await withRuns();
    const artifacts = join(folder, `mlruns/331348507105255793/${run2}/artifacts`);
    await rm(join(dirname(artifacts), "tags/mlflow.log-model.history"));
    await cp(join(artifacts, "model"), join(artifacts, "other"), { recursive: true });
    expect(await errorOf(folder, run2)).toMatchObject({
      code: "mlflow-model-ambiguous",
      message: `Run ${run2} logged 2 models: model (runs:/${run2}/model), other (runs:/${run2}/other).`,
    });
    expect((await read(folder, `runs:/${run2}/other`)).artifacts?.[0]?.file).toContain("/artifacts/other/MLmodel");
    expect(await errorOf(folder, `runs:/${run2}/third`)).toMatchObject({ code: "mlflow-not-found" });
  });

  test("of several models, each has the metrics that were measured of it", async () => {
    const folder = await withRuns();
    const experiment = join(folder, "mlruns/778629552997930124");
    const second = "m-00000000000000000000000000000002";
    await cp(join(experiment, "models", model3), join(experiment, "models", second), { recursive: true });
    await cp(join(experiment, run3, "outputs", model3), join(experiment, run3, "outputs", second), { recursive: true });
    await writeFile(join(experiment, "models", second, "metrics/loss"), `1795470113055 0.75 3 ${run3}\n`);
    expect(await errorOf(folder, run3)).toMatchObject({ code: "mlflow-model-ambiguous" });
    expect((await read(folder, `models:/${second}`)).metrics).toEqual({ loss: 0.75, "val/acc": 0.9 });

    const third = "m-00000000000000000000000000000003";
    await cp(join(experiment, "models", model3), join(experiment, "models", third), { recursive: true });
    await cp(join(experiment, run3, "outputs", model3), join(experiment, run3, "outputs", third), { recursive: true });
    await rm(join(experiment, "models", third, "metrics"), { recursive: true });
    for (const id of [model3, second]) await rm(join(experiment, "models", id, "metrics/val"), { recursive: true });
    const { metrics, notes } = await read(folder, `models:/${third}`);
    expect(metrics).toEqual({ "val/acc": 0.9 });
    expect(notes).toContain(`Left out of run ${run3}, as it was measured of another of its models: bad, loss, worse.`);
    await rm(join(experiment, "models", second), { recursive: true });
    await rm(join(experiment, "models", model3), { recursive: true });
    expect((await read(folder, `models:/${third}`)).metrics).toEqual({ loss: 0.25, "val/acc": 0.9 });
  });
});

test("an attempt that failed does not stand in the way of the one that came to its end", async () => {
  const folder = await withRuns();
  const experiment = join(folder, "mlruns/778629552997930124");
  const failed = "m-00000000000000000000000000000002";
  await cp(join(experiment, "models", model3), join(experiment, "models", failed), { recursive: true });
  await cp(join(experiment, run3, "outputs", model3), join(experiment, run3, "outputs", failed), { recursive: true });
  const meta = join(experiment, "models", failed, "meta.yaml");
  await writeFile(meta, (await readFile(meta, "utf8")).replace(/^status: 2$/m, "status: 3"));
  for (const reference of [run3, `runs:/${run3}/model`]) {
    const { artifacts, notes } = await read(folder, reference);
    expect(artifacts?.[0]?.file).toContain(model3);
    expect(notes).toContain(`Not used: model (models:/${failed}). MLflow did not finish writing its files.`);
  }
});

test.for([
  ["C:\\Users\\ann\\train.py", undefined],
  ["src\\train.py", "src/train.py"],
  ["\\\\share\\train.py", undefined],
  ["src/../../train.py", undefined],
  ["~/train.py", undefined],
] as const)("the script %s is %s in the repository", async ([script, path]) => {
  const folder = await withRuns();
  const name = join(folder, "mlruns/778629552997930124", run3, "tags/mlflow.source.name");
  await writeFile(name, script);
  const { code, notes } = await read(folder, run3);
  expect(code?.path).toBe(path);
  expect(notes.some((note) => note.includes("place on the machine"))).toBe(path === undefined);
});

describe("a database", () => {
  test("the run, its data and its model", async () => {
    const parts = await read(await withDatabase(), "models:/iris-clf@champion");
    expect(parts).toEqual({
      artifacts: [
        { path: "MLmodel", file: `/mlruns/1/models/${databaseModel}/artifacts/MLmodel` },
        { path: "model.skops", file: `/mlruns/1/models/${databaseModel}/artifacts/model.skops` },
      ],
      description: "The first one.",
      createdAt: "2026-11-23T21:23:50.357Z",
      author: "alice",
      parameters: { C: 0.5, random_state: 42, tol: 0.00001 },
      metrics: { loss: 0.25, "val/acc": 0.9 },
      code: { commit: "20878d0975ef2d4a8d22ec6fb8ab866f3b21513e", path: "train.py" },
      datasets: [
        { uri: "iris.csv", digest: "mlflow:8f9eb48c", role: "training" },
        { uri: "mem", digest: "mlflow:eaab23d7", role: "held-out" },
      ],
      training: {
        started_at: "2026-11-23T21:23:32.003Z",
        finished_at: "2026-11-23T21:23:50.357Z",
        seed: 42,
        run: { tracker: "mlflow", id: databaseRun },
      },
      notes: [
        "MLflow loads this model as sklearn.",
        "The model was logged without a signature: pass signature= or input_example= to log_model.",
        `Left out of run ${databaseRun}, as a metric is a finite number: bad (NaN), worse (Infinity).`,
        "The digests of the datasets are MLflow's, which it computes from at most 10,000 rows, not from files.",
        "Tags of the run have no place in an entry: team.",
      ],
    });
  });

  test("all ways to say the same", async () => {
    const folder = await withDatabase();
    const { description: _, ...ofRun } = await read(folder, databaseRun);
    for (const reference of [
      databaseModel,
      "models:/iris-clf/1",
      "models:/iris-clf/latest",
      `mlruns/1/models/${databaseModel}/artifacts`,
    ]) {
      expect(await read(folder, reference)).toMatchObject(ofRun);
    }
    for (const uri of [`sqlite:///${folder}/mlflow.db`, join(folder, "mlflow.db"), folder]) {
      expect((await read(dirname(folder), databaseRun, uri)).metrics).toEqual(ofRun.metrics);
    }
  });

  test("of several models, NaN stays NaN although the table of models has 0", async () => {
    const output = `INSERT INTO inputs VALUES ('x', 'RUN_OUTPUT', '${databaseRun}', 'MODEL_OUTPUT', 'm-00000000000000000000000000000002', 0);`;
    const folder = await withDatabase((sql) => sql + output);
    const { metrics, notes } = await read(folder, databaseModel);
    expect(metrics).toEqual({ loss: 0.5, "val/acc": 0.9 });
    expect(notes).toContain(
      "Left out of logged model model, as a metric is a finite number: bad (NaN), worse (Infinity).",
    );
  });

  test("of an older MLflow, without the tables that came later", async () => {
    const folder = await withDatabase((sql) =>
      sql.replaceAll(/^.*\b(?:inputs|input_tags|datasets|logged_\w+|registered_model_aliases)\b.*$/gm, ""),
    );
    const { metrics, datasets, artifacts } = await read(folder, databaseRun);
    expect({ metrics, datasets, artifacts }).toEqual({
      metrics: { loss: 0.25, "val/acc": 0.9 },
      datasets: undefined,
      artifacts: undefined,
    });
    expect(await errorOf(folder, "models:/iris-clf@champion")).toMatchObject({ code: "mlflow-not-found" });
  });

  test("a model whose files are still being written is refused", async () => {
    const folder = await withDatabase((sql) => sql.replace("1795469012964, 2,", "1795469012964, 1,"));
    expect(await errorOf(folder, databaseRun)).toMatchObject({ code: "mlflow-model-not-ready" });
  });

  test("files on a storage that only a server reaches", async () => {
    const elsewhere = await withDatabase((sql) =>
      sql.replaceAll(/\/home\/alice\/churn\/mlruns[^']*/g, "s3://acme/models"),
    );
    await expect(read(elsewhere, databaseRun)).rejects.toMatchObject({ code: "mlflow-artifacts-elsewhere" });
  });
});

describe("a model's folder alone", () => {
  test("its signature, environment and files", async () => {
    const folder = await folderWith({});
    await cp(join(fixtures, "mlruns/778629552997930124/models", model3, "artifacts"), join(folder, "saved"), {
      recursive: true,
    });
    await symlink("/etc/hostname", join(folder, "saved/link"));
    expect(await errorOf(folder, "saved")).toMatchObject({ code: "not-a-file" });
    await rm(join(folder, "saved/link"));
    const parts = await read(folder, "saved");
    expect(parts.artifacts?.map(({ path }) => path)).toEqual([
      "MLmodel",
      "conda.yaml",
      "model.skops",
      "python_env.yaml",
      "requirements.txt",
    ]);
    expect(parts.signature?.inputs).toHaveLength(4);
    expect(parts.environment?.python).toBe("3.11.7");
    expect(parts.notes).toContain("Only the model's folder was read; --tracking-uri leads to the run that logged it.");
    const records = await withRuns();
    expect((await read(folder, "saved", join(records, "mlruns"))).training?.run?.id).toBe(run3);
    await rm(join(records, "mlruns/778629552997930124"), { recursive: true });
    expect((await read(folder, "saved", join(records, "mlruns"))).notes.join()).toContain(
      "So only the model's folder was read.",
    );
  });

  test("what MLflow's client left there when it loaded the model is no part of it", async () => {
    const folder = await folderWith({
      "saved/MLmodel": "flavors: {}\n",
      "saved/registered_model_meta": "model_name: iris\nmodel_version: '1'\n",
      "saved/data/registered_model_meta": "own",
    });
    const { artifacts } = await read(folder, "saved");
    expect(artifacts?.map(({ path }) => path)).toEqual(["MLmodel", "data/registered_model_meta"]);
  });

  test("conda.yaml is read where there is nothing better", async () => {
    const folder = await folderWith({
      "saved/MLmodel": "flavors: {}\n",
      "saved/conda.yaml": "dependencies:\n- python=3.9.18\n- pip: [numpy==1.26.4]\n",
    });
    expect((await read(folder, "saved")).environment).toEqual({ python: "3.9.18", requirements: ["numpy==1.26.4"] });
  });

  test("notes name its files as they are called in it, wherever it was fetched to", async () => {
    const folder = await folderWith({ "saved/MLmodel": "flavors: {}\n", "saved/requirements.txt": "numpy\n" });
    expect((await read(folder, "saved")).notes).toContain(
      "Not pinned to one version in requirements.txt: numpy. A lock file or pip freeze would say which ran.",
    );
  });
});

describe("nothing of the kind", () => {
  test.for([
    ["0".repeat(32), undefined, "mlflow-not-found"],
    [`m-${"0".repeat(32)}`, undefined, "mlflow-not-found"],
    ["models:/none/1", undefined, "mlflow-not-found"],
    ["models:/iris-clf/9", undefined, "mlflow-not-found"],
    ["models:/iris-clf@none", undefined, "mlflow-not-found"],
    ["models:/../../etc/1", undefined, "mlflow-reference-invalid"],
    ["models:/iris-clf", undefined, "mlflow-reference-invalid"],
    ["mlruns", undefined, "mlflow-nothing-found"],
    ["none", undefined, "mlflow-nothing-found"],
    [run3, "/nowhere", "file-missing"],
    [run3, "postgresql://alice:secret@host/mlflow", "mlflow-store-unknown"],
    [run3, "package.json", "mlflow-database-invalid"],
  ] as const)("%s in %s", async ([reference, trackingUri, code]) => {
    const error = await errorOf(fixtures, reference, trackingUri);
    expect(error).toMatchObject({ code });
    expect(error.message).not.toContain("secret");
  });

  test("a folder without any records", async () => {
    expect(await errorOf(await folderWith({}), run3)).toMatchObject({ code: "mlflow-store-missing" });
  });
});
