import { InputError } from "../../../core/errors.ts";
import { isMapping, parseText } from "../plain/document.ts";
import { listed } from "../plain/listed.ts";
import { notFound } from "./errors.ts";
import { type MlflowReference, parseReference } from "./reference.ts";
import type { ArtifactFolder, LoggedModel, MlflowRun, MlflowStore, RegisteredVersion } from "./store.ts";

/** What a reference leads to. */
export interface FoundModel {
  readonly version?: RegisteredVersion | undefined;
  readonly model?: LoggedModel | undefined;
  readonly run?: MlflowRun | undefined;
  /** The folder with the `MLmodel` file; a run may have none. */
  readonly folder?: ArtifactFolder | undefined;
}

/** @throws InputError when there is no such thing, or a run has several models and none was named. */
export async function findModel(
  store: MlflowStore,
  reference: Exclude<MlflowReference, { type: "path" }>,
): Promise<FoundModel> {
  switch (reference.type) {
    case "run":
      return modelOfRun(store, await store.run(reference.id), reference.model);
    case "logged-model":
      return found(store, await store.loggedModel(reference.id));
    case "registered":
      return modelOfVersion(store, await store.registeredVersion(reference.name, reference.wanted));
    default:
      return reference satisfies never;
  }
}

async function found(store: MlflowStore, model: LoggedModel, run?: MlflowRun): Promise<FoundModel> {
  if (!model.isReady) {
    const message = `The files of logged model ${model.id} were not written to the end.`;
    throw new InputError({ code: "mlflow-model-not-ready", message, hint: "Wait until it is ready, or log it again." });
  }
  const itsRun = run ?? (model.runId === undefined ? undefined : await store.run(model.runId));
  return { model, run: itsRun, folder: { uri: model.artifactUri, modelId: model.id } };
}

/** A version's source is a logged model, another version, or the address of a folder, usually in a run's artifacts. */
async function modelOfVersion(store: MlflowStore, version: RegisteredVersion): Promise<FoundModel> {
  const { source, runId } = version;
  if (/^(?:models|runs):/.test(source)) {
    const reference = parseReference(source);
    const isItself = reference.type === "registered" && reference.name === version.name;
    if (reference.type !== "path" && !isItself) return { ...(await findModel(store, reference)), version };
  }
  const run = runId === undefined ? undefined : await store.run(runId);
  if (run && source.startsWith(`${run.artifactUri}/`)) {
    return { version, run, folder: folderOfRun(run, source.slice(run.artifactUri.length + 1)) };
  }
  return { version, run, folder: { uri: source } };
}

async function modelOfRun(store: MlflowStore, run: MlflowRun, wanted: string | undefined): Promise<FoundModel> {
  const models = await Promise.all(run.modelIds.map((id) => store.loggedModel(id)));
  const paths = loggedPaths(run);
  if (wanted !== undefined) {
    const named = models.filter(({ id, name }) => id === wanted || name === wanted);
    if (named.length > 1) throw ambiguous(run, named, []);
    if (named[0]) return found(store, named[0], run);
    if (paths.includes(wanted) || (await holdsModel(store, folderOfRun(run, wanted))))
      return { run, folder: folderOfRun(run, wanted) };
    throw notFound(`model ${wanted} in run ${run.id}`, store.name);
  }
  if (models.length + paths.length > 1) throw ambiguous(run, models, paths);
  if (models[0]) return found(store, models[0], run);
  const path = paths[0] ?? (await searchedPath(store, run));
  return path === undefined ? { run } : { run, folder: folderOfRun(run, path) };
}

/** MLflow 2 noted in a tag where in the run's artifacts the models are. */
function loggedPaths({ tags }: MlflowRun): string[] {
  const history = tags["mlflow.log-model.history"];
  if (history === undefined) return [];
  const entries = parseText(history, { format: "json", path: "mlflow.log-model.history" });
  const paths = Array.isArray(entries) ? entries.filter(isMapping).map((entry) => entry["artifact_path"]) : [];
  return [...new Set(paths.filter((path) => typeof path === "string"))];
}

/** A model that was saved and then logged as plain files, at the top or one level below. */
async function searchedPath(store: MlflowStore, run: MlflowRun): Promise<string | undefined> {
  const top = await namesIn(store, folderOfRun(run, ""));
  if (top.some(({ name }) => name === "MLmodel")) return "";
  const holders: string[] = [];
  for (const { name, isFolder } of top) {
    if (isFolder && (await holdsModel(store, folderOfRun(run, name)))) holders.push(name);
  }
  if (holders.length > 1) throw ambiguous(run, [], holders);
  return holders[0];
}

async function holdsModel(store: MlflowStore, folder: ArtifactFolder): Promise<boolean> {
  return (await namesIn(store, folder)).some(({ name }) => name === "MLmodel");
}

/** A run that logged no files may have no folder for them. */
async function namesIn(store: MlflowStore, folder: ArtifactFolder): ReturnType<MlflowStore["list"]> {
  return store.list(folder).catch((error: unknown) => {
    if (error instanceof InputError) return [];
    throw error;
  });
}

function folderOfRun(run: MlflowRun, path: string): ArtifactFolder {
  return { uri: path === "" ? run.artifactUri : `${run.artifactUri}/${path}`, run: { id: run.id, path } };
}

function ambiguous(run: MlflowRun, models: readonly LoggedModel[], paths: readonly string[]): InputError {
  const names = [
    ...models.map(({ id, name }) => `${name} (models:/${id})`),
    ...paths.map((path) => `${path} (runs:/${run.id}/${path})`),
  ];
  const message = `Run ${run.id} logged ${names.length} models: ${listed(names)}.`;
  return new InputError({ code: "mlflow-model-ambiguous", message, hint: "Name one of them by its address." });
}
