import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Artifact, Gates } from "../../schemas/generated/types.ts";
import { ask } from "../../test/e2e/gates/scenario.ts";

function artifact(path: string, format: string | undefined): Artifact {
  const file = { path, size: 4, sha256: "a".repeat(64) };
  return format === undefined ? file : { ...file, format };
}

const judge = (formats: Gates["formats"], files: Record<string, string | undefined>, own?: Gates["formats"]) =>
  ask("formats", {
    gates: formats === undefined ? {} : { formats },
    modelGates: own === undefined ? {} : { formats: own },
    proposed: {
      artifacts: Object.entries(files).map(([path, format]) => artifact(path, format)),
    },
  });

test.each<[Gates["formats"], Record<string, string | undefined>, string, string]>([
  ["safe", { "model.safetensors": "safetensors" }, "passed", "model.safetensors runs no code"],
  ["safe", { a: "onnx", b: "json" }, "passed", "2 files run no code"],
  [
    "safe",
    { "model.pkl": "pickle" },
    "failed",
    "model.pkl is Python pickle (loading a pickle calls whatever functions it names)",
  ],
  ["safe", { "model.bin": undefined }, "failed", "model.bin has no format, so nobody knows what loading it does"],
  ["safe", { "model.bin": "safetensor" }, "failed", "model.bin is safetensor, a format that is not known to be safe"],
  [
    ["onnx", "pickle"],
    { a: "onnx", b: "pickle" },
    "passed",
    "2 files are of formats that the policy allows, pickle among them",
  ],
  [["onnx"], { "m.gguf": "gguf" }, "failed", "m.gguf is gguf, and the policy allows only onnx"],
  [["onnx"], { m: undefined }, "failed", "m has no format, so nobody knows what loading it does"],
])("%o of %o", async (formats, files, verdict, reason) => {
  expect(await judge(formats, files)).toMatchObject({ label: "formats", verdict, reason });
});

const joblib = {
  "model.joblib": "joblib",
  MLmodel: "mlflow-model",
  "conda.yaml": "yaml",
  "m.safetensors": "safetensors",
};

test.each<[Gates["formats"], string]>([
  [["safe", "joblib"], "passed"],
  [["joblib"], "passed"],
  [{ allow: { churn: ["joblib"] } }, "passed"],
  [{ allow: { fraud: ["joblib"] } }, "failed"],
  [{ allow: { churn: ["pickle"] } }, "failed"],
  [{ allow: {} }, "failed"],
])("%j takes all that safe takes, and what it grants: %s", async (formats, verdict) => {
  expect(await judge(formats, joblib)).toMatchObject({ verdict });
  const { "model.joblib": _, ...safe } = joblib;
  expect(await judge(formats, safe)).toMatchObject({ verdict: "passed" });
});

test("a list of formats that run no code refuses no description of the model", async () => {
  expect(await judge(["onnx"], { "model.onnx": "onnx", MLmodel: "mlflow-model", "conda.yaml": "yaml" })).toMatchObject({
    verdict: "passed",
  });
});

test.each<[Gates["formats"], string]>([
  ["safe", "formats: {allow: {churn: [joblib]}}"],
  [{ allow: { fraud: ["pickle"] } }, "formats: {allow: {fraud: [pickle], churn: [joblib]}}"],
  [["safe", "pickle"], "formats: [safe, pickle, joblib]"],
])("%j says which line takes the file, and that line does", async (formats, line) => {
  const outcome = await judge(formats, joblib);
  expect(outcome?.policyLine).toEqual({ line, where: "the gates of production in registry/registry.yaml" });
  const setting = (parse(line) as { readonly formats: Gates["formats"] }).formats;
  expect(await judge(setting, joblib)).toMatchObject({ verdict: "passed" });
});

test("a file that cannot be read to its end is refused with its reason and with what would take it", async () => {
  expect(await judge("safe", { "m.bin": "unknown" })).toMatchObject({
    verdict: "failed",
    reason: expect.stringContaining("m.bin is unknown format (modelyard could not read it to its end"),
    policyLine: { line: "formats: {allow: {churn: [unknown]}}" },
  });
  expect(await judge("safe", { "m.bin": undefined })).not.toHaveProperty("policyLine");
});

test("a model grants nothing", async () => {
  for (const own of [["joblib"], ["safe", "joblib"], { allow: { churn: ["joblib"] } }] satisfies Gates["formats"][]) {
    expect(await judge("safe", joblib, own)).toMatchObject({ verdict: "failed" });
  }
  expect(await judge({ allow: { churn: ["joblib"] } }, joblib, "safe")).toMatchObject({
    verdict: "failed",
    policyLine: { where: expect.stringContaining("in the model's own file") },
  });
});

test("a model's list cannot allow what is not safe", async () => {
  expect(await judge("safe", { m: "pickle" }, ["pickle"])).toMatchObject({ verdict: "failed" });
  expect(await judge("safe", { m: "gguf" }, ["onnx"])).toMatchObject({ verdict: "failed" });
  expect(await judge(["onnx"], { m: "gguf" }, ["gguf"])).toMatchObject({
    verdict: "failed",
    reason: "m is gguf, and the policy allows none",
  });
});

test("any format is allowed where the policy names none", async () => {
  expect(await judge(undefined, { m: "pickle" })).toBeUndefined();
});
