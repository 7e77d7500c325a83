// Generated from schemas/*.json by `npm run generate`. Do not edit.

export interface RegistryFileByKind {
  dataset: Dataset;
  "dataset-version": DatasetVersion;
  model: Model;
  "model-version": ModelVersion;
  registry: RegistrySettings;
  stage: Stage;
  status: Status;
}
/**
 * registry/datasets/NAME/dataset.yaml: what the dataset is and who owns it.
 */
export interface Dataset {
  /**
   * The kind of this file and the major version of its format.
   */
  schema: "dataset/1";
  /**
   * The dataset's name: that of its folder.
   */
  name: string;
  /**
   * What the data is, for people.
   */
  description?: string;
  /**
   * Who answers for it.
   */
  owners?: string[];
  /**
   * An SPDX licence expression.
   */
  license?: string;
  /**
   * Words to find it by.
   */
  tags?: string[];
  /**
   * Where it is described.
   */
  url?: string;
}
/**
 * registry/datasets/NAME/versions/VERSION.yaml: a fact, immutable once on the default branch.
 */
export interface DatasetVersion {
  /**
   * The kind of this file and the major version of its format.
   */
  schema: "dataset-version/1";
  /**
   * The dataset's name: that of its folder.
   */
  dataset: string;
  /**
   * This version, quoted: that of the file's name.
   */
  version: string;
  /**
   * When it was added, quoted, in UTC.
   */
  created_at: string;
  /**
   * Who added it.
   */
  author: string;
  /**
   * What is new in it, for people.
   */
  description?: string;
  /**
   * What its bytes come to: algorithm:value, such as sha256:… or DVC's md5:….dir.
   */
  digest: string;
  /**
   * The size of all files in bytes.
   */
  size?: number;
  /**
   * How many files.
   */
  files?: number;
  /**
   * Where its bytes are kept.
   */
  source?: {
    /**
     * Where the bytes are kept.
     */
    type: "dvc" | "git" | "uri";
    /**
     * The address of the repository.
     */
    repository?: string;
    /**
     * The full id of a commit that holds it.
     */
    commit?: string;
    /**
     * The path in the repository.
     */
    path?: string;
    /**
     * The address.
     */
    uri?: string;
  };
}
/**
 * registry/models/NAME/model.yaml: what the model is, who owns it, its metrics and its own gates.
 */
export interface Model {
  /**
   * The kind of this file and the major version of its format.
   */
  schema: "model/1";
  /**
   * The model's name: that of its folder.
   */
  name: string;
  /**
   * What it is called elsewhere, such as ChurnModel in MLflow: models:/ChurnModel/1 leads here as well.
   */
  aliases?: string[];
  /**
   * What the model does, for people.
   */
  description?: string;
  /**
   * Who may approve promotions.
   */
  owners?: string[];
  /**
   * An SPDX licence expression.
   */
  license?: string;
  /**
   * Hugging Face's task name, such as tabular-classification.
   */
  task?: string;
  /**
   * Words to find it by.
   */
  tags?: string[];
  /**
   * The scheme of the model's versions.
   */
  versioning?: "semver" | "integer" | "commit";
  /**
   * The metrics that matter, with their direction.
   */
  metrics?: {
    [k: string]: MetricSettings;
  };
  /**
   * Gates by stage, added to the registry's; a model can only tighten.
   */
  gates?: {
    [k: string]: Gates;
  };
}
/**
 * A metric and its direction.
 */
export interface MetricSettings {
  /**
   * Which direction is better.
   */
  goal: "maximize" | "minimize";
  /**
   * What it measures.
   */
  description?: string;
}
/**
 * What a promotion to the stage must show.
 */
export interface Gates {
  /**
   * The version must have held this stage first.
   */
  after?: string;
  /**
   * It must have held the stage named in `after` this long, without a break: minutes, hours or days.
   */
  soak?: string;
  /**
   * Approving reviews by owners, on the head commit.
   */
  approvals?: number;
  /**
   * Parts that the version file must have.
   */
  require?: ("signature" | "datasets" | "environment" | "code" | "metrics" | "parameters")[];
  /**
   * Bounds on metrics.
   */
  metrics?: {
    [k: string]: MetricGate;
  };
  /**
   * compatible: callers of the version now in the stage keep working.
   */
  signature?: "compatible";
  /**
   * safe: no format that runs code when loaded. [safe, joblib] allows joblib for every model, {allow: {churn: [joblib]}} for one model, in registry.yaml only.
   */
  formats?:
    | "safe"
    | string[]
    | {
        /**
         * Formats that run code when loaded and are taken all the same, by model.
         */
        allow: {
          /**
           * The formats that this model may be of besides the safe ones.
           *
           * @minItems 1
           */
          [k: string]: string[];
        };
      };
  /**
   * Windows in which nothing is promoted.
   */
  freeze?: Freeze[];
}
/**
 * Bounds that a metric must keep.
 */
export interface MetricGate {
  /**
   * The least value that passes.
   */
  min?: number;
  /**
   * The greatest value that passes.
   */
  max?: number;
  /**
   * How much worse than the best version that held the stage it may be, in the metric's unit. model.yaml says which direction is better.
   */
  max_regression?: number;
}
/**
 * A window in which nothing is promoted to the stage.
 */
export interface Freeze {
  /**
   * When the freeze begins, quoted, in UTC.
   */
  from: string;
  /**
   * When it ends, quoted, in UTC.
   */
  to: string;
  /**
   * Why, for those who have to wait.
   */
  reason: string;
}
/**
 * registry/models/NAME/versions/VERSION.yaml: a fact, immutable once on the default branch.
 */
export interface ModelVersion {
  /**
   * The kind of this file and the major version of its format.
   */
  schema: "model-version/1";
  /**
   * The model's name: that of its folder.
   */
  model: string;
  /**
   * This version: that of the file's name. Always quoted.
   */
  version: string;
  /**
   * What is new in it, for people.
   */
  description?: string;
  /**
   * When it was drafted, quoted, in UTC.
   */
  created_at: string;
  /**
   * Who made it.
   */
  author: string;
  /**
   * The files of this version.
   *
   * @minItems 1
   */
  artifacts: Artifact[];
  /**
   * What goes in and what comes out.
   */
  signature?: Signature;
  /**
   * The settings of the training.
   */
  parameters?: {
    /**
     * A string, number, boolean or null, or a list of these.
     */
    [k: string]: string | number | boolean | null | (string | number | boolean | null)[];
  };
  /**
   * What was measured.
   */
  metrics?: {
    [k: string]: number;
  };
  /**
   * What it ran in.
   */
  environment?: Environment;
  /**
   * The code that trained it.
   */
  code?: Code;
  /**
   * The data that it saw.
   */
  datasets?: DatasetUse[];
  /**
   * How it was trained.
   */
  training?: Training;
  /**
   * What it was fine-tuned or warm-started from: {model, version}, or {uri, digest} for an outside one.
   */
  base?: Base;
}
/**
 * A file of a version.
 */
export interface Artifact {
  /**
   * Relative, with / between folders.
   */
  path: string;
  /**
   * The size in bytes.
   */
  size: number;
  /**
   * The file's SHA-256 in lower-case hex.
   */
  sha256: string;
  /**
   * Judged from the file's first bytes.
   */
  format?: string;
}
/**
 * What goes in and what comes out.
 */
export interface Signature {
  /**
   * What callers send: columns or tensors.
   */
  inputs?: Field[];
  /**
   * What they get back.
   */
  outputs?: Field[];
  /**
   * Inference parameters.
   */
  params?: SignatureParameter[];
}
/**
 * A column {name, type} or a tensor {name, dtype, shape}.
 */
export interface Field {
  /**
   * The column's or tensor's name, which may be empty: tables have such columns. Without it, the column is known by its place.
   */
  name?: string;
  /**
   * The column's type, as MLflow calls it.
   */
  type?:
    | "boolean"
    | "integer"
    | "long"
    | "float"
    | "double"
    | "string"
    | "binary"
    | "datetime"
    | "array"
    | "object"
    | "map"
    | "any";
  /**
   * For type array.
   */
  items?: FieldShape;
  /**
   * For type object.
   */
  properties?: {
    [k: string]: FieldShape;
  };
  /**
   * For type map.
   */
  values?: FieldShape;
  /**
   * A tensor's element type, such as float32 or datetime64[ns].
   */
  dtype?: string;
  /**
   * A tensor's shape; -1 where it varies.
   */
  shape?: number[];
  /**
   * Callers may leave it out.
   */
  optional?: boolean;
  /**
   * What it is, for people.
   */
  description?: string;
}
/**
 * The type of a part of an array, object or map.
 */
export interface FieldShape {
  /**
   * MLflow's type of this part.
   */
  type:
    | "boolean"
    | "integer"
    | "long"
    | "float"
    | "double"
    | "string"
    | "binary"
    | "datetime"
    | "array"
    | "object"
    | "map"
    | "any";
  /**
   * The type of each item, for type array.
   */
  items?: FieldShape;
  /**
   * The properties by name, for type object.
   */
  properties?: {
    [k: string]: FieldShape;
  };
  /**
   * The type of each value, for type map.
   */
  values?: FieldShape;
  /**
   * It may be left out.
   */
  optional?: boolean;
}
export interface SignatureParameter {
  /**
   * The parameter's name.
   */
  name: string;
  /**
   * The parameter's type, as MLflow calls it.
   */
  type:
    | "boolean"
    | "integer"
    | "long"
    | "float"
    | "double"
    | "string"
    | "binary"
    | "datetime"
    | "array"
    | "object"
    | "map"
    | "any";
  /**
   * What is taken where a caller does not set it; without it the parameter is required.
   */
  default?: (string | number | boolean | null) | (string | number | boolean | null)[];
  /**
   * For type object.
   */
  properties?: {
    [k: string]: FieldShape;
  };
  /**
   * The parameter is a list; -1 where its length varies.
   */
  shape?: number[];
}
/**
 * What it ran in.
 */
export interface Environment {
  /**
   * Python's version.
   */
  python?: string;
  /**
   * Pinned packages, as in requirements.txt.
   */
  requirements?: string[];
  /**
   * A container image, by digest.
   */
  image?: string;
  /**
   * Another runtime and its version, such as node 24.21.0.
   */
  runtime?: string;
  /**
   * Operating system and processor, such as linux-x64.
   */
  platform?: string;
}
/**
 * The code that trained it.
 */
export interface Code {
  /**
   * The address of the repository that holds the commit.
   */
  repository?: string;
  /**
   * The full id of the commit that trained it.
   */
  commit: string;
  /**
   * The script, relative to the repository's root.
   */
  path?: string;
  /**
   * There were uncommitted changes.
   */
  dirty?: boolean;
}
/**
 * A dataset and what it was used for: {name, version} of this registry, or {uri, digest} of an outside one.
 */
export interface DatasetUse {
  /**
   * A dataset of this registry.
   */
  name?: string;
  /**
   * Its version.
   */
  version?: string;
  /**
   * An outside dataset.
   */
  uri?: string;
  /**
   * The outside dataset's digest: algorithm:value, such as sha256:… or DVC's md5:… (md5:….dir for a directory).
   */
  digest?: string;
  /**
   * What it was used for: training, validation, evaluation, …
   */
  role: string;
}
/**
 * How it was trained.
 */
export interface Training {
  /**
   * The command line that trained it.
   */
  command?: string;
  /**
   * When the training began, quoted, in UTC.
   */
  started_at?: string;
  /**
   * When it ended, quoted, in UTC.
   */
  finished_at?: string;
  /**
   * The seed of the random numbers.
   */
  seed?: number;
  /**
   * The experiment tracker's run.
   */
  run?: {
    /**
     * Which tracker, such as mlflow.
     */
    tracker: string;
    /**
     * The run's id in the tracker.
     */
    id: string;
    /**
     * The run's page.
     */
    url?: string;
  };
  /**
   * The CI run's address.
   */
  ci?: string;
}
/**
 * What it was fine-tuned or warm-started from: {model, version}, or {uri, digest} for an outside one.
 */
export interface Base {
  /**
   * A model of this registry.
   */
  model?: string;
  /**
   * Its version, quoted.
   */
  version?: string;
  /**
   * An outside model.
   */
  uri?: string;
  /**
   * The outside model's digest: algorithm:value.
   */
  digest?: string;
}
/**
 * registry/registry.yaml: the stages in order, their gates for every model, and where artifacts are stored.
 */
export interface RegistrySettings {
  /**
   * The kind of this file and the major version of its format.
   */
  schema: "registry/1";
  /**
   * The registry's name.
   */
  name: string;
  /**
   * What the registry is for.
   */
  description?: string;
  /**
   * Stages in lifecycle order; a model holds one version in each. A stage without gates serves as an alias.
   *
   * @minItems 1
   */
  stages: StageSettings[];
  /**
   * Where artifacts are stored.
   */
  artifacts: {
    /**
     * github-releases, or {type: file, path: …}, or {type: s3, bucket: …}.
     */
    store:
      | "github-releases"
      | {
          /**
           * A folder.
           */
          type: "file";
          /**
           * The folder; relative to the folder that holds registry/. Inside the repository, git must ignore it.
           */
          path: string;
        }
      | {
          /**
           * A bucket.
           */
          type: "s3";
          /**
           * The bucket's name.
           */
          bucket: string;
          /**
           * What the keys begin with, such as models/growth; a slash follows it.
           */
          prefix?: string;
          /**
           * The bucket's region; without it, the region of the environment or profile.
           */
          region?: string;
          /**
           * The address of a server that is not Amazon's, such as https://minio.example.com.
           */
          endpoint?: string;
          /**
           * Where the bucket's name stands: in the path, or before the host name. Virtual for Amazon, path for an endpoint, unless given.
           */
          addressing?: "path" | "virtual";
        };
  };
}
/**
 * A stage and its gates for every model.
 */
export interface StageSettings {
  /**
   * The stage's name: that of its files in each model's stages/.
   */
  name: string;
  /**
   * What the stage is for.
   */
  description?: string;
  /**
   * What a promotion to this stage must show, for every model.
   */
  gates?: Gates;
}
/**
 * registry/models/NAME/stages/STAGE.yaml: a pointer; the file that a promotion edits.
 */
export interface Stage {
  /**
   * The kind of this file and the major version of its format.
   */
  schema: "stage/1";
  /**
   * The model's name: that of the folder above.
   */
  model: string;
  /**
   * The stage's name: that of this file, and one of registry.yaml.
   */
  stage: string;
  /**
   * The version in this stage, quoted; null: empty on purpose.
   */
  version: string | null;
}
/**
 * registry/models/NAME/status/VERSION.yaml: a withdrawal.
 */
export interface Status {
  /**
   * The kind of this file and the major version of its format.
   */
  schema: "status/1";
  /**
   * The model's name: that of the folder above.
   */
  model: string;
  /**
   * The version that is withdrawn, quoted: that of this file's name.
   */
  version: string;
  /**
   * What the withdrawal means.
   */
  status: "archived" | "deprecated" | "rejected" | "yanked";
  /**
   * Why, for those who meet it later.
   */
  reason: string;
}
