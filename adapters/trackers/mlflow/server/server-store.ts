import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { OutsideError } from "../../../../core/errors.ts";
import type { PlainMapping } from "../../plain/document.ts";
import { number, pairs, text } from "./answer.ts";
import { artifactsElsewhere, ifMissing, notFound } from "../errors.ts";
import { latestPoints, modelMetrics } from "../records/model-metrics.ts";
import { describeWanted } from "../newest.ts";
import { MlflowRest, type RestOptions } from "./rest.ts";
import { metricsOf, pointOf, type ServerPoint } from "./server-metrics.ts";
import { readRegisteredModels } from "./server-registry.ts";
import { mappingsOf, mappingOf } from "../../plain/document.ts";
import type {
  ArtifactFolder,
  LoggedModel,
  MlflowRun,
  MlflowStore,
  RegisteredModel,
  RegisteredVersion,
  WantedVersion,
} from "../store.ts";

const api = "/api/2.0/mlflow";
const proxy = "/api/2.0/mlflow-artifacts/artifacts";
const deepest = 32;
const mostFiles = 100_000;
/** Enough to hide the waiting for small files, and little for a server. */
const parallelDownloads = 4;

/**
 * Reads from a tracking server. Artifacts come through it too, whatever storage is behind it.
 *
 * @param downloads A folder for what has to be fetched; whoever made it removes it.
 * @see https://mlflow.org/docs/latest/rest-api.html
 */
export function openServerStore(
  address: string,
  { downloads, ...options }: RestOptions & { downloads: string },
): MlflowStore {
  return new ServerStore(new MlflowRest(address, options), downloads);
}

/** One way to list and fetch a folder of artifacts. */
interface Way {
  readonly listing: (folder: string) => { path: string; parameters: Record<string, string> };
  readonly content: (file: string) => { path: string; parameters: Record<string, string> };
}

class ServerStore implements MlflowStore {
  readonly name: string;
  readonly isLocal = false;
  readonly #rest: MlflowRest;
  readonly #downloads: string;

  constructor(rest: MlflowRest, downloads: string) {
    this.name = rest.base;
    this.#rest = rest;
    this.#downloads = downloads;
  }

  async run(id: string): Promise<MlflowRun> {
    const run = mappingOf((await this.#rest.get(`${api}/runs/get`, { run_id: id }))["run"]);
    const [info, data] = [mappingOf(run["info"]), mappingOf(run["data"])];
    return {
      id,
      experimentId: text(info["experiment_id"]) ?? "",
      status: text(info["status"]) ?? "",
      isDeleted: info["lifecycle_stage"] === "deleted",
      user: text(info["user_id"]),
      startedMs: number(info["start_time"]),
      finishedMs: number(info["end_time"]),
      artifactUri: text(info["artifact_uri"]) ?? "",
      metrics: metricsOf(data["metrics"]),
      parameters: pairs(data["params"]),
      tags: pairs(data["tags"]),
      datasets: mappingsOf(mappingOf(run["inputs"])["dataset_inputs"]).map((input) => {
        const dataset = mappingOf(input["dataset"]);
        return {
          name: text(dataset["name"]) ?? "",
          digest: text(dataset["digest"]) ?? "",
          source: text(dataset["source"]) ?? "",
          context: pairs(input["tags"])["mlflow.data.context"],
        };
      }),
      modelIds: mappingsOf(mappingOf(run["outputs"])["model_outputs"]).flatMap(
        (output) => text(output["model_id"]) ?? [],
      ),
    };
  }

  async loggedModel(id: string): Promise<LoggedModel> {
    const path = `${api}/logged-models/${id}`;
    const present = await this.#rest.get(path).catch(ifMissing);
    // Only whoever asks for it gets one that is deleted, and the answer does not say that it is.
    const model = mappingOf((present ?? (await this.#rest.get(path, { allow_deleted: "true" })))["model"]);
    const [info, data] = [mappingOf(model["info"]), mappingOf(model["data"])];
    const latest = latestPoints(mappingsOf(data["metrics"]).map(pointOf));
    return {
      id,
      name: text(info["name"]) ?? id,
      runId: text(info["source_run_id"]),
      createdMs: number(info["creation_timestamp_ms"]),
      artifactUri: text(info["artifact_uri"]) ?? "",
      isReady: info["status"] === "LOGGED_MODEL_READY",
      isDeleted: present === undefined,
      ...modelMetrics(await Promise.all(latest.map((point) => this.#withNan(point)))),
      parameters: pairs(data["params"]),
      tags: pairs(info["tags"]),
    };
  }

  /** The server has 0 for a model's NaN; only the history of the run knows better. */
  async #withNan(point: ServerPoint): Promise<ServerPoint> {
    const { key, value, runId, step, timestampMs } = point;
    if (value !== 0 || runId === undefined) return point;
    const answer = await this.#rest.get(`${api}/metrics/get-history`, { run_id: runId, metric_key: key });
    const same = mappingsOf(answer["metrics"]).map(pointOf);
    const isNan = same.some(
      (each) => each.step === step && each.timestampMs === timestampMs && Number.isNaN(each.value),
    );
    return isNan ? { ...point, value: Number.NaN } : point;
  }

  async registeredVersion(name: string, wanted: WantedVersion): Promise<RegisteredVersion> {
    const version = await this.#version(name, wanted);
    return {
      name,
      version: text(version["version"]) ?? "",
      source: text(version["source"]) ?? "",
      runId: text(version["run_id"]),
      description: text(version["description"]),
    };
  }

  async #version(name: string, wanted: WantedVersion): Promise<PlainMapping> {
    switch (wanted.type) {
      case "version":
        return mappingOf(
          (await this.#rest.get(`${api}/model-versions/get`, { name, version: wanted.version }))["model_version"],
        );
      case "alias":
        return mappingOf(
          (await this.#rest.get(`${api}/registered-models/alias`, { name, alias: wanted.alias }))["model_version"],
        );
      case "stage":
      case "latest": {
        const stages = wanted.type === "stage" ? { stages: [wanted.stage] } : {};
        const answer = await this.#rest.post(`${api}/registered-models/get-latest-versions`, { name, ...stages });
        const versions = mappingsOf(answer["model_versions"]).sort(
          (a, b) => Number(a["version"]) - Number(b["version"]),
        );
        const version = versions.at(-1);
        if (!version) throw notFound(`${describeWanted(wanted)} of registered model ${name}`, this.name);
        return version;
      }
      default:
        return wanted satisfies never;
    }
  }

  async locationOf({ name, version, source }: RegisteredVersion): Promise<string> {
    const answer = await this.#rest.get(`${api}/model-versions/get-download-uri`, { name, version });
    return text(answer["artifact_uri"]) ?? source;
  }

  registeredModels(): Promise<readonly RegisteredModel[]> {
    return readRegisteredModels(this.#rest);
  }

  async list(folder: ArtifactFolder): Promise<{ name: string; isFolder: boolean }[]> {
    return this.#list(this.#way(folder), "");
  }

  async localFolder(folder: ArtifactFolder): Promise<string> {
    const way = this.#way(folder);
    const files = await this.#filesBelow(way, "", 0);
    if (files.length === 0) throw notFound(`file in ${folder.uri}`, this.name);
    const target = await mkdtemp(join(this.#downloads, "mlflow-"));
    await this.#download(files, way, target);
    return target;
  }

  /** A few at a time. All have ended when one has failed: whoever made the folder may remove it then. */
  async #download(files: readonly string[], way: Way, target: string): Promise<void> {
    const queue = [...files];
    const lane = async (): Promise<void> => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        const { path, parameters } = way.content(file);
        await this.#rest.download(path, parameters, join(target, file)).catch((error: unknown) => {
          queue.length = 0;
          throw error;
        });
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: parallelDownloads }, lane));
    const failure = lanes.find((result) => result.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  }

  runAddress({ experimentId, id }: MlflowRun): string {
    return `${this.#rest.base}/#/experiments/${experimentId}/runs/${id}`;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Through the artifact proxy where the server has one, as MLflow's client does; else the server reads its storage for us. */
  #way({ uri, run, modelId }: ArtifactFolder): Way {
    const proxied = proxiedPath(uri, this.#rest.base);
    if (proxied !== undefined) {
      return {
        listing: (folder) => ({ path: proxy, parameters: { path: below(proxied, folder) } }),
        content: (file) => ({ path: `${proxy}/${encodePath(below(proxied, file))}`, parameters: {} }),
      };
    }
    if (modelId !== undefined) {
      const files = `/ajax-api/2.0/mlflow/logged-models/${modelId}/artifacts/files`;
      return {
        listing: (folder) => ({
          path: `${api}/logged-models/${modelId}/artifacts/directories`,
          parameters: folder === "" ? {} : { artifact_directory_path: folder },
        }),
        content: (file) => ({ path: files, parameters: { artifact_file_path: file } }),
      };
    }
    if (!run) throw artifactsElsewhere(uri, this.name);
    return {
      listing: (folder) => ({
        path: `${api}/artifacts/list`,
        parameters: { run_id: run.id, path: below(run.path, folder) },
      }),
      content: (file) => ({ path: "/get-artifact", parameters: { run_uuid: run.id, path: below(run.path, file) } }),
    };
  }

  async #list(way: Way, folder: string): Promise<{ name: string; isFolder: boolean }[]> {
    const { path, parameters } = way.listing(folder);
    const found: { name: string; isFolder: boolean }[] = [];
    for (let page: string | undefined = ""; page !== undefined;) {
      const answer = await this.#rest.get(path, { ...parameters, ...(page !== "" && { page_token: page }) });
      for (const file of mappingsOf(answer["files"]))
        found.push({ name: safeName(text(file["path"]), this.name), isFolder: file["is_dir"] === true });
      page = text(answer["next_page_token"]);
    }
    return found;
  }

  async #filesBelow(way: Way, folder: string, depth: number): Promise<string[]> {
    const files: string[] = [];
    for (const { name, isFolder } of await this.#list(way, folder)) {
      const path = below(folder, name);
      if (!isFolder) files.push(path);
      else if (depth < deepest) files.push(...(await this.#filesBelow(way, path, depth + 1)));
      if (files.length > mostFiles || depth >= deepest) throw tooMany(this.name);
    }
    return files.sort();
  }
}

/** The path in the artifact proxy's storage, for addresses that mean the proxy of this server. */
function proxiedPath(uri: string, base: string): string | undefined {
  const { host, path } = /^mlflow-artifacts:(?:\/\/(?<host>[^/]*))?\/*(?<path>.*)$/s.exec(uri)?.groups ?? {};
  if (path !== undefined) return host === undefined || host === "" || host === new URL(base).host ? path : undefined;
  const prefix = `${base}${proxy}/`;
  return uri.startsWith(prefix) ? uri.slice(prefix.length) : undefined;
}

function below(folder: string, name: string): string {
  return [folder, name].filter((part) => part !== "").join("/");
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Listings give whole or relative paths, depending on the way; only the last part is needed, and it must stay in its folder. */
function safeName(path = "", server: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name !== "" && name !== "." && name !== ".." && !/[\\:\0]/.test(name)) return name;
  const message = `${server} lists an artifact ${JSON.stringify(path)}, whose name is not safe to write.`;
  throw new OutsideError({ code: "mlflow-name-unsafe", message, hint: "Rename it in MLflow." });
}

function tooMany(server: string): OutsideError {
  const message = `${server} lists more than ${mostFiles} files, or folders more than ${deepest} deep.`;
  return new OutsideError({
    code: "mlflow-too-many-files",
    message,
    hint: "Name the model's own folder: runs:/RUN_ID/PATH.",
  });
}
