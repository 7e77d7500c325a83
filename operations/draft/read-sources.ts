import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { temporaryFolder } from "../../adapters/files/atomic.ts";
import { readDvc } from "../../adapters/trackers/dvc/read-dvc.ts";
import { findMlflowCredentials } from "../../adapters/trackers/mlflow/server/credentials.ts";
import { readMlflow } from "../../adapters/trackers/mlflow/read-mlflow.ts";
import { readEnvironment } from "../../adapters/trackers/plain/environment/environment.ts";
import { freezeEnvironment } from "../../adapters/trackers/plain/environment/freeze.ts";
import { readMetrics } from "../../adapters/trackers/plain/metrics.ts";
import { readParameters } from "../../adapters/trackers/plain/parameters.ts";
import { readSignature } from "../../adapters/trackers/plain/signature.ts";
import { withSeed } from "../../adapters/trackers/seed.ts";
import { type DraftParts, mergeParts } from "../../core/drafts/draft-parts.ts";
import { findArtifacts } from "./find-artifacts.ts";

/** Where the facts about a version are read from: what was typed, named files, trackers, the CI run. */
export interface DraftSources {
  /** What was typed. */
  readonly typed: DraftParts;
  /** Files and folders. */
  readonly artifacts: readonly string[];
  readonly metricsFile?: string | undefined;
  readonly parametersFile?: string | undefined;
  readonly signatureFile?: string | undefined;
  readonly environmentFile?: string | undefined;
  /** A Python to ask for its packages. */
  readonly python?: string | undefined;
  readonly mlflow?: MlflowSource | undefined;
  /** A DVC project, pipeline file with or without a stage, or pointer. */
  readonly dvc?: string | undefined;
  /** What the environment of a CI job says: who started it, and the address of the run. */
  readonly ciFacts: DraftParts;
}

export interface MlflowSource {
  readonly reference: string;
  readonly trackingUri: string | undefined;
  /** Its variables and its home folder may hold the credentials for a server. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where `mlruns` or `mlflow.db` is looked for. */
  readonly folder: string;
}

/**
 * Reads all sources and passes `use` their merged parts. What was typed wins over the files that were named, these over
 * MLflow, MLflow over DVC, and all of them over the facts of CI. Downloaded files are deleted afterwards.
 *
 * @throws InputError and OutsideError as the sources' readers do
 */
export async function withParts<Result>(
  sources: DraftSources,
  use: (parts: DraftParts) => Promise<Result>,
): Promise<Result> {
  const downloads = sources.mlflow && (await temporaryFolder("modelyard-draft-"));
  try {
    return await use(await readSources(sources, downloads));
  } finally {
    if (downloads !== undefined) await rm(downloads, { recursive: true, force: true });
  }
}

async function readSources(sources: DraftSources, downloads: string | undefined): Promise<DraftParts> {
  const { typed, ciFacts, dvc, mlflow, python } = sources;
  const { metricsFile, parametersFile, signatureFile, environmentFile } = sources;
  const read = await Promise.all([
    artifactParts(sources.artifacts),
    metricsFile === undefined ? undefined : metricsParts(metricsFile),
    parametersFile === undefined ? undefined : readParameters(parametersFile),
    signatureFile === undefined ? undefined : readSignature(signatureFile),
    environmentFile === undefined ? undefined : readEnvironment({ path: environmentFile }),
    python === undefined ? undefined : freezeEnvironment({ python }),
    mlflow === undefined || downloads === undefined ? undefined : mlflowParts(mlflow, downloads),
    dvc === undefined ? undefined : readDvc({ path: dvc }),
  ]);
  const known = read.filter((parts) => parts !== undefined);
  const { tracker, ...all } = mergeParts(withSeed(mergeParts(typed, ...known)), ciFacts);
  // DVC's files are those of a commit, whatever a tracker recorded besides.
  return { ...all, ...(tracker !== undefined && dvc === undefined && { tracker }) };
}

async function mlflowParts(source: MlflowSource, downloads: string): Promise<DraftParts> {
  const credentials = await findMlflowCredentials(source.environment);
  const workspace = source.environment["MLFLOW_WORKSPACE"] || undefined;
  return { ...(await readMlflow({ ...source, credentials, workspace, downloads })), tracker: "mlflow" };
}

async function metricsParts(path: string): Promise<DraftParts> {
  return { ...(await readMetrics(path)), made: [resolve(path)] };
}

/** Files that were named stand for all of the model; a tracker's are added to none of them. */
async function artifactParts(paths: readonly string[]): Promise<DraftParts> {
  return paths.length === 0 ? { notes: [] } : findArtifacts(paths);
}
