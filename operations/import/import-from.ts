import { rm } from "node:fs/promises";
import { temporaryFolder } from "../../adapters/files/atomic.ts";
import { findMlflowCredentials } from "../../adapters/trackers/mlflow/server/credentials.ts";
import { openStoreOf } from "../../adapters/trackers/mlflow/read-mlflow.ts";
import { type GtoOptions, readGtoRegistry } from "./gto-registry.ts";
import { type ImportOptions, type Imported, importRegistry } from "./import-registry.ts";
import { readMlflowRegistry } from "./mlflow-registry.ts";

type Into = Omit<ImportOptions, "source" | "downloads">;

export interface MlflowRegistryPlace {
  /** A server, a `sqlite:///` database or a folder; without it, `mlruns` or `mlflow.db` in `folder`. */
  readonly trackingUri: string | undefined;
  readonly folder: string;
  /** Its variables and its home folder may hold the credentials for a server. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names of registered models; all of them where there are none. */
  readonly only: readonly string[];
}

/**
 * Takes over MLflow's model registry.
 *
 * @throws as `importRegistry`, and as MLflow's stores do
 * @example
 * await importFromMlflow({ trackingUri: "https://mlflow.acme.com", folder: ".", environment: process.env, only: [] }, { folder: ".", … });
 * // models, versions and stages as files; { versions: [{ model: "churn", version: "0.0.3", outcome: "imported" }], … }
 */
export async function importFromMlflow(
  { only, environment, ...place }: MlflowRegistryPlace,
  into: Into,
): Promise<Imported> {
  const credentials = await findMlflowCredentials(environment);
  return withDownloads(async (downloads) => {
    const workspace = environment["MLFLOW_WORKSPACE"] || undefined;
    const store = await openStoreOf({ ...place, credentials, workspace, downloads });
    try {
      return await importRegistry({ ...into, downloads, source: await readMlflowRegistry(store, only) });
    } finally {
      await store.close();
    }
  });
}

/**
 * Takes over the registry that GTO's tags make.
 *
 * @throws as `importRegistry` and `readGtoRegistry` do
 */
export async function importFromGto(place: GtoOptions, into: Into): Promise<Imported> {
  const source = await readGtoRegistry(place);
  return withDownloads((downloads) => importRegistry({ ...into, downloads, source }));
}

async function withDownloads<Result>(use: (downloads: string) => Promise<Result>): Promise<Result> {
  const downloads = await temporaryFolder("modelyard-import-");
  try {
    return await use(downloads);
  } finally {
    await rm(downloads, { recursive: true, force: true });
  }
}
