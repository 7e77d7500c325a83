import { InputError } from "../../../core/errors.ts";
import { mappingsOf, parseText } from "../plain/document.ts";
import { listing } from "../../../core/text/listing.ts";
import { ifMissing, notFound } from "./errors.ts";
import { type MlflowReference, parseReference } from "./reference.ts";
import type { ArtifactFolder, LoggedModel, MlflowRun, MlflowStore, RegisteredVersion } from "./store.ts";

/** What a reference leads to. */
export interface FoundModel {
  readonly version?: RegisteredVersion | undefined;
  readonly model?: LoggedModel | undefined;
  readonly run?: MlflowRun | undefined;
  /** The run that a version or a model names, where MLflow has it no more. */
  readonly lostRunId?: string | undefined;
  /** Attempts of the run to log a model that were not finished, and are not used. */
  readonly unfinished?: readonly LoggedModel[] | undefined;
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
  const itsRun = run === undefined ? await runOf(store, model.runId) : { run };
  return { model, ...itsRun, folder: { uri: model.artifactUri, modelId: model.id } };
}

/** A run can be cleaned away while a model that it logged stays. */
async function runOf(store: MlflowStore, id: string | undefined): Promise<Pick<FoundModel, "run" | "lostRunId">> {
  if (id === undefined) return {};
  const run = await store.run(id).catch(ifMissing);
  return run === undefined ? { lostRunId: id } : { run };
}

/** Copies of copies: MLflow makes no longer chains than people do. */
const MAX_COPIES = 32;

/**
 * A version's source is a logged model, another version, or the address of a folder, usually in a run's artifacts. Where
 * the record that it names is gone, the files may still be: MLflow noted their place when it registered the version.
 */
async function modelOfVersion(store: MlflowStore, version: RegisteredVersion, copies = 0): Promise<FoundModel> {
  const isReference = /^(?:models|runs):/.test(version.source);
  const source = isReference && copies < MAX_COPIES ? await modelOfSource(store, version, copies) : undefined;
  if (source !== undefined) return { ...source, version };
  const itsRun = await runOf(store, version.runId);
  const uri = isReference ? await store.locationOf(version) : version.source;
  const { run } = itsRun;
  if (run && uri.startsWith(`${run.artifactUri}/`)) {
    return { version, run, folder: folderOfRun(run, uri.slice(run.artifactUri.length + 1)) };
  }
  const modelId = /\/models\/(m-[0-9a-f]{32})\/artifacts\/?$/.exec(uri)?.[1];
  const model = modelId === undefined ? undefined : await store.loggedModel(modelId).catch(ifMissing);
  return { ...(model ? await found(store, model, run) : itsRun), version, folder: { uri, modelId } };
}

async function modelOfSource(
  store: MlflowStore,
  { name, version, source }: RegisteredVersion,
  copies: number,
): Promise<FoundModel | undefined> {
  const reference = parseReference(source);
  if (reference.type === "path") return undefined;
  if (reference.type !== "registered") return findModel(store, reference).catch(ifMissing);
  const copied = await store.registeredVersion(reference.name, reference.wanted).catch(ifMissing);
  const isItself = copied?.name === name && copied.version === version;
  return copied === undefined || isItself ? undefined : modelOfVersion(store, copied, copies + 1);
}

async function modelOfRun(store: MlflowStore, run: MlflowRun, wanted: string | undefined): Promise<FoundModel> {
  const logged = (await Promise.all(run.modelIds.map((id) => store.loggedModel(id).catch(ifMissing)))).filter(
    (model) => model !== undefined,
  );
  const kept = logged.filter(({ isDeleted }) => !isDeleted);
  const paths = loggedPaths(run);
  // After a failed attempt people log again, and mean the one that was finished. A failed attempt alone is an error.
  const models = kept.some(({ isReady }) => isReady) || paths.length > 0 ? kept.filter(({ isReady }) => isReady) : kept;
  const unfinished = kept.filter((model) => !models.includes(model));
  if (wanted !== undefined) {
    const present = models.filter(({ id, name }) => id === wanted || name === wanted);
    const named = present.length > 0 ? present : logged.filter(({ id }) => id === wanted);
    if (named.length > 1) throw ambiguous(run, named, []);
    if (named[0]) return { ...(await found(store, named[0], run)), unfinished };
    if (paths.includes(wanted) || (await holdsModel(store, folderOfRun(run, wanted))))
      return { run, folder: folderOfRun(run, wanted) };
    throw notFound(`model ${wanted} in run ${run.id}`, store.name);
  }
  if (models.length + paths.length > 1) throw ambiguous(run, models, paths);
  if (models[0]) return { ...(await found(store, models[0], run)), unfinished };
  const path = paths[0] ?? (await searchedPath(store, run));
  return path === undefined ? { run } : { run, folder: folderOfRun(run, path) };
}

/** MLflow 2 noted in a tag where in the run's artifacts the models are. */
function loggedPaths({ tags }: MlflowRun): string[] {
  const history = tags["mlflow.log-model.history"];
  if (history === undefined) return [];
  const entries = parseText(history, { format: "json", path: "mlflow.log-model.history" });
  const paths = mappingsOf(entries).map((entry) => entry["artifact_path"]);
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
  const message = `Run ${run.id} logged ${names.length} models: ${listing(names, ",")}.`;
  return new InputError({ code: "mlflow-model-ambiguous", message, hint: "Name one of them by its address." });
}
