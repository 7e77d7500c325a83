import type { MlflowCredentials } from "../adapters/trackers/mlflow/rest.ts";
import { InputError } from "../core/errors.ts";
import type { DraftParts } from "../core/registry/draft-parts.ts";
import type { DraftSources } from "../operations/draft-sources.ts";
import type { Base, DatasetUse } from "../schemas/generated/types.ts";
import type { OptionValues, Terminal } from "./command.ts";

/** The options that say where what is known of a version comes from. */
export const SOURCE_OPTIONS = {
  artifact: { type: "list", value: "PATH", help: "A file, or a folder with everything in it" },
  "from-mlflow": { type: "text", value: "MODEL", help: "A run's id, models:/NAME/VERSION, or a path in mlruns" },
  "tracking-uri": {
    type: "text",
    value: "URI",
    help: "Where MLflow keeps its records; MLFLOW_TRACKING_URI unless given",
  },
  "from-dvc": { type: "text", value: "PATH", help: "A DVC project (.), dvc.yaml:STAGE, or a .dvc file" },
  metrics: { type: "text", value: "FILE", help: "Metrics: JSON, YAML, TOML or CSV (last row)" },
  params: { type: "text", value: "FILE", help: "Parameters: JSON, YAML, TOML or CSV" },
  signature: { type: "text", value: "FILE", help: "Inputs and outputs: JSON or YAML" },
  dataset: { type: "list", value: "DATASET", help: "NAME@VERSION:ROLE, or URI#DIGEST:ROLE" },
  environment: { type: "text", value: "FILE", help: "requirements.txt, pyproject.toml, conda.yaml, package.json, …" },
  freeze: { type: "text", value: "PYTHON", help: "Or ask this Python: python, .venv/bin/python" },
  command: { type: "text", value: "COMMAND", help: "The command that trained it" },
  description: { type: "text", value: "TEXT", help: "What is new in this version" },
  author: { type: "text", value: "NAME", help: "Who made it; from the tracker or git unless given" },
  base: { type: "text", value: "MODEL@VERSION", help: "What it was fine-tuned or warm-started from" },
} as const;

/** @throws InputError `usage` */
export function draftSources(options: OptionValues<typeof SOURCE_OPTIONS>, terminal: Terminal): DraftSources {
  const { "from-mlflow": reference, "from-dvc": dvc, "tracking-uri": trackingUri } = options;
  const { environment, workingFolder: folder } = terminal;
  if (trackingUri !== undefined && reference === undefined) {
    const message = "--tracking-uri says where MLflow is, and nothing is taken from there";
    throw new InputError({ code: "usage", message, hint: "Name a run or a model with --from-mlflow." });
  }
  return {
    typed: typedParts(options),
    artifacts: options.artifact,
    metricsFile: options.metrics,
    parametersFile: options.params,
    signatureFile: options.signature,
    environmentFile: options.environment,
    python: options.freeze,
    mlflow:
      reference === undefined
        ? undefined
        : {
            reference,
            trackingUri: trackingUri ?? filled(environment["MLFLOW_TRACKING_URI"]),
            credentials: mlflowCredentials(environment),
            folder,
          },
    dvc,
    surroundings: ciParts(environment),
  };
}

function typedParts(options: OptionValues<typeof SOURCE_OPTIONS>): DraftParts {
  const { command, description, author } = options;
  return {
    ...(description === undefined ? {} : { description }),
    ...(author === undefined ? {} : { author }),
    ...(command === undefined ? {} : { training: { command } }),
    ...(options.base === undefined ? {} : { base: parseBase(options.base) }),
    ...(options.dataset.length === 0 ? {} : { datasets: options.dataset.map(parseDataset) }),
    notes: [],
  };
}

type Environment = Terminal["environment"];

/** As MLflow's own client reads them: a user with a password comes before a token. */
function mlflowCredentials(environment: Environment): MlflowCredentials | undefined {
  const username = filled(environment["MLFLOW_TRACKING_USERNAME"]);
  const password = filled(environment["MLFLOW_TRACKING_PASSWORD"]);
  const token = filled(environment["MLFLOW_TRACKING_TOKEN"]);
  if (username !== undefined && password !== undefined) return { type: "basic", username, password };
  return token === undefined ? undefined : { type: "bearer", token };
}

/** https://docs.github.com/actions/reference/workflows-and-actions/variables */
function ciParts(environment: Environment): DraftParts {
  const [server, repository, run, actor] = ["SERVER_URL", "REPOSITORY", "RUN_ID", "ACTOR"].map((name) =>
    filled(environment[`GITHUB_${name}`]),
  );
  if (environment["GITHUB_ACTIONS"] !== "true" || server === undefined || repository === undefined)
    return { notes: [] };
  return {
    ...(actor !== undefined && { author: actor }),
    ...(run !== undefined && { training: { ci: `${server}/${repository}/actions/runs/${run}` } }),
    notes: [],
  };
}

function filled(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** `NAME@VERSION:ROLE` or `URI#DIGEST:ROLE`. */
function parseDataset(text: string): DatasetUse {
  const outside = /^(.+)#([a-z0-9]+:[^:]+):([a-z0-9_-]+)$/.exec(text);
  if (outside !== null) return { uri: outside[1] ?? "", digest: outside[2] ?? "", role: outside[3] ?? "" };
  const registered = /^([^@:#/]+)@([^:]+):([a-z0-9_-]+)$/.exec(text);
  if (registered !== null)
    return { name: registered[1] ?? "", version: registered[2] ?? "", role: registered[3] ?? "" };
  throw new InputError({
    code: "usage",
    message: `${JSON.stringify(text)} is not a dataset`,
    hint: "Write NAME@VERSION:ROLE (customers@4:training), or URI#DIGEST:ROLE (s3://acme/holdout.parquet#sha256:…:evaluation).",
  });
}

function parseBase(text: string): Base {
  const match = /^([^@]+)@([^@]+)$/.exec(text);
  if (match !== null) return { model: match[1] ?? "", version: match[2] ?? "" };
  throw new InputError({
    code: "usage",
    message: `${JSON.stringify(text)} is not a base`,
    hint: "Write MODEL@VERSION.",
  });
}
