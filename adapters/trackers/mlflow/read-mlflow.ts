import { join, resolve } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { type DraftParts, mergeParts } from "../../../core/drafts/draft-parts.ts";
import { listing } from "../../../core/text/listing.ts";
import { isFile } from "../../files/look-at.ts";
import { withSeed } from "../seed.ts";
import { ifMissing } from "./errors.ts";
import { findModel, type FoundModel } from "./find-model.ts";
import { readModelFolder } from "./model-folder.ts";
import { findStores, openStores } from "./open-store.ts";
import { placeInStore, type StorePlace } from "./place.ts";
import { loggedModelParts, lostRunParts, registeredParts, runParts } from "./records/record-parts.ts";
import { type MlflowReference, parseReference } from "./reference.ts";
import type { RestOptions } from "./server/rest.ts";
import type { LoggedModel, MlflowRun, MlflowStore } from "./store.ts";

export interface StoreOptions extends RestOptions {
  /** A server, a `sqlite:///` database or a folder; without it, `mlruns` or `mlflow.db` in `folder`. */
  readonly trackingUri?: string | undefined;
  readonly folder: string;
  /** A folder for what has to be fetched; whoever made it removes it. */
  readonly downloads: string;
}

export interface MlflowOptions extends StoreOptions {
  /** `RUN_ID`, `runs:/RUN_ID/MODEL`, `models:/NAME/VERSION`, `models:/NAME@ALIAS`, `models:/m-…`, or a path. */
  readonly reference: string;
}

/**
 * Reads what MLflow knows of a model: its files, signature and environment, and what the run that logged it recorded.
 *
 * @example
 * await readMlflow({ reference: "models:/churn/3", trackingUri: "https://mlflow.acme.com", folder: ".", downloads });
 * // { artifacts: [{ path: "MLmodel", file: "/tmp/…/MLmodel" }, …], metrics: { auc: 0.9 }, parameters: { C: 0.5 },
 * //   signature: …, environment: …, code: …, datasets: …, training: { run: { tracker: "mlflow", id: "4f8d…" }, … }, notes: … }
 * @throws InputError when there is no such thing, or it is not clear which model is meant; OutsideError when a server
 *   does not answer or refuses.
 */
export async function readMlflow(options: MlflowOptions): Promise<DraftParts> {
  const reference = parseReference(options.reference);
  if (reference.type === "path") return withSeed(await readPath(resolve(options.folder, reference.path), options));
  return withStores(await openStoresOf(options), (store) => readReference(store, reference));
}

/** What MLflow knows of what a reference leads to, in a store that is open. */
export async function readReference(
  store: MlflowStore,
  reference: Exclude<MlflowReference, { type: "path" }>,
): Promise<DraftParts> {
  const found = await findModel(store, reference);
  if (!found.folder) {
    const none = { notes: ["The run logged no model, so the files have to be named."] };
    return withSeed(mergeParts(await recordedParts(store, found), none));
  }
  const { parts } = await readModelFolder(await store.localFolder(found.folder));
  const passed = { notes: (found.unfinished ?? []).map(unfinishedNote) };
  const said = found.version ? registeredParts(found.version) : { notes: [] };
  return withSeed(mergeParts(said, parts, await recordedParts(store, found), passed));
}

function unfinishedNote({ id, name }: LoggedModel): string {
  return `Not used: ${name} (models:/${id}). MLflow did not finish writing its files.`;
}

/**
 * A run's metrics are of its last model. Where it logged several, what was measured of the model itself comes first, and
 * what was measured of another one is not taken; else the model's only add what the run does not know.
 */
async function recordedParts(store: MlflowStore, { run, model, lostRunId }: FoundModel): Promise<DraftParts> {
  const ofRun = run ? runParts(run, store.runAddress(run)) : { notes: [] };
  const lost = lostRunId === undefined ? { notes: [] } : lostRunParts(lostRunId);
  if (!model) return mergeParts(ofRun, lost);
  if (!run) return mergeParts(loggedModelParts(model), lost);
  if (run.modelIds.length > 1) {
    const foreign = await measuredOfOthers(store, run, model);
    const own = Object.entries(run.metrics).filter(([key]) => !foreign.has(key));
    const note = `Left out of run ${run.id}, as it was measured of another of its models: ${listing([...foreign].sort(), ",")}.`;
    return mergeParts(
      loggedModelParts({ ...model, tags: {} }),
      runParts({ ...run, metrics: Object.fromEntries(own) }, store.runAddress(run)),
      { notes: foreign.size === 0 ? [] : [note] },
    );
  }
  const unknown = Object.entries(model.metrics).filter(([key]) => !Object.hasOwn(run.metrics, key));
  return mergeParts(ofRun, loggedModelParts({ ...model, tags: {}, metrics: Object.fromEntries(unknown) }));
}

/** The metrics of a run that are of its other models, and not of this one. */
async function measuredOfOthers(store: MlflowStore, run: MlflowRun, model: LoggedModel): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const id of run.modelIds) {
    if (id === model.id) continue;
    const other = await store.loggedModel(id).catch(ifMissing);
    for (const key of Object.keys(other?.metrics ?? {})) if (Object.hasOwn(run.metrics, key)) keys.add(key);
  }
  for (const key of Object.keys(model.metrics)) keys.delete(key);
  return keys;
}

/** A folder with a model, or that of a run; the records about it are looked for in the folders above. */
async function readPath(path: string, options: MlflowOptions): Promise<DraftParts> {
  const place = placeInStore(path);
  if (!(await isFile(join(path, "MLmodel")))) {
    const stores = place && (await storesAround(place, options));
    if (stores) return withStores(stores, (open) => readReference(open, place.reference));
    const message = `${path} has no MLmodel file and is no run of MLflow.`;
    throw new InputError({
      code: "mlflow-nothing-found",
      message,
      hint: "Name a model's folder, a run's id or models:/NAME/VERSION.",
      path,
    });
  }
  const { parts, runId, modelId } = await readModelFolder(path);
  const stores = await storesAround(place, options);
  if (!stores || (runId ?? modelId) === undefined) {
    for (const store of stores ?? []) await store.close();
    return mergeParts(parts, {
      notes: ["Only the model's folder was read; --tracking-uri leads to the run that logged it."],
    });
  }
  try {
    return mergeParts(parts, await withStores(stores, (open) => recordsOf(open, { runId, modelId })));
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== "mlflow-not-found") throw error;
    return mergeParts(parts, { notes: [`${error.message} So only the model's folder was read.`] });
  }
}

async function recordsOf(
  store: MlflowStore,
  { runId, modelId }: { runId: string | undefined; modelId: string | undefined },
): Promise<DraftParts> {
  const model = modelId === undefined ? undefined : await store.loggedModel(modelId);
  const run = runId === undefined ? undefined : await store.run(runId);
  return recordedParts(store, { model, run });
}

async function storesAround(place: StorePlace | undefined, options: MlflowOptions): Promise<Stores | undefined> {
  if (options.trackingUri !== undefined) return openStores(options.trackingUri, options);
  const folders = place === undefined ? [] : [place.root, join(place.root, "..")];
  for (const folder of folders) {
    const [first, ...others] = await findStores(folder, options.workspace);
    if (first) return [first, ...others];
  }
  return undefined;
}

type Stores = readonly [MlflowStore, ...MlflowStore[]];

/**
 * Opens the store that was named, or those in the folder: first the one that MLflow would use. The caller closes them.
 *
 * @throws InputError `mlflow-store-missing`
 */
export async function openStoresOf({ trackingUri, folder, ...options }: StoreOptions): Promise<Stores> {
  if (trackingUri !== undefined) return openStores(trackingUri, options);
  const [store, ...others] = await findStores(folder, options.workspace);
  if (store) return [store, ...others];
  const message = `There is no mlruns folder and no mlflow.db in ${folder}.`;
  const hint = "Say where MLflow keeps its records with --tracking-uri.";
  throw new InputError({ code: "mlflow-store-missing", message, hint, path: folder });
}

/** What the first of the stores says that has the thing; where none has it, what the first one says of that. */
async function withStores<Value>(stores: Stores, read: (store: MlflowStore) => Promise<Value>): Promise<Value> {
  try {
    let missing: unknown;
    for (const store of stores) {
      try {
        return await read(store);
      } catch (error) {
        if (!(error instanceof InputError) || error.code !== "mlflow-not-found") throw error;
        missing ??= error;
      }
    }
    throw missing;
  } finally {
    for (const store of stores) await store.close();
  }
}
