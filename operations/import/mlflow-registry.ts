import { findModel } from "../../adapters/trackers/mlflow/find-model.ts";
import { readReference } from "../../adapters/trackers/mlflow/read-mlflow.ts";
import type { ListedVersion, MlflowStore, RegisteredModel } from "../../adapters/trackers/mlflow/store.ts";
import { InputError } from "../../core/errors.ts";
import { instantOf } from "../../core/time/instant.ts";
import type { ForeignChange, ForeignEvent, ForeignModel, ImportProblem } from "../../core/import/foreign.ts";
import { versionOfInteger } from "../../core/import/mlflow-version.ts";
import { type DraftParts, mergeParts } from "../../core/drafts/draft-parts.ts";
import { compareText } from "../../core/text/order.ts";
import { listing } from "../../core/text/listing.ts";
import { closest } from "../../core/text/suggest.ts";
import type { ForeignRegistry } from "./foreign-registry.ts";

/** A registered prompt is kept among the models, under this tag (mlflow/prompt/constants.py). */
const PROMPT_TAG = "mlflow.prompt.is_prompt";

/**
 * MLflow's model registry as it is now. MLflow keeps no history of stages and aliases: what holds one counts from the last
 * change of that version, the best time that there is.
 *
 * @param only names of registered models; all of them where there are none
 * @throws InputError `mlflow-model-unknown`
 */
export async function readMlflowRegistry(store: MlflowStore, only: readonly string[]): Promise<ForeignRegistry> {
  const models = choose(
    (await store.registeredModels()).filter(({ tags }) => tags[PROMPT_TAG]?.toLowerCase() !== "true"),
    only,
    store.name,
  );
  const problems: ImportProblem[] = [];
  const events = models.flatMap((model) => eventsOf(model, problems));
  for (const { name } of models.filter(({ versions }) => versions.length === 0)) {
    const message = "it has no versions, so nothing of it comes along";
    problems.push({ about: name, severity: "notice", message, hint: "Its first version will, when you import again." });
  }
  const byName = new Map(models.map((model) => [model.name, model]));
  return {
    title: `MLflow's registry in ${store.name}`,
    models: new Map(models.flatMap((model) => (model.versions.length === 0 ? [] : [[model.name, modelFacts(model)]]))),
    events: events.sort((a, b) => compareText(a.time, b.time) || orderOf(a) - orderOf(b)),
    problems,
    isLocal: store.isLocal,
    versionHere: versionOfInteger,
    versionRule: "version 3 becomes 0.0.3, and 1042 becomes 0.1.42, below a million",
    isSame: ({ description = "" }, { model, version }) => description.includes(registeredAs(model, version)),
    async expectReadable({ model, version }) {
      const reference = { type: "registered", name: model, wanted: { type: "version", version } } as const;
      const { folder } = await findModel(store, reference);
      if (folder !== undefined && (await store.list(folder)).some(({ name }) => name === "MLmodel")) return;
      const message = "It has no folder with a file MLmodel there";
      throw new InputError({
        code: "artifact-missing",
        message,
        hint: "Draft it by hand with the files, if they still exist.",
      });
    },
    async readVersion({ model, version }) {
      const listed = byName.get(model)?.versions.find((each) => each.version === version);
      const reference = { type: "registered", name: model, wanted: { type: "version", version } } as const;
      const read = await readReference(store, reference);
      return mergeParts(listed === undefined ? { notes: [] } : listedParts(listed, read.description), read);
    },
  };
}

function choose(
  models: readonly RegisteredModel[],
  only: readonly string[],
  store: string,
): readonly RegisteredModel[] {
  const names = models.map(({ name }) => name);
  for (const wanted of only) {
    if (names.includes(wanted)) continue;
    const near = closest(wanted, names);
    const known = names.length === 0 ? "It has none." : `It has ${listing(names, "and")}.`;
    throw new InputError({
      code: "mlflow-model-unknown",
      message: `There is no registered model ${wanted} in ${store}`,
      hint: near === undefined ? known : `Did you mean ${near}? ${known}`,
    });
  }
  return only.length === 0 ? models : models.filter(({ name }) => only.includes(name));
}

function modelFacts({ description, tags }: RegisteredModel): ForeignModel {
  const own = Object.entries(tags).filter(([key]) => key !== "" && !key.startsWith("mlflow."));
  return { description, tags: own.map(([key, value]) => (value === "" ? key : `${key}=${value}`)).sort(compareText) };
}

/**
 * What the registry says of the version itself; what its run says comes after.
 *
 * @param said its own description, or else the note of its run
 */
function listedParts(version: ListedVersion, said: string | undefined): DraftParts {
  const own = Object.entries(version.tags).filter(([key]) => !key.startsWith("mlflow."));
  const tags = own.map(([key, value]) => `${key}=${value}`).sort(compareText);
  const lines = [
    registeredAs(version.name, version.version),
    ...(tags.length === 0 ? [] : [`Tags in MLflow: ${tags.join(", ")}.`]),
  ];
  const description = [...(said === undefined ? [] : [said, ""]), ...lines].join("\n");
  return {
    description,
    ...(version.createdMs !== undefined && { createdAt: timeOf(version.createdMs) }),
    ...(version.user !== undefined && { author: version.user }),
    notes: [],
  };
}

/** What the description of an imported version says, and tells it by. */
function registeredAs(model: string, version: string): string {
  return `Registered in MLflow as models:/${model}/${version}.`;
}

function eventsOf(model: RegisteredModel, problems: ImportProblem[]): ForeignEvent[] {
  // By their numbers, also where several were registered within a second.
  const versions = model.versions.toSorted((a, b) => Number(a.version) - Number(b.version));
  const ready = versions.filter((version) => {
    if (version.status === "READY") return true;
    const message = `it is ${version.status.toLowerCase().replaceAll("_", " ")}, so its files may not be whole`;
    problems.push({
      about: nameOf(version),
      severity: "error",
      message,
      hint: "Register it to the end, or delete it.",
    });
    return false;
  });
  const events = ready.map((version) =>
    eventAt(nameOf(version), version, {
      at: version.createdMs,
      change: { type: "registered", model: model.name, version: version.version },
    }),
  );
  const aliased = new Set(Object.values(model.aliases));
  for (const version of ready.filter(({ stage }) => stage === "Archived")) {
    if (aliased.has(version.version)) {
      const message = "it is archived, and an alias names it: it comes in without the withdrawal";
      problems.push({
        about: nameOf(version),
        severity: "notice",
        message,
        hint: "modelyard withdraw, once it is unused.",
      });
      continue;
    }
    const reason = "Archived in MLflow.";
    const change = { type: "status", model: model.name, version: version.version, status: "archived", reason } as const;
    events.push(eventAt(`${nameOf(version)} (Archived)`, version, { at: version.updatedMs, change }));
  }
  return [...events, ...stageEvents(model, ready, problems), ...aliasEvents(model, ready, problems)];
}

/** `models:/churn/Production` is the highest version in that stage, so that one holds it. */
function stageEvents(
  { name: model }: RegisteredModel,
  ready: readonly ListedVersion[],
  problems: ImportProblem[],
): ForeignEvent[] {
  const stages = new Set(ready.map(({ stage }) => stage).filter((stage) => !["", "None", "Archived"].includes(stage)));
  return [...stages].sort(compareText).flatMap((stage) => {
    const inStage = ready.filter((version) => version.stage === stage);
    const [holder, ...others] = inStage.sort((a, b) => Number(b.version) - Number(a.version));
    if (holder === undefined) return [];
    for (const other of others) {
      const message = `it is in ${stage} too; models:/${model}/${stage} means ${holder.version}, which holds the stage here`;
      problems.push({ about: nameOf(other), severity: "notice", message, hint: "A stage holds one version." });
    }
    const change = { type: "stage", model, stage, version: holder.version } as const;
    return [eventAt(`models:/${model}/${stage}`, holder, { at: holder.updatedMs, change })];
  });
}

function aliasEvents(
  { name: model, aliases }: RegisteredModel,
  ready: readonly ListedVersion[],
  problems: ImportProblem[],
): ForeignEvent[] {
  return Object.entries(aliases).flatMap(([alias, named]) => {
    const holder = ready.find(({ version }) => version === named);
    const name = `models:/${model}@${alias}`;
    if (holder === undefined) {
      const message = `it names version ${named}, which cannot be imported`;
      problems.push({ about: name, severity: "error", message, hint: "Set the alias to a version that is ready." });
      return [];
    }
    const change = { type: "stage", model, stage: `@${alias}`, version: named } as const;
    return [eventAt(name, holder, { at: holder.updatedMs, change })];
  });
}

function eventAt(
  name: string,
  { user, createdMs }: ListedVersion,
  { at, change }: { readonly at: number | undefined; readonly change: ForeignChange },
): ForeignEvent {
  const by = { name: user ?? "MLflow" };
  const isTimeGuessed = change.type !== "registered";
  return { name, time: timeOf(Math.max(at ?? 0, createdMs ?? 0)), isTimeGuessed, by, changes: [change] };
}

function orderOf({ changes }: ForeignEvent): number {
  return changes[0]?.type === "registered" ? 0 : 1;
}

function nameOf({ name, version }: ListedVersion): string {
  return `models:/${name}/${version}`;
}

function timeOf(milliseconds: number): string {
  return instantOf(milliseconds / 1000);
}
