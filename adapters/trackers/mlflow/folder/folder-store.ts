import { basename, dirname, join, resolve } from "node:path";
import { isMapping, readMapping } from "../../plain/document.ts";
import { isFile, isFolder } from "../../../files/look-at.ts";
import { notFound } from "../errors.ts";
import { readRegistryFolder, readVersions } from "./folder-registry.ts";
import { LocalArtifacts, listFolder } from "../local-artifacts.ts";
import { numberIn, readTexts, textIn } from "./meta-file.ts";
import { metricFromText } from "../records/metric-values.ts";
import { latestPoints, type MetricPoint, modelMetrics } from "../records/model-metrics.ts";
import { newest } from "../newest.ts";
import type {
  LoggedModel,
  MlflowDataset,
  MlflowRun,
  MlflowStore,
  RegisteredModel,
  RegisteredVersion,
  WantedVersion,
} from "../store.ts";

const runStatus = ["", "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];
const modelReady = 2;

/**
 * Reads a folder that MLflow keeps its records in, usually `mlruns`.
 * Ids are taken from the names of folders: in the files they may read as numbers.
 *
 * @see https://github.com/mlflow/mlflow, mlflow/store/tracking/file_store.py and mlflow/store/model_registry/file_store.py
 */
export function openFolderStore(folder: string): MlflowStore {
  return new FolderStore(folder);
}

/** Whether a folder is laid out as MLflow's folder of records. */
export async function isFolderStore(folder: string): Promise<boolean> {
  for (const { name } of await listFolder(folder)) {
    if (/^\d+$/.test(name) && (await isFile(join(folder, name, "meta.yaml")))) return true;
  }
  return false;
}

class FolderStore extends LocalArtifacts implements MlflowStore {
  readonly #root: string;

  constructor(folder: string) {
    const root = resolve(folder);
    super({ store: folder, runs: root, base: dirname(root) });
    this.#root = root;
  }

  async run(id: string): Promise<MlflowRun> {
    const { path, experimentId, isTrashed } = await this.#find(`run ${id}`, id);
    const meta = await readMapping(join(path, "meta.yaml"));
    return {
      id,
      experimentId,
      status: runStatus[numberIn(meta, "status") ?? 0] ?? "",
      isDeleted: isTrashed || meta["lifecycle_stage"] === "deleted",
      user: textIn(meta, "user_id"),
      startedMs: numberIn(meta, "start_time"),
      finishedMs: numberIn(meta, "end_time"),
      artifactUri: await ownArtifacts(path, textIn(meta, "artifact_uri")),
      metrics: await readMetricFiles(join(path, "metrics")),
      parameters: await readTexts(join(path, "params")),
      tags: await readTexts(join(path, "tags")),
      datasets: await readDatasets(path),
      modelIds: (await listFolder(join(path, "outputs"))).map(({ name }) => name).sort(),
    };
  }

  async loggedModel(id: string): Promise<LoggedModel> {
    const { path } = await this.#find(`logged model ${id}`, "models", id);
    const meta = await readMapping(join(path, "meta.yaml"));
    return {
      id,
      name: textIn(meta, "name") ?? id,
      runId: textIn(meta, "source_run_id"),
      createdMs: numberIn(meta, "creation_timestamp"),
      artifactUri: await ownArtifacts(path, textIn(meta, "artifact_location")),
      isReady: meta["status"] === modelReady,
      isDeleted: meta["lifecycle_stage"] === "deleted",
      ...modelMetrics(latestPoints(await readModelPoints(join(path, "metrics")))),
      parameters: await readTexts(join(path, "params")),
      tags: await readTexts(join(path, "tags")),
    };
  }

  async registeredVersion(name: string, wanted: WantedVersion): Promise<RegisteredVersion> {
    const path = join(this.#root, "models", basename(name));
    if (!(await isFile(join(path, "meta.yaml")))) throw notFound(`registered model ${name}`, this.name);
    const versions = await readVersions(path, name);
    return newest(versions, { name, wanted, aliases: await readTexts(join(path, "aliases")), store: this.name });
  }

  registeredModels(): Promise<readonly RegisteredModel[]> {
    return readRegistryFolder(join(this.#root, "models"));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** In its experiment, or in one that was deleted. */
  async #find(what: string, ...below: string[]): Promise<{ path: string; experimentId: string; isTrashed: boolean }> {
    // Ids come from files as well, and none that MLflow gives leads out of a folder.
    if (!below.every((name) => /^\w[\w-]*$/.test(name))) throw notFound(what, this.name);
    for (const parent of [this.#root, join(this.#root, ".trash")]) {
      for (const { name } of await listFolder(parent)) {
        const path = join(parent, name, ...below);
        if (await isFile(join(path, "meta.yaml")))
          return { path, experimentId: name, isTrashed: parent !== this.#root };
      }
    }
    throw notFound(what, this.name);
  }
}

/** What lies in the folder of a run or a model, else what is noted: the note goes stale when the whole moves. */
async function ownArtifacts(path: string, noted: string | undefined): Promise<string> {
  const own = join(path, "artifacts");
  return noted === undefined || (await isFolder(own)) ? own : noted;
}

/** The latest value in each file; a line is `timestamp value [step …]`, and what follows depends on MLflow's version. */
async function readMetricFiles(folder: string): Promise<Record<string, number>> {
  const latest = Object.entries(await readTexts(folder)).map(([name, text]) => {
    const points = text.split("\n").flatMap((line) => {
      const [timestamp, value, step = "0"] = line.trim().split(" ");
      return value === undefined
        ? []
        : [{ timestamp: Number(timestamp), value: metricFromText(value), step: Number(step) }];
    });
    points.sort((a, b) => a.step - b.step || a.timestamp - b.timestamp || a.value - b.value);
    return [name, points.at(-1)?.value ?? Number.NaN] as const;
  });
  return Object.fromEntries(latest);
}

/** A model's lines name the run as well, and the dataset where there is one: `timestamp value step run [name… digest]`. */
async function readModelPoints(folder: string): Promise<MetricPoint[]> {
  return Object.entries(await readTexts(folder)).flatMap(([key, text]) =>
    text.split("\n").flatMap((line): MetricPoint[] => {
      const [timestamp, value, step = "0", , ...data] = line.trim().split(" ");
      if (value === undefined) return [];
      const dataset = data.length < 2 ? undefined : data.slice(0, -1).join(" ");
      return [{ key, value: metricFromText(value), step: Number(step), timestampMs: Number(timestamp), dataset }];
    }),
  );
}

async function readDatasets(run: string): Promise<MlflowDataset[]> {
  const datasets: MlflowDataset[] = [];
  for (const { name } of await listFolder(join(run, "inputs"))) {
    const input = await readMapping(join(run, "inputs", name, "meta.yaml"));
    const file = join(dirname(run), "datasets", basename(textIn(input, "source_id") ?? ""), "meta.yaml");
    if (input["source_type"] !== "DATASET" || !(await isFile(file))) continue;
    const dataset = await readMapping(file);
    datasets.push({
      name: textIn(dataset, "name") ?? "",
      digest: textIn(dataset, "digest") ?? "",
      source: textIn(dataset, "source") ?? "",
      context: isMapping(input["tags"]) ? textIn(input["tags"], "mlflow.data.context") : undefined,
    });
  }
  return datasets.sort((a, b) => (a.name < b.name ? -1 : 1));
}
