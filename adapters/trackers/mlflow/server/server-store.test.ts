import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { InputError, OutsideError } from "../../../../core/errors.ts";
import { folderWith } from "../../../../test/support/folder.ts";
import { readMlflow } from "../read-mlflow.ts";
import type { MlflowCredentials } from "./rest.ts";

const runId = "67aa8f60a3984b1fb6eac7887260b264";
const modelId = "m-a314428d4f464c4e823f59fdcaa3d592";
const mlmodel = `flavors: {sklearn: {}}\nmodel_id: ${modelId}\nrun_id: ${runId}\n`;

class Refusal {
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: object) {
    this.status = status;
    this.body = JSON.stringify(body);
  }
}

type Answers = Readonly<Record<string, unknown>>;

/** Answers as a tracking server does, by `METHOD path?query`; text as it is, everything else as JSON. */
async function serve(answers: Answers, refuse: (request: IncomingMessage) => number | undefined = () => undefined) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const what = decodeURIComponent(`${request.method} ${request.url}`);
    asked.push(what);
    const status = refuse(request);
    const answer = answers[what];
    if (answer instanceof Refusal) response.writeHead(answer.status).end(answer.body);
    else if (status !== undefined)
      response.writeHead(status).end(`{"error_code": "TEST", "message": "as the test wants"}`);
    else if (answer !== undefined) response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    else response.writeHead(404).end(`{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Run not found"}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

interface Asking {
  readonly credentials?: MlflowCredentials;
  readonly attempts?: number;
}

async function read(trackingUri: string, reference: string, { attempts = 1, ...asking }: Asking = {}) {
  const downloads = await folderWith({});
  const parts = await readMlflow({
    reference,
    trackingUri,
    folder: downloads,
    downloads,
    attempts,
    firstWaitMs: 0,
    ...asking,
  });
  const files: Record<string, string> = {};
  for (const { path, file } of parts.artifacts ?? []) files[path] = await readFile(file, "utf8");
  const names = await readdir(downloads, { recursive: true });
  return { ...parts, artifacts: files, names };
}

const run = (artifactUri: string, { modelIds = [modelId], tags = [] as object[] } = {}) => ({
  run: {
    info: {
      run_id: runId,
      experiment_id: "1",
      status: "FINISHED",
      start_time: 1795469012003,
      end_time: "1795469030357",
      artifact_uri: artifactUri,
    },
    data: {
      metrics: [
        { key: "loss", value: 0.25 },
        { key: "bad", value: "NaN" },
        { key: "worse", value: 1.7976931348623157e308 },
      ],
      params: [{ key: "C", value: "0.5" }],
      tags: [{ key: "mlflow.user", value: "alice" }, ...tags],
    },
    inputs: {
      dataset_inputs: [
        {
          tags: [{ key: "mlflow.data.context", value: "eval" }],
          dataset: { name: "iris", digest: "8f9eb48c", source: `{"uri": "s3://alice:secret@acme/iris.csv"}` },
        },
      ],
    },
    ...(modelIds.length > 0 && { outputs: { model_outputs: modelIds.map((id) => ({ model_id: id, step: 0 })) } }),
  },
});

const model = (artifactUri: string, metrics: object[] = []) => ({
  model: {
    info: {
      model_id: modelId,
      name: "model",
      creation_timestamp_ms: 1795469012964,
      artifact_uri: artifactUri,
      status: "LOGGED_MODEL_READY",
      source_run_id: runId,
    },
    data: { params: [], metrics },
  },
});

const api = "/api/2.0/mlflow";
const proxy = "/api/2.0/mlflow-artifacts/artifacts";

/** MLflow 3 behind its artifact proxy. */
const proxied: Answers = {
  [`GET ${api}/runs/get?run_id=${runId}`]: run("mlflow-artifacts:/1/run/artifacts"),
  [`GET ${api}/logged-models/${modelId}`]: model("mlflow-artifacts:/1/models/x/artifacts"),
  [`GET ${proxy}?path=1/models/x/artifacts`]: {
    files: [
      { path: "MLmodel", is_dir: false },
      { path: "data", is_dir: true },
    ],
  },
  [`GET ${proxy}?path=1/models/x/artifacts/data`]: { files: [{ path: "a b#c.txt", is_dir: false }] },
  [`GET ${proxy}/1/models/x/artifacts/MLmodel`]: mlmodel,
  [`GET ${proxy}/1/models/x/artifacts/data/a b#c.txt`]: "weights",
};

describe("a run with its model", () => {
  test("through the artifact proxy", async () => {
    const { address } = await serve(proxied);
    const { names, ...parts } = await read(address, runId);
    expect(parts).toEqual({
      artifacts: { MLmodel: mlmodel, "data/a b#c.txt": "weights" },
      author: "alice",
      createdAt: "2026-11-23T21:23:50.357Z",
      parameters: { C: 0.5 },
      metrics: { loss: 0.25 },
      datasets: [{ uri: "s3://acme/iris.csv", digest: "mlflow:8f9eb48c", role: "evaluation" }],
      training: {
        started_at: "2026-11-23T21:23:32.003Z",
        finished_at: "2026-11-23T21:23:50.357Z",
        run: { tracker: "mlflow", id: runId, url: `${address}/#/experiments/1/runs/${runId}` },
      },
      notes: [
        "MLflow loads this model as sklearn.",
        "The model was logged without a signature: pass signature= or input_example= to log_model.",
        `Left out of run ${runId}, as a metric is a finite number: bad (NaN), worse (Infinity).`,
        "The digests of the datasets are MLflow's, which it computes from at most 10,000 rows, not from files.",
      ],
    });
    expect(names.filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("whose storage only the server reaches", async () => {
    const folder = `${api}/logged-models/${modelId}/artifacts/directories`;
    const file = `/ajax-api/2.0/mlflow/logged-models/${modelId}/artifacts/files`;
    const { address } = await serve({
      [`GET ${api}/runs/get?run_id=${runId}`]: run("s3://acme/1/run/artifacts"),
      [`GET ${api}/logged-models/${modelId}`]: model("s3://acme/1/models/x/artifacts"),
      [`GET ${folder}`]: { files: [{ path: "MLmodel" }], next_page_token: "more" },
      [`GET ${folder}?page_token=more`]: { files: [{ path: "data", is_dir: true }] },
      [`GET ${folder}?artifact_directory_path=data`]: { files: [{ path: "data/w.txt" }] },
      [`GET ${file}?artifact_file_path=MLmodel`]: mlmodel,
      [`GET ${file}?artifact_file_path=data/w.txt`]: "weights",
    });
    expect((await read(address, `models:/${modelId}`)).artifacts).toEqual({
      MLmodel: mlmodel,
      "data/w.txt": "weights",
    });
  });

  test("of MLflow 2, in the run's artifacts", async () => {
    const tags = [
      { key: "mlflow.log-model.history", value: `[{"artifact_path": "model"}, {"artifact_path": "model"}]` },
    ];
    const { address } = await serve({
      [`GET ${api}/runs/get?run_id=${runId}`]: run("s3://acme/1/run/artifacts", { modelIds: [], tags }),
      [`GET ${api}/artifacts/list?run_id=${runId}&path=model`]: { files: [{ path: "model/MLmodel" }] },
      [`GET /get-artifact?run_uuid=${runId}&path=model/MLmodel`]: mlmodel,
    });
    expect((await read(address, runId)).artifacts).toEqual({ MLmodel: mlmodel });
  });

  test("whose NaN the server turned into 0 for the model", async () => {
    const [bad, zero] = ["bad", "zero"].map((key) => ({ key, value: 0, timestamp: 5, step: 0, run_id: runId }));
    const { address } = await serve({
      ...proxied,
      [`GET ${api}/runs/get?run_id=${runId}`]: run("mlflow-artifacts:/1/run/artifacts", {
        modelIds: [modelId, "m-other"],
      }),
      [`GET ${api}/logged-models/${modelId}`]: model("mlflow-artifacts:/1/models/x/artifacts", [bad ?? {}, zero ?? {}]),
      [`GET ${api}/metrics/get-history?run_id=${runId}&metric_key=bad`]: {
        metrics: [
          { value: 0.5, timestamp: 4, step: 0 },
          { value: "NaN", timestamp: 5, step: 0 },
        ],
      },
      [`GET ${api}/metrics/get-history?run_id=${runId}&metric_key=zero`]: {
        metrics: [{ value: 0, timestamp: 5, step: 0 }],
      },
    });
    expect((await read(address, modelId)).metrics).toEqual({ loss: 0.25, zero: 0 });
  });
});

const version = (number: string, source: string) => ({
  version: number,
  source,
  run_id: runId,
  description: `No. ${number}`,
});

describe("registered versions", () => {
  const answers = {
    ...proxied,
    [`GET ${api}/model-versions/get?name=my iris&version=2`.replace(" iris", "+iris")]: {
      model_version: version("2", `models:/${modelId}`),
    },
    [`GET ${api}/registered-models/alias?name=iris&alias=champion`]: {
      model_version: version("3", "mlflow-artifacts:/1/run/artifacts/model"),
    },
    [`POST ${api}/registered-models/get-latest-versions`]: {
      model_versions: [version("10", `models:/${modelId}`), version("9", "models:/x/1")],
    },
    [`GET ${proxy}?path=1/run/artifacts/model`]: { files: [{ path: "MLmodel" }] },
    [`GET ${proxy}/1/run/artifacts/model/MLmodel`]: mlmodel,
  };

  test.for([
    ["models:/my iris/2", "No. 2"],
    ["models:/iris@champion", "No. 3"],
    ["models:/iris/latest", "No. 10"],
    ["models:/iris/Production", "No. 10"],
  ] as const)("%s", async ([reference, description]) => {
    const { address } = await serve(answers);
    const parts = await read(address, reference);
    expect({ description: parts.description, mlmodel: parts.artifacts["MLmodel"] }).toEqual({ description, mlmodel });
  });

  test("none in the stage", async () => {
    const { address } = await serve({ [`POST ${api}/registered-models/get-latest-versions`]: {} });
    await expect(read(address, "models:/iris/Staging")).rejects.toMatchObject({ code: "mlflow-not-found" });
  });

  test("files at an address of somebody else are not asked for", async () => {
    const { address, asked } = await serve({
      ...answers,
      [`GET ${api}/registered-models/alias?name=iris&alias=champion`]: {
        model_version: version("3", "mlflow-artifacts://elsewhere.example/1/model"),
      },
    });
    await expect(read(address, "models:/iris@champion")).rejects.toMatchObject({ code: "mlflow-artifacts-elsewhere" });
    expect(asked).toHaveLength(2);
  });
});

const onlyFor = (authorization: string) => (request: IncomingMessage) =>
  request.headers.authorization === authorization ? undefined : 401;

describe("authentication", () => {
  const basic = `Basic ${Buffer.from("alice:s3cret:é").toString("base64")}`;

  test("basic and bearer", async () => {
    const { address } = await serve(proxied, onlyFor(basic));
    expect(
      (await read(address, runId, { credentials: { type: "basic", username: "alice", password: "s3cret:é" } })).author,
    ).toBe("alice");
    const other = await serve(proxied, onlyFor("Bearer t0ken"));
    expect((await read(other.address, runId, { credentials: { type: "bearer", token: "t0ken" } })).author).toBe(
      "alice",
    );
  });

  test("in the address, from where it goes nowhere else", async () => {
    const { address } = await serve(proxied, onlyFor(basic));
    const parts = await read(address.replace("//", `//alice:${encodeURIComponent("s3cret:é")}@`), runId);
    expect(parts.training?.run?.url).toBe(`${address}/#/experiments/1/runs/${runId}`);
    expect(JSON.stringify(parts)).not.toContain("s3cret");
  });

  test("refused", async () => {
    const { address } = await serve(proxied, onlyFor(basic));
    const error = await read(address, runId).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OutsideError);
    expect(error).toMatchObject({
      code: "mlflow-refused",
      hint: expect.stringContaining("MLFLOW_TRACKING_TOKEN") as string,
    });
  });
});

describe("trouble", () => {
  test("a server that is busy is asked again", async () => {
    const failures = [503, 429, undefined];
    const { address, asked } = await serve(proxied, () => failures.shift());
    expect((await read(address, runId, { attempts: 3 })).author).toBe("alice");
    expect(asked.filter((each) => each.includes("runs/get"))).toHaveLength(3);
    const broken = await serve(proxied, () => 503);
    await expect(read(broken.address, runId, { attempts: 2 })).rejects.toMatchObject({ code: "mlflow-failed" });
    expect(broken.asked).toHaveLength(2);
  });

  test("a run that is not there is the user's mistake and not tried again", async () => {
    const { address, asked } = await serve({});
    const error = await read(address, runId, { attempts: 3 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      code: "mlflow-not-found",
      message: expect.stringContaining("Run not found") as string,
    });
    expect(asked).toHaveLength(1);
  });

  test("an alias that is not there, of which MLflow speaks as of a bad request", async () => {
    const body = { error_code: "INVALID_PARAMETER_VALUE", message: "Registered model alias beta not found." };
    const { address } = await serve({
      "GET /api/2.0/mlflow/registered-models/alias?name=churn&alias=beta": new Refusal(400, body),
    });
    await expect(read(address, "models:/churn@beta")).rejects.toMatchObject({
      code: "mlflow-not-found",
      message: `${address} has no such thing: Registered model alias beta not found.`,
    });
  });

  test("nobody there, or somebody else", async () => {
    await expect(read("http://127.0.0.1:1", runId)).rejects.toMatchObject({ code: "mlflow-unreachable" });
    const { address } = await serve({ [`GET ${api}/runs/get?run_id=${runId}`]: "<html>Welcome</html>" });
    await expect(read(address, runId)).rejects.toMatchObject({ code: "mlflow-not-a-server" });
    await expect(read("https://", runId)).rejects.toMatchObject({ code: "mlflow-address-invalid" });
  });

  test.for(["..", ".", "", "a\\b", "c:evil"])("an artifact named %j is never written", async (name) => {
    const { address } = await serve({
      ...proxied,
      [`GET ${proxy}?path=1/models/x/artifacts`]: {
        files: [{ path: "MLmodel" }, { path: `x/${name}`, is_dir: false }],
      },
    });
    await expect(read(address, runId)).rejects.toMatchObject({ code: "mlflow-name-unsafe" });
  });

  test("folders that never end are given up", async () => {
    const loop = { files: [{ path: "again", is_dir: true }] };
    const answers = new Proxy<Record<string, unknown>>(
      { ...proxied },
      {
        get: (own, key) => (String(key).startsWith(`GET ${proxy}?path=`) ? loop : own[String(key)]),
      },
    );
    const { address } = await serve(answers);
    await expect(read(address, runId)).rejects.toMatchObject({ code: "mlflow-too-many-files" });
  });

  test("a path before the server's own", async () => {
    const prefixed = Object.fromEntries(
      Object.entries(proxied).map(([what, answer]) => [what.replace(" ", " /tracking"), answer]),
    );
    const { address } = await serve(prefixed);
    expect((await read(`${address}/tracking/`, runId)).training?.run?.url).toContain("/tracking/#/experiments/1/");
  });
});
