import { InputError } from "../../core/errors.ts";
import type { DraftParts } from "../../core/drafts/draft-parts.ts";
import type { DraftSources } from "./read-sources.ts";
import type { Base, DatasetUse } from "../../schemas/generated/types.ts";
import type { Environment } from "../workspace/open-location.ts";

/**
 * The options that describe a version or name a source that does, as text. The command line and the action have the same
 * names for them.
 */
export interface SourceOptions {
  /** Files and folders. */
  readonly artifact: readonly string[];
  readonly "from-mlflow": string | undefined;
  readonly "tracking-uri": string | undefined;
  readonly "from-dvc": string | undefined;
  /** Files. */
  readonly metrics: string | undefined;
  readonly params: string | undefined;
  readonly signature: string | undefined;
  readonly environment: string | undefined;
  /** A Python to ask for its packages. */
  readonly freeze: string | undefined;
  /** Each `NAME@VERSION:ROLE` or `URI#DIGEST:ROLE`. */
  readonly dataset: readonly string[];
  readonly command: string | undefined;
  readonly description: string | undefined;
  readonly author: string | undefined;
  /** `MODEL@VERSION`. */
  readonly base: string | undefined;
}

/**
 * The sources that the options name.
 *
 * @param context the folder is where MLflow's records are looked for
 * @throws InputError `usage`
 */
export function sourcesOf(
  options: SourceOptions,
  context: { readonly environment: Environment; readonly workingFolder: string },
): DraftSources {
  const { environment, workingFolder: folder } = context;
  const { "from-mlflow": reference, "from-dvc": dvc, "tracking-uri": trackingUri } = options;
  if (trackingUri !== undefined && reference === undefined) {
    const message = "--tracking-uri says where MLflow is, but nothing is read from MLflow";
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
            environment,
            folder,
          },
    dvc,
    ciFacts: ciParts(environment),
  };
}

function typedParts(options: SourceOptions): DraftParts {
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
