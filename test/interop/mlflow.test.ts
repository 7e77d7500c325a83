import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readMlflow } from "../../adapters/trackers/mlflow/read-mlflow.ts";
import type { DraftParts, ParameterValue } from "../../core/registry/draft-parts.ts";
import { folderWith } from "../support/folder.ts";
import { database, files, ownChoice, server, serverWithPassword, type Training } from "./mlflow-stores.ts";
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
}

async function read(setup: Training, reference: string): Promise<DraftParts> {
  const { folder, trackingUri, credentials } = setup;
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

describe.for([
  ["the newest MLflow, by its own choice of store", "newest", ownChoice],
  ["the newest MLflow, in a folder", "newest", files],
  ["the newest MLflow, on a server with its artifact proxy", "newest", server()],
  [
    "the newest MLflow, on a server whose storage only it knows",
    "newest",
    server({ options: ["--no-serve-artifacts"] }),
  ],
  ["the newest MLflow, on a server with a password", "newest", serverWithPassword],
  ["MLflow 2, by its own choice of store", "mlflow-2", ownChoice],
  ["MLflow 2, in a database", "mlflow-2", database],
  ["MLflow 2, on a server with its artifact proxy", "mlflow-2", server()],
  ["MLflow 2, on the newest server", "mlflow-2", server({ by: "newest" })],
] as const)("%s", ([, name, store]) => {
  test("drafts say what MLflow's client says, and the model predicts the same", async () => {
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

    const original = await python(setup, "predict.py", "models:/iris-classifier/1");
    expect(await python(setup, "predict.py", await pulled(ofRun))).toBe(original);
  });
});

describe.for([
  ["the newest MLflow", "newest"],
  ["MLflow 2", "mlflow-2"],
] as const)("%s, logging by itself", ([, name]) => {
  test("two models of one run are told apart", async () => {
    const setup = await ownChoice(name);
    const runId = await python(setup, "autolog.py");
    await expect(read(setup, runId)).rejects.toMatchObject({ code: "mlflow-model-ambiguous" });
    const parts = await read(setup, `runs:/${runId}/best_estimator`);
    const client = JSON.parse(await python(setup, "describe.py", runId, `runs:/${runId}/best_estimator`)) as ClientView;
    expect(await sha256s(parts)).toEqual(client.files);
    expect(Object.keys(parts.parameters ?? {}).sort()).toEqual(Object.keys(client.params).sort());
    expect(parts.training?.run?.id).toBe(runId);
    const original = await python(setup, "predict.py", `runs:/${runId}/best_estimator`);
    expect(await python(setup, "predict.py", await pulled(parts))).toBe(original);
  });
});
