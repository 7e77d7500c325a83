import { createHash } from "node:crypto";
import { Random } from "./random.ts";

/** The words that file texts are made of. */
const PURPOSES = [
  "churn",
  "fraud",
  "demand",
  "ranking",
  "pricing",
  "routing",
  "credit",
  "search",
  "uplift",
  "anomaly",
] as const;
const MARKETS = ["eu", "us", "apac", "latam", "uk", "global"] as const;
const PEOPLE = ["alice", "bob", "carol", "dana", "erin", "frank"] as const;
const COLUMNS = [
  "age",
  "income",
  "tenure_days",
  "sessions_30d",
  "basket_value",
  "country_code",
  "device_type",
  "returns_90d",
  "discount_share",
  "support_tickets",
] as const;

/** The datasets that the versions name. */
export const DATASETS = ["customers", "orders", "sessions"] as const;
export const DATASET_VERSIONS = 12;

/** `churn-eu-00042`. */
export function modelName(index: number): string {
  const purpose = PURPOSES[index % PURPOSES.length] ?? "model";
  const market = MARKETS[Math.floor(index / PURPOSES.length) % MARKETS.length] ?? "eu";
  return `${purpose}-${market}-${String(index).padStart(5, "0")}`;
}

/** `1.4.0`: the version of a model's round, counted from 0. */
export function versionOfRound(round: number): string {
  return `1.${round}.0`;
}

/** @param storeFolder where artifacts are stored, relative to the repository's root */
export function registryFile(storeFolder: string): string {
  return `# yaml-language-server: $schema=../.modelyard/schemas/registry-1.json
schema: registry/1
name: bench-models
description: Generated, to measure with.
stages:                           # in lifecycle order; a model holds one version in each
  - name: staging
  - name: production
    description: Serves all customer traffic.
    gates:
      after: staging              # the version must have held staging first
      soak: 24h                   # … without a break for this long
      require: [signature, datasets, environment, code, metrics, parameters]
      formats: safe
artifacts:
  store: {type: file, path: ${storeFolder}}
`;
}

export function modelFile(index: number): string {
  const random = new Random(index);
  return `# yaml-language-server: $schema=../../../.modelyard/schemas/model-1.json
schema: model/1
name: ${modelName(index)}
description: Scores for the ${random.oneOf(PURPOSES)} team of ${random.oneOf(MARKETS)}.
owners: ["@acme/${random.oneOf(PURPOSES)}-ml", "@${random.oneOf(PEOPLE)}"]
license: Apache-2.0
task: tabular-classification      # Hugging Face's task names
tags: [tabular, ${random.oneOf(MARKETS)}]
versioning: semver
metrics:
  auc: {goal: maximize, description: Area under the ROC curve on the holdout.}
  accuracy: {goal: maximize}
  log_loss: {goal: minimize}
  latency_p95_ms: {goal: minimize}
gates:
  production:
    metrics:
      auc: {min: 0.7}
      latency_p95_ms: {max: 50}
`;
}

/** A version's files: small, so that a store can hold them, and right by size, digest and format. */
export function artifactsOf(
  index: number,
  round: number,
): readonly { readonly path: string; readonly bytes: Buffer }[] {
  const header = Buffer.from(JSON.stringify({ __metadata__: { model: modelName(index), round: String(round) } }));
  const headerLength = Buffer.alloc(8);
  headerLength.writeBigUInt64LE(BigInt(header.length));
  return [
    { path: "model.safetensors", bytes: Buffer.concat([headerLength, header]) },
    { path: "preprocessing/columns.json", bytes: Buffer.from(JSON.stringify({ columns: COLUMNS, round, index })) },
  ];
}

/** A version file of some 60 lines, as `draft` writes it after a training. */
export function versionFile(index: number, round: number, createdAt: string): string {
  const random = new Random(index * 1009 + round + 1);
  const artifacts = artifactsOf(index, round).map(
    ({ path, bytes }) => `  - path: ${path}
    size: ${bytes.length}
    sha256: "${createHash("sha256").update(bytes).digest("hex")}"
    format: ${path.slice(path.lastIndexOf(".") + 1)}`,
  );
  const columns = COLUMNS.map((column) => `    - {name: ${column}, type: ${random.oneOf(["double", "long"])}}`);
  const run = random.hex(32);
  return `# yaml-language-server: $schema=../../../../.modelyard/schemas/model-version-1.json
schema: model-version/1
model: ${modelName(index)}
version: "${versionOfRound(round)}"
description: "Retrained on the data of round ${round}, with ${random.integer(2, 40)} new rows per customer."
created_at: "${createdAt}"
author: ${random.oneOf(PEOPLE)}
artifacts:
${artifacts.join("\n")}
signature:
  inputs:
${columns.join("\n")}
    - {name: region, type: string, optional: true}
  outputs:
    - {name: probability, type: double}
parameters:
  C: ${random.decimal(0.1, 3, 3)}
  penalty: ${random.oneOf(["l1", "l2"])}
  learning_rate: ${random.decimal(0.01, 0.5, 4)}
  max_depth: ${random.integer(3, 12)}
  n_estimators: ${random.integer(50, 900)}
  early_stopping: true
metrics:
  accuracy: ${random.decimal(0.7, 0.99, 6)}
  auc: ${random.decimal(0.8, 0.99, 6)}
  log_loss: ${random.decimal(0.05, 0.6, 6)}
  latency_p95_ms: ${random.decimal(4, 40, 2)}
environment:
  python: "3.11.${random.integer(1, 12)}"
  requirements:
    - "joblib==1.4.2"
    - "numpy==1.26.4"
    - "pandas==2.2.${random.integer(0, 3)}"
    - "safetensors==0.4.5"
    - "scikit-learn==1.5.${random.integer(0, 2)}"
    - "scipy==1.14.1"
code:
  repository: https://github.com/acme/${modelName(index)}
  commit: "${random.hex(40)}"
  path: train.py
  dirty: false
datasets:
  - {name: ${random.oneOf(DATASETS)}, version: "${random.integer(1, DATASET_VERSIONS)}", role: training}
  - {uri: "s3://acme/holdout-${random.hex(6)}.parquet", digest: "sha256:${random.hex(64)}", role: evaluation}
training:
  command: python train.py --config configs/${random.oneOf(MARKETS)}.yaml
  started_at: "2023-12-01T06:00:00Z"
  finished_at: "2023-12-01T07:30:00Z"
  seed: ${random.integer(1, 1000)}
  run: {tracker: mlflow, id: "${run}", url: "https://mlflow.acme.example/#/runs/${run}"}
  ci: https://github.com/acme/${modelName(index)}/actions/runs/${random.integer(1_000_000, 9_000_000)}
`;
}

export function stageFile(index: number, stage: string, round: number): string {
  return `schema: stage/1
model: ${modelName(index)}
stage: ${stage}
version: "${versionOfRound(round)}"
`;
}

export function statusFile(index: number, round: number): string {
  return `schema: status/1
model: ${modelName(index)}
version: "${versionOfRound(round)}"
status: archived
reason: Superseded by ${versionOfRound(round + 1)}.
`;
}

export function datasetFile(dataset: string): string {
  return `schema: dataset/1
name: ${dataset}
description: Exported every month.
owners: ["@acme/data-eng"]
`;
}

export function datasetVersionFile(dataset: string, version: number): string {
  const random = new Random(version * 31 + dataset.length);
  return `schema: dataset-version/1
dataset: ${dataset}
version: "${version}"
created_at: "2023-${String(version).padStart(2, "0")}-01T09:00:00Z"
author: data-eng
description: Export number ${version}.
digest: "md5:${random.hex(32)}"
size: ${random.integer(1_000_000, 90_000_000)}
files: 1
source: {type: dvc, repository: "https://github.com/acme/data", commit: "${random.hex(40)}", path: data/${dataset}.csv}
`;
}
