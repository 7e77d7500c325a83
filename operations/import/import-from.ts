import { rm } from "node:fs/promises";
import { temporaryFolder } from "../../adapters/files/atomic.ts";
import { withRepository } from "../../adapters/git/open-repository.ts";
import { topFolder } from "../../adapters/git/repository.ts";
import { findMlflowCredentials } from "../../adapters/trackers/mlflow/server/credentials.ts";
import { openStoresOf } from "../../adapters/trackers/mlflow/read-mlflow.ts";
import type { MlflowStore } from "../../adapters/trackers/mlflow/store.ts";
import { InputError } from "../../core/errors.ts";
import { listing } from "../../core/text/listing.ts";
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
    const stores = await openStoresOf({ ...place, credentials, workspace, downloads });
    try {
      const store = await withRegistry(stores);
      return await importRegistry({ ...into, downloads, source: await readMlflowRegistry(store, only) });
    } finally {
      for (const store of stores) await store.close();
    }
  });
}

/**
 * The store that holds the registry: an empty one beside it is what a forgotten page or notebook left.
 *
 * @throws InputError `mlflow-registry-ambiguous`
 */
async function withRegistry(stores: readonly [MlflowStore, ...MlflowStore[]]): Promise<MlflowStore> {
  if (stores.length === 1) return stores[0];
  const filled: MlflowStore[] = [];
  for (const store of stores) if ((await store.registeredModels()).length > 0) filled.push(store);
  if (filled.length <= 1) return filled[0] ?? stores[0];
  const names = listing(
    filled.map(({ name }) => name),
    "and",
  );
  throw new InputError({
    code: "mlflow-registry-ambiguous",
    message: `${names} both hold registered models`,
    hint: "Say which one is meant with --tracking-uri; import from one after the other if both are.",
  });
}

export interface GtoRegistryPlace extends GtoOptions {
  /** A folder of the repository with the tags. */
  readonly folder: string;
}

/**
 * Takes over the registry that GTO's tags make.
 *
 * @throws as `importRegistry` and `readGtoRegistry` do
 */
export async function importFromGto({ folder, ...options }: GtoRegistryPlace, into: Into): Promise<Imported> {
  return withRepository(await topFolder(folder), async (repository) => {
    const source = await readGtoRegistry(repository, options);
    return withDownloads((downloads) => importRegistry({ ...into, downloads, source }));
  });
}

async function withDownloads<Result>(use: (downloads: string) => Promise<Result>): Promise<Result> {
  const downloads = await temporaryFolder("modelyard-import-");
  try {
    return await use(downloads);
  } finally {
    await rm(downloads, { recursive: true, force: true });
  }
}
