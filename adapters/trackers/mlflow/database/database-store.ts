import { dirname, join, resolve } from "node:path";
import { copyDatabase, type DatabaseCopy, numberIn, pairs, textIn } from "./database.ts";
import type { Row } from "../../../files/sqlite.ts";
import { readRegistryTables } from "./database-registry.ts";
import { notFound } from "../errors.ts";
import { LocalArtifacts } from "../local-artifacts.ts";
import { metricValue } from "../records/metric-values.ts";
import { latestPoints, modelMetrics } from "../records/model-metrics.ts";
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

const modelReady = 2;

/**
 * Reads MLflow's SQLite database, usually `mlflow.db`.
 *
 * @see https://github.com/mlflow/mlflow, mlflow/store/tracking/dbmodels/models.py
 */
export async function openDatabaseStore(file: string, workspace = "default"): Promise<MlflowStore> {
  return new DatabaseStore(file, await copyDatabase(file, workspace));
}

class DatabaseStore extends LocalArtifacts implements MlflowStore {
  readonly #database: DatabaseCopy;

  constructor(file: string, database: DatabaseCopy) {
    const base = dirname(resolve(file));
    super({ store: file, runs: join(base, "mlruns"), base });
    this.#database = database;
  }

  async run(id: string): Promise<MlflowRun> {
    const row = this.#only("runs", "run_uuid", id, `run ${id}`);
    const ofRun = (table: string): readonly Row[] => this.#database.rows(table, "run_uuid = ?", id);
    const outputs = this.#database.rows("inputs", "destination_type = 'MODEL_OUTPUT' AND source_id = ?", id);
    return {
      id,
      experimentId: textIn(row, "experiment_id") ?? "",
      status: textIn(row, "status") ?? "",
      isDeleted: row["lifecycle_stage"] === "deleted",
      user: textIn(row, "user_id"),
      startedMs: numberIn(row, "start_time"),
      finishedMs: numberIn(row, "end_time"),
      artifactUri: textIn(row, "artifact_uri") ?? "",
      metrics: Object.fromEntries(
        ofRun("latest_metrics").map((metric) => [
          textIn(metric, "key") ?? "",
          metric["is_nan"] === 0 ? measured(metric["value"]) : Number.NaN,
        ]),
      ),
      parameters: pairs(ofRun("params"), "key", "value"),
      tags: pairs(ofRun("tags"), "key", "value"),
      datasets: this.#datasets(id),
      modelIds: outputs.map((output) => textIn(output, "destination_id") ?? ""),
    };
  }

  #datasets(runId: string): MlflowDataset[] {
    const inputs = this.#database.rows(
      "inputs",
      "source_type = 'DATASET' AND destination_type = 'RUN' AND destination_id = ?",
      runId,
    );
    return inputs.flatMap((input) => {
      const [tag] = this.#database.rows(
        "input_tags",
        "input_uuid = ? AND name = 'mlflow.data.context'",
        textIn(input, "input_uuid") ?? "",
      );
      const datasets = this.#database.rows("datasets", "dataset_uuid = ?", textIn(input, "source_id") ?? "");
      return datasets.map((dataset) => ({
        name: textIn(dataset, "name") ?? "",
        digest: textIn(dataset, "digest") ?? "",
        source: textIn(dataset, "dataset_source") ?? "",
        context: tag && textIn(tag, "value"),
      }));
    });
  }

  async loggedModel(id: string): Promise<LoggedModel> {
    const row = this.#only("logged_models", "model_id", id, `logged model ${id}`);
    const points = this.#database.rows("logged_model_metrics", "model_id = ?", id).map((metric) => ({
      key: textIn(metric, "metric_name") ?? "",
      value: this.#isNan(metric) ? Number.NaN : measured(metric["metric_value"]),
      step: numberIn(metric, "metric_step") ?? 0,
      timestampMs: numberIn(metric, "metric_timestamp_ms") ?? 0,
      dataset: textIn(metric, "dataset_name"),
    }));
    return {
      id,
      name: textIn(row, "name") ?? id,
      runId: textIn(row, "source_run_id"),
      createdMs: numberIn(row, "creation_timestamp_ms"),
      artifactUri: textIn(row, "artifact_location") ?? "",
      isReady: row["status"] === modelReady,
      isDeleted: row["lifecycle_stage"] === "deleted",
      ...modelMetrics(latestPoints(points)),
      parameters: pairs(this.#database.rows("logged_model_params", "model_id = ?", id), "param_key", "param_value"),
      tags: pairs(this.#database.rows("logged_model_tags", "model_id = ?", id), "tag_key", "tag_value"),
    };
  }

  /** The table of models has 0 for NaN; only the run's own table knows better. */
  #isNan(metric: Row): boolean {
    if (metric["metric_value"] !== 0) return false;
    const columns = ["run_id", "metric_name", "metric_timestamp_ms", "metric_step"];
    const where = "run_uuid = ? AND key = ? AND timestamp = ? AND step = ? AND is_nan";
    return this.#database.rows("metrics", where, ...columns.map((column) => textIn(metric, column) ?? "")).length > 0;
  }

  async registeredVersion(name: string, wanted: WantedVersion): Promise<RegisteredVersion> {
    this.#only("registered_models", "name", name, `registered model ${name}`);
    const versions = this.#database
      .rows("model_versions", "name = ? AND current_stage != 'Deleted_Internal'", name)
      .map((row) => ({
        name,
        version: textIn(row, "version") ?? "",
        stage: textIn(row, "current_stage") ?? "",
        source: textIn(row, "source") ?? "",
        location: textIn(row, "storage_location"),
        runId: textIn(row, "run_id"),
        description: textIn(row, "description"),
      }));
    const aliases = pairs(this.#database.rows("registered_model_aliases", "name = ?", name), "alias", "version");
    return newest(versions, { name, wanted, aliases, store: this.name });
  }

  registeredModels(): Promise<readonly RegisteredModel[]> {
    return Promise.resolve(readRegistryTables(this.#database));
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  #only(table: string, column: string, value: string, what: string): Row {
    const [row] = this.#database.rows(table, `${column} = ?`, value);
    if (!row) throw notFound(what, this.name);
    return row;
  }
}

function measured(value: unknown): number {
  return typeof value === "number" ? metricValue(value) : Number.NaN;
}
