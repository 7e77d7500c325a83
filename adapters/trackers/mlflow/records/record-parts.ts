import { posix } from "node:path";
import { withoutSecrets } from "../../../../core/drafts/redact-addresses.ts";
import type { DraftParts } from "../../../../core/drafts/draft-parts.ts";
import { compareText } from "../../../../core/text/order.ts";
import type { Code, DatasetUse } from "../../../../schemas/generated/types.ts";
import { parseText, mappingOf } from "../../plain/document.ts";
import { listing } from "../../../../core/text/listing.ts";
import { metricsFrom } from "../../plain/metrics.ts";
import { parameterFromText } from "./parameter-text.ts";
import type { LoggedModel, MlflowDataset, MlflowRun, RegisteredVersion } from "../store.ts";
import { withoutTrailing } from "../../../../core/text/trailing.ts";

/** The end of the year 9999. */
const LATEST_MS = 253_402_300_799_999;

/** What MLflow's registry says of a version. */
export function registeredParts({ description }: RegisteredVersion): DraftParts {
  return { ...(description !== undefined && { description }), notes: [] };
}

/** What MLflow 3 keeps with a logged model. */
export function loggedModelParts(model: LoggedModel): DraftParts {
  const { id, name, isDeleted, metrics, parameters, createdMs, tags } = model;
  const createdAt = utcTime(createdMs);
  const author = tags["mlflow.user"];
  const code = codeOf(tags);
  const { notes, ...own } = measured(metrics, `logged model ${name}`);
  return {
    ...own,
    ...(createdAt !== undefined && { createdAt }),
    ...parametersOf(parameters),
    ...(author !== undefined && { author }),
    ...(code && { code }),
    notes: [...notes, ...disputedNotes(model), ...(isDeleted ? [`Logged model ${id} is deleted in MLflow.`] : [])],
  };
}

/** An entry has one value for each metric. */
function disputedNotes({ name, disputed }: LoggedModel): string[] {
  return Object.entries(disputed).map(([key, values]) => {
    const said = values.map(
      ({ dataset, value }) => `${value} ${dataset === undefined ? "without one" : `on ${dataset}`}`,
    );
    return `Logged model ${name} has ${key} on several datasets, of which the latest counts: ${said.join(", ")}.`;
  });
}

/** What cannot be said of a model as MLflow has its run no more. */
export function lostRunParts(id: string): DraftParts {
  const note = `MLflow has run ${id} no more, so what only the run recorded is missing: metrics, parameters, datasets and times.`;
  return { training: { run: { tracker: "mlflow", id } }, notes: [note] };
}

/** What a run recorded. */
export function runParts(run: MlflowRun, address: string | undefined): DraftParts {
  const { tags } = run;
  const author = tags["mlflow.user"] ?? run.user;
  const description = tags["mlflow.note.content"];
  const code = codeOf(tags);
  const { metrics, notes } = measured(run.metrics, `run ${run.id}`);
  const { datasets, notes: datasetNotes } = datasetUses(run.datasets);
  const { startedAt, finishedAt, notes: timeNotes } = timesOf(run);
  return {
    ...(metrics && { metrics }),
    ...parametersOf(run.parameters),
    ...(author !== undefined && { author }),
    ...(description !== undefined && { description }),
    ...(code && { code }),
    ...(datasets.length > 0 && { datasets }),
    ...(finishedAt !== undefined && { createdAt: finishedAt }),
    training: {
      ...(startedAt !== undefined && { started_at: startedAt }),
      ...(finishedAt !== undefined && { finished_at: finishedAt }),
      run: { tracker: "mlflow", id: run.id, ...(address !== undefined && { url: address }) },
    },
    notes: [...notes, ...datasetNotes, ...timeNotes, ...runNotes(run)],
  };
}

/** Where the machine's clock was set back during the training, nobody knows which of the two times is wrong. */
function timesOf({ id, startedMs, finishedMs }: MlflowRun): {
  readonly startedAt?: string | undefined;
  readonly finishedAt?: string | undefined;
  readonly notes: readonly string[];
} {
  const [startedAt, finishedAt] = [utcTime(startedMs), utcTime(finishedMs)];
  if (startedAt === undefined || finishedAt === undefined || startedAt <= finishedAt)
    return { startedAt, finishedAt, notes: [] };
  const note = `Run ${id} finished at ${finishedAt}, before it started at ${startedAt}: the clock was set back, so neither time is recorded.`;
  return { notes: [note] };
}

function measured(metrics: Readonly<Record<string, number>>, source: string): DraftParts {
  if (Object.keys(metrics).length === 0) return { notes: [] };
  const entries = Object.entries(metrics).map(
    ([key, value]) => [key, Number.isFinite(value) ? value : String(value)] as const,
  );
  return metricsFrom(Object.fromEntries(entries), source);
}

function parametersOf(parameters: Readonly<Record<string, string>>): Pick<DraftParts, "parameters"> {
  const entries = sorted(parameters).map(([key, text]) => [key, parameterFromText(text)] as const);
  return entries.length === 0 ? {} : { parameters: Object.fromEntries(entries) };
}

/** MLflow's stores have no order of their own, and two versions should compare line by line. */
function sorted<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).sort(([one], [other]) => compareText(one, other));
}

/** Without a commit there is no code to go back to. MLflow records a dirty tree only when it was asked to. */
function codeOf(tags: MlflowRun["tags"]): Code | undefined {
  const commit = tags["mlflow.source.git.commit"] ?? "";
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return undefined;
  const repository = withoutSecrets(tags["mlflow.source.git.repoURL"] ?? "");
  const path = tags["mlflow.source.type"] === "LOCAL" ? pathInRepository(tags["mlflow.source.name"] ?? "") : undefined;
  const dirty = /^(?:true|false)$/i.exec(tags["mlflow.source.git.dirty"] ?? "")?.[0].toLowerCase();
  return {
    ...(repository !== "" && { repository }),
    commit,
    ...(path !== undefined && { path }),
    ...(dirty !== undefined && { dirty: dirty === "true" }),
  };
}

/** As it was typed where the run was started: one that is absolute, on whichever system, leads into a person's own folder. */
function pathInRepository(name: string): string | undefined {
  const path = posix.normalize(name.replaceAll("\\", "/"));
  return !/^(?:\/|\.\.(?:\/|$)|~|[^/]*:)/.test(path) && /\.\w+$/.test(path) ? path : undefined;
}

function datasetUses(found: readonly MlflowDataset[]): { datasets: DatasetUse[]; notes: string[] } {
  const datasets = new Map<string, DatasetUse>();
  const [undigested, unused] = [new Set<string>(), new Set<string>()];
  for (const dataset of found) {
    const uri = sourceAddress(dataset);
    const digest = digestOf(dataset);
    if (digest === undefined) {
      undigested.add(`${uri} (${dataset.digest})`);
      continue;
    }
    const use = { uri, digest, role: roleOf(dataset.context) };
    datasets.set(JSON.stringify(use), use);
    if ((dataset.context ?? "") === "") unused.add(uri);
  }
  const notes: string[] = [];
  if ([...datasets.values()].some(({ digest }) => digest?.startsWith("mlflow:")))
    notes.push("The digests of the datasets are MLflow's, which it computes from at most 10,000 rows, not from files.");
  if (unused.size > 0)
    notes.push(
      `MLflow does not say what these datasets were used for, and the entry says training: ${listing([...unused], ",")}.`,
    );
  if (undigested.size > 0)
    notes.push(`Left out of the datasets, as their digests cannot be written here: ${listing([...undigested], ",")}.`);
  return { datasets: [...datasets.values()], notes };
}

/** Whoever gave a digest of their own may have said which kind it is. */
function digestOf({ digest }: MlflowDataset): string | undefined {
  if (/^[a-z0-9]+:[0-9A-Za-z+/=_-]+(?:\.dir)?$/.test(digest)) return digest;
  return /^[0-9A-Za-z+/=_-]+$/.test(digest) ? `mlflow:${digest}` : undefined;
}

/** MLflow's sources say in different words where the data is; data that was only in memory has but its name. */
function sourceAddress({ name, source }: MlflowDataset): string {
  const parsed = parseSource(source);
  for (const key of ["uri", "url", "path", "delta_table_name", "table_name"]) {
    const value = parsed[key];
    if (typeof value !== "string" || value === "") continue;
    const revision = parsed["revision"] ?? parsed["delta_table_version"];
    const isHuggingFace = "config_name" in parsed || "data_dir" in parsed;
    const address = isHuggingFace ? `hf://datasets/${value}` : withoutSecrets(value);
    return typeof revision === "string" || typeof revision === "number" ? `${address}@${revision}` : address;
  }
  return name === "" ? "memory" : name;
}

function parseSource(source: string): Readonly<Record<string, unknown>> {
  try {
    const value = parseText(source, { format: "json", path: "source" });
    return mappingOf(value);
  } catch {
    return {};
  }
}

function roleOf(context: string | undefined): string {
  const words = (context ?? "").toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-");
  const role = withoutTrailing(words.replace(/^[^a-z0-9]+/, ""), "-");
  return { "": "training", train: "training", eval: "evaluation", test: "evaluation", val: "validation" }[role] ?? role;
}

/** Tags of MLflow's own are read where they mean something here. */
function runNotes({ id, status, isDeleted, tags }: MlflowRun): string[] {
  const notes: string[] = [];
  const script = tags["mlflow.source.name"] ?? "";
  if (tags["mlflow.source.type"] === "LOCAL" && script !== "" && pathInRepository(script) === undefined)
    notes.push(
      `MLflow names the script of run ${id} by its place on the machine that trained, so the entry names none.`,
    );
  if (isDeleted) notes.push(`Run ${id} is deleted in MLflow.`);
  if (status !== "FINISHED" && status !== "") notes.push(`Run ${id} is ${status.toLowerCase()}, not finished.`);
  const own = Object.keys(tags).filter((name) => !name.startsWith("mlflow."));
  if (own.length > 0) notes.push(`Tags of the run have no place in an entry: ${listing(own.sort(), ",")}.`);
  return notes;
}

/** Nothing for what no year of four digits has: a store may hold any number. */
function utcTime(timeMs: number | undefined): string | undefined {
  const isTime = timeMs !== undefined && timeMs >= 0 && timeMs <= LATEST_MS;
  return isTime ? new Date(timeMs).toISOString().replace(".000Z", "Z") : undefined;
}
