import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { findMlflowCredentials } from "../../adapters/trackers/mlflow/server/credentials.ts";
import { readMlflow } from "../../adapters/trackers/mlflow/read-mlflow.ts";
import type { DraftParts, ParameterValue } from "../../core/drafts/draft-parts.ts";
import { folderWith } from "../support/folder.ts";
import { type Store, type Training, ownChoice } from "./mlflow-stores.ts";
import type { EnvironmentName } from "./programs.ts";
import { runProgram } from "./run-program.ts";

/** What describe.py writes. */
interface ClientView {
  readonly params: Record<string, string>;
  readonly metrics: Record<string, string>;
  readonly user: string;
  readonly commit: string;
  readonly start: number;
  readonly end: number;
  readonly datasets: { readonly name: string; readonly digest: string; readonly context: string }[];
  readonly inputs: { readonly name: string; readonly type: string }[];
  readonly outputs: { readonly "tensor-spec": { readonly dtype: string; readonly shape: number[] } }[];
  readonly files: Record<string, string>;
  readonly requirements: string[];
  readonly python: string;
  readonly predictions: number[];
}

async function read(setup: Training, reference: string): Promise<DraftParts> {
  const { folder, trackingUri, environment } = setup;
  const credentials = await findMlflowCredentials(environment);
  const inFolder = trackingUri?.replace(
    /^(sqlite:\/\/\/|)(records.*)$/,
    (_, scheme: string, name: string) => scheme + join(folder, name),
  );
  return readMlflow({ reference, folder, downloads: await folderWith({}), trackingUri: inFolder, credentials });
}

/** Runs one of the scripts in test/interop/python, which write their answer into a file: MLflow prints what it likes. */
async function python(setup: Training, script: string, ...words: readonly string[]): Promise<string> {
  const output = join(setup.folder, `${script}.out`);
  await runProgram(["python", script, ...words, output], setup);
  return readFile(output, "utf8");
}

/** The folder that pulling the version gives. */
async function pulled({ artifacts = [] }: DraftParts): Promise<string> {
  const folder = await folderWith({});
  for (const { path, file } of artifacts) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(file, join(folder, path));
  }
  return folder;
}

async function sha256s({ artifacts = [] }: DraftParts): Promise<Record<string, string>> {
  const entries = artifacts.map(
    async ({ path, file }) =>
      [
        path,
        createHash("sha256")
          .update(await readFile(file))
          .digest("hex"),
      ] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** A parameter as Python's `str` gives it, which is what MLflow keeps. */
function pythonText(value: ParameterValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function expectSame(parts: DraftParts, client: ClientView): void {
  const { parameters = {}, metrics = {}, signature, environment, training } = parts;
  expect(Object.keys(parameters).sort()).toEqual(Object.keys(client.params).sort());
  for (const [key, value] of Object.entries(parameters)) {
    const text = client.params[key] ?? "";
    expect(typeof value === "number" ? Number(text) : text).toBe(typeof value === "number" ? value : pythonText(value));
  }
  const finite = Object.entries(client.metrics).filter(([, value]) => Math.abs(Number(value)) < Number.MAX_VALUE);
  expect(metrics).toEqual(Object.fromEntries(finite.map(([key, value]) => [key, Number(value)])));
  expect(parts.author).toBe(client.user);
  expect(parts.code?.commit).toBe(client.commit);
  expect(Date.parse(training?.started_at ?? "")).toBe(client.start);
  expect(Date.parse(training?.finished_at ?? "")).toBe(client.end);
  const roles: Record<string, string> = { Eval: "evaluation" };
  expect(parts.datasets?.map(({ digest, role }) => ({ digest, role })).sort(byDigest)).toEqual(
    client.datasets
      .map(({ digest, context }) => ({ digest: `mlflow:${digest}`, role: roles[context] ?? context }))
      .sort(byDigest),
  );
  expect(signature?.inputs).toEqual(client.inputs.map(({ name, type }) => ({ name, type })));
  expect(signature?.outputs).toEqual(client.outputs.map((output) => output["tensor-spec"]));
  expect(environment?.python).toBe(client.python);
  expect([...(environment?.requirements ?? [])].sort()).toEqual([...client.requirements].sort());
}

function byDigest(one: { digest?: string | undefined }, other: { digest?: string | undefined }): number {
  return (one.digest ?? "") < (other.digest ?? "") ? -1 : 1;
}

/** What the model predicts that MLflow loads from a version's files, and what it predicted before. */
export interface Predictions {
  readonly pulled: unknown;
  readonly original: readonly number[];
}

/** Trains, and drafts from the store: expects in the drafts what MLflow's own client says. */
export async function trainAndDraft(name: EnvironmentName, store: Store): Promise<Predictions> {
  const setup = await store(name);
  const runId = await python(setup, "train.py");
  const client = JSON.parse(await python(setup, "describe.py", runId, "models:/iris-classifier/1")) as ClientView;

  const ofRun = await read(setup, runId);
  expectSame(ofRun, client);
  expect(ofRun.description).toBe("Trained on *iris*.");
  expect(ofRun.training?.seed).toBe(42);
  expect(await sha256s(ofRun)).toEqual(client.files);

  for (const reference of [
    "models:/iris-classifier/1",
    "models:/iris-classifier@champion",
    "models:/iris-classifier/latest",
  ]) {
    const ofVersion = await read(setup, reference);
    expect({ ...ofVersion, artifacts: ofRun.artifacts }).toEqual({ ...ofRun, description: "The first one." });
    expect(await sha256s(ofVersion)).toEqual(client.files);
  }
  return predictions(setup, ofRun, client);
}

/** Lets MLflow log two models in one run: expects that they are told apart, and drafts the better one. */
export async function trainTwoAndDraft(name: EnvironmentName): Promise<Predictions> {
  const setup = await ownChoice(name);
  const runId = await python(setup, "autolog.py");
  await expect(read(setup, runId)).rejects.toMatchObject({ code: "mlflow-model-ambiguous" });
  const parts = await read(setup, `runs:/${runId}/best_estimator`);
  const client = JSON.parse(await python(setup, "describe.py", runId, `runs:/${runId}/best_estimator`)) as ClientView;
  expect(await sha256s(parts)).toEqual(client.files);
  expect(Object.keys(parts.parameters ?? {}).sort()).toEqual(Object.keys(client.params).sort());
  expect(parts.training?.run?.id).toBe(runId);
  return predictions(setup, parts, client);
}

async function predictions(setup: Training, parts: DraftParts, client: ClientView): Promise<Predictions> {
  const text = await python(setup, "predict.py", await pulled(parts));
  return { pulled: JSON.parse(text), original: client.predictions };
}
