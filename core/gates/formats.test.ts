import { expect, test } from "vitest";
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
  [["onnx", "pickle"], { a: "onnx", b: "pickle" }, "passed", "2 files are of the allowed formats"],
  [["onnx"], { "m.gguf": "gguf" }, "failed", "m.gguf is gguf, and the policy allows only onnx"],
  [["onnx"], { m: undefined }, "failed", "m has no format, so nobody knows what loading it does"],
])("%o of %o", async (formats, files, verdict, reason) => {
  expect(await judge(formats, files)).toEqual({ label: "formats", verdict, reason });
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
