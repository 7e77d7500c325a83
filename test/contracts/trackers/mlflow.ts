import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import type { Workspace } from "../../support/workspace.ts";
import { ROLE, type Tracked, type Trained, pythonText } from "./tracked.ts";

const run = "67aa8f60a3984b1fb6eac7887260b264";
const model = "m-a314428d4f464c4e823f59fdcaa3d592";
const startedMs = 1_795_469_012_003;
const finishedMs = 1_795_469_030_357;

/** Which the folder of a model has in any case. */
const MLMODEL = `flavors: {python_function: {loader_module: churn}}\nmodel_id: ${model}\nrun_id: ${run}\nsignature:\n  inputs: '[{"name": "age", "type": "long"}]'\n`;

/** The folder `mlruns`, as MLflow 3 writes it without a server. */
export async function trackInFolder(workspace: Workspace, trained: Trained): Promise<Tracked> {
  const at = "run/mlruns/1";
  const written: Record<string, string> = {
    "run/mlruns/0/meta.yaml": "experiment_id: '0'\nname: Default\n",
    [`${at}/meta.yaml`]: "experiment_id: '1'\nname: churn\n",
    [`${at}/${run}/meta.yaml`]: `artifact_uri: /home/alice/mlruns/1/${run}/artifacts
start_time: ${startedMs}
end_time: ${finishedMs}
lifecycle_stage: active
run_id: ${run}
status: 3
user_id: alice
`,
  };
  for (const [key, value] of Object.entries(trained.metrics))
    written[`${at}/${run}/metrics/${key}`] = `${startedMs} ${pythonText(value)} 0\n`;
  for (const [key, value] of Object.entries(trained.parameters))
    written[`${at}/${run}/params/${key}`] = pythonText(value);
  if (trained.description !== undefined) written[`${at}/${run}/tags/mlflow.note.content`] = trained.description;
  for (const [index, address] of trained.datasets.entries()) {
    const id = `${index}`.padStart(32, "0");
    written[`${at}/datasets/${id}/meta.yaml`] = datasetText(address);
    written[`${at}/${run}/inputs/${id}/meta.yaml`] =
      `source_type: DATASET\nsource_id: ${id}\ntags: {mlflow.data.context: ${ROLE}}\n`;
  }
  const meta = `${at}/models/${model}/meta.yaml`;
  const hasModel = Object.keys(trained.artifacts).length > 0;
  const metaText = (place: string) =>
    `artifact_location: ${JSON.stringify(place)}\nmodel_id: ${model}\nname: model\nsource_run_id: ${run}\nstatus: 2\n`;
  if (hasModel) {
    written[`${at}/${run}/outputs/${model}/meta.yaml`] = `destination_id: ${model}\ndestination_type: MODEL_OUTPUT\n`;
    written[meta] = metaText(`/home/alice/mlruns/1/models/${model}/artifacts`);
  }
  for (const [path, text] of Object.entries(written)) await workspace.write(path, text);
  const files = hasModel ? await writeModel(workspace, `${at}/models/${model}/artifacts`, trained) : [];
  return {
    words: ["--from-mlflow", run, "--tracking-uri", join(workspace.folder, "run/mlruns")],
    prefix: "",
    source: "run",
    records: [...Object.keys(written).filter((path) => !/mlruns\/[01]\/meta.yaml$/.test(path)), ...files.slice(0, 1)],
    files: files.slice(1),
    moveModel: (path) => workspace.write(meta, metaText(path)),
  };
}

function datasetText(address: string): string {
  return `digest: 8f9eb48c\nname: june\nsource: '${JSON.stringify({ uri: address })}'\nsource_type: http\n`;
}

async function writeModel(workspace: Workspace, folder: string, { artifacts }: Trained): Promise<string[]> {
  const files: Readonly<Record<string, string | Uint8Array>> = { MLmodel: MLMODEL, ...artifacts };
  for (const [name, bytes] of Object.entries(files)) await workspace.write(`${folder}/${name}`, bytes);
  return Object.keys(files).map((name) => `${folder}/${name}`);
}

/** `mlflow.db`, which is MLflow's own choice since 3.7, with the files beside it. */
export async function trackInDatabase(workspace: Workspace, trained: Trained): Promise<Tracked> {
  const dump = await readFile(join(import.meta.dirname, "../../fixtures/trackers/mlflow/mlflow-3.sql"), "utf8");
  await workspace.write("run/.keep", "");
  const file = join(workspace.folder, "run/mlflow.db");
  const hasModel = Object.keys(trained.artifacts).length > 0;
  const edit = (work: (insert: (table: string, row: Readonly<Record<string, unknown>>) => void) => void) => {
    const database = new DatabaseSync(file);
    const insert = (table: string, row: Readonly<Record<string, unknown>>): void => {
      const columns = Object.keys(row);
      const sql = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
      database.prepare(sql).run(...(Object.values(row) as never[]));
    };
    database.exec("BEGIN");
    work(insert);
    database.exec("COMMIT");
    database.close();
  };
  const database = new DatabaseSync(file);
  database.exec(
    dump
      .split("\n")
      .filter((line) => line.startsWith("CREATE TABLE"))
      .join("\n"),
  );
  database.close();
  const modelRow = { model_id: model, experiment_id: 1, name: "model", status: 2, source_run_id: run };
  edit((insert) => {
    insert("runs", {
      run_uuid: run,
      user_id: "alice",
      status: "FINISHED",
      lifecycle_stage: "active",
      experiment_id: 1,
      start_time: startedMs,
      end_time: finishedMs,
      artifact_uri: `/home/alice/mlruns/1/${run}/artifacts`,
    });
    for (const [key, value] of Object.entries(trained.metrics)) {
      const stored = Number.isNaN(value) ? 0 : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
      const row = { run_uuid: run, key, value: stored, is_nan: Number.isNaN(value) ? 1 : 0, step: 0, timestamp: 0 };
      insert("latest_metrics", row);
    }
    for (const [key, value] of Object.entries(trained.parameters))
      insert("params", { run_uuid: run, key, value: pythonText(value) });
    if (trained.description !== undefined)
      insert("tags", { run_uuid: run, key: "mlflow.note.content", value: trained.description });
    for (const [index, address] of trained.datasets.entries()) {
      const id = `dataset-${index}`;
      const source = JSON.stringify({ uri: address });
      insert("datasets", { dataset_uuid: id, name: "june", digest: "8f9eb48c", dataset_source: source });
      const ends = { source_type: "DATASET", source_id: id, destination_type: "RUN", destination_id: run };
      insert("inputs", { input_uuid: `input-${index}`, ...ends, step: 0 });
      insert("input_tags", { input_uuid: `input-${index}`, name: "mlflow.data.context", value: ROLE });
    }
    if (!hasModel) return;
    const ends = { source_type: "RUN_OUTPUT", source_id: run, destination_type: "MODEL_OUTPUT", destination_id: model };
    insert("inputs", { input_uuid: "output", ...ends, step: 0 });
    insert("logged_models", { ...modelRow, artifact_location: `/home/alice/mlruns/1/models/${model}/artifacts` });
  });
  const files = hasModel ? await writeModel(workspace, `run/mlruns/1/models/${model}/artifacts`, trained) : [];
  return {
    words: ["--from-mlflow", run, "--tracking-uri", `sqlite:///${file}`],
    prefix: "",
    source: "run",
    records: ["run/mlflow.db", ...files.slice(0, 1)],
    files: files.slice(1),
    moveModel(path) {
      const changed = new DatabaseSync(file);
      changed.prepare("UPDATE logged_models SET artifact_location = ?").run(path);
      changed.close();
      return Promise.resolve();
    },
  };
}

/** MLflow's tracking server, whose artifacts come through it. */
export async function trackOnServer(_: Workspace, trained: Trained): Promise<Tracked> {
  const files = Object.entries({ MLmodel: MLMODEL, ...trained.artifacts });
  const hasModel = Object.keys(trained.artifacts).length > 0;
  const api = "/api/2.0/mlflow";
  const proxy = "/api/2.0/mlflow-artifacts/artifacts";
  const place = `1/models/${model}/artifacts`;
  let location = `mlflow-artifacts:/${place}`;
  const answer = (path: string, query: URLSearchParams): unknown => {
    const below = path.startsWith(`${proxy}/${place}/`) ? path.slice(proxy.length + place.length + 2) : undefined;
    if (below !== undefined) return files.find(([name]) => name === decodeURIComponent(below))?.[1];
    if (path === proxy)
      return {
        files: listed(
          files.map(([name]) => name),
          query.get("path") ?? "",
          place,
        ),
      };
    if (path === `${api}/artifacts/list`) return { files: [] };
    if (path === `${api}/logged-models/${model}`)
      return {
        model: {
          info: {
            model_id: model,
            name: "model",
            source_run_id: run,
            status: "LOGGED_MODEL_READY",
            artifact_uri: location,
          },
          data: {},
        },
      };
    if (path !== `${api}/runs/get` || query.get("run_id") !== run) return undefined;
    return {
      run: {
        info: {
          experiment_id: "1",
          status: "FINISHED",
          user_id: "alice",
          lifecycle_stage: "active",
          start_time: startedMs,
          end_time: finishedMs,
          artifact_uri: `mlflow-artifacts:/1/${run}/artifacts`,
        },
        data: {
          metrics: Object.entries(trained.metrics).map(([key, value]) => ({ key, value: protocolNumber(value) })),
          params: Object.entries(trained.parameters).map(([key, value]) => ({ key, value: pythonText(value) })),
          tags: trained.description === undefined ? [] : [{ key: "mlflow.note.content", value: trained.description }],
        },
        inputs: {
          dataset_inputs: trained.datasets.map((address) => ({
            tags: [{ key: "mlflow.data.context", value: ROLE }],
            dataset: { name: "june", digest: "8f9eb48c", source: JSON.stringify({ uri: address }) },
          })),
        },
        outputs: { model_outputs: hasModel ? [{ model_id: model }] : [] },
      },
    };
  };
  let isBroken = false;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://server");
    const found = answer(pathname, searchParams);
    if (found === undefined) {
      response.writeHead(404).end(JSON.stringify({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "no such thing" }));
      return;
    }
    const body =
      typeof found === "string" || found instanceof Uint8Array
        ? Buffer.from(found)
        : Buffer.from(JSON.stringify(found));
    response.writeHead(200, { "content-length": body.length });
    if (!isBroken) response.end(body);
    else response.write(body.subarray(0, body.length / 2), () => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    words: ["--from-mlflow", run, "--tracking-uri", address],
    prefix: "",
    records: [],
    files: [],
    moveModel(path) {
      location = path;
      return Promise.resolve();
    },
    breakOff() {
      isBroken = true;
    },
  };
}

/** JSON has no other numbers. */
function protocolNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** What is directly in a folder, as the artifact proxy lists it. */
function listed(names: readonly string[], path: string, place: string): object[] {
  if (path !== place && !path.startsWith(`${place}/`)) return [];
  const folder = path === place ? "" : `${path.slice(place.length + 1)}/`;
  const inside = names.filter((name) => name.startsWith(folder)).map((name) => name.slice(folder.length).split("/"));
  const entries = new Map(inside.map(([name = "", ...rest]) => [name, rest.length > 0]));
  return [...entries].map(([name, isFolder]) => ({ path: name, is_dir: isFolder }));
}
