import { describe, expect, test } from "vitest";
import type { StoredFile, StoredVersion } from "../store/store.ts";
import { ask, known, scenario, unknown } from "../../test/e2e/gates/scenario.ts";

const model: StoredFile = { path: "model.safetensors", sizeBytes: 4, sha256: "a".repeat(64), complete: true };

async function judge(state: "draft" | "published", files: StoredFile[], document?: { sha256: string | undefined }) {
  const { store } = await scenario();
  const sealed = store.known && store.value.state === "published" ? store.value.document : { sha256: undefined };
  const stored: StoredVersion = state === "draft" ? { state, files } : { state, files, document: document ?? sealed };
  return ask("published", { input: { store: known(stored) } });
}

test("it is asked of every promotion", async () => {
  expect(await ask("published", {})).toEqual({
    label: "published",
    verdict: "passed",
    reason: "release churn@v1.4.0, 1 file, digests equal",
  });
});

describe("what is published must be what is registered", () => {
  test.each<[string, StoredFile[], string, string]>([
    ["no file", [], "failed", "model.safetensors is missing in the store"],
    ["half a file", [{ ...model, complete: false }], "failed", "model.safetensors is not complete in the store"],
    [
      "another size",
      [{ ...model, sizeBytes: 5 }],
      "failed",
      "model.safetensors has 5 bytes in the store and 4 in the version file",
    ],
    [
      "other bytes",
      [{ ...model, sha256: "b".repeat(64) }],
      "failed",
      "model.safetensors has another digest in the store than in the version file",
    ],
    [
      "a file too many",
      [model, { ...model, path: "code.py" }],
      "failed",
      "code.py is in the store and not in the version file",
    ],
    [
      "a digest that nobody knows",
      [{ ...model, sha256: undefined }],
      "unknown",
      "the store does not report the digest of model.safetensors",
    ],
  ])("%s", async (_, files, verdict, reason) => {
    expect(await judge("published", files)).toMatchObject({ verdict, reason });
  });

  test.each<[string | undefined, string, string]>([
    ["b".repeat(64), "failed", "the store was sealed with another version.yaml than the version file"],
    [undefined, "unknown", "the store does not report the digest of its version.yaml"],
  ])("a version.yaml of digest %s", async (digest, verdict, reason) => {
    expect(await judge("published", [model], { sha256: digest })).toMatchObject({ verdict, reason });
  });

  test("a failure weighs more than what is not known", async () => {
    const outcome = await judge("published", [{ ...model, sha256: undefined }], { sha256: "b".repeat(64) });
    expect(outcome).toMatchObject({
      verdict: "failed",
      reason: "the store was sealed with another version.yaml than the version file",
    });
  });
});

describe("a draft waits to be published, unless it can never be right", () => {
  test.each<[string, StoredFile[], string, string]>([
    [
      "whole",
      [model],
      "pending",
      "saved and not published yet: modelyard publish seals it once its version file is merged",
    ],
    [
      "without digests",
      [{ ...model, sha256: undefined }],
      "pending",
      "saved and not published yet: modelyard publish seals it once its version file is merged",
    ],
    ["in part", [], "pending", "saved in part: model.safetensors is missing in the store"],
    [
      "of other bytes",
      [{ ...model, sha256: "b".repeat(64) }],
      "failed",
      "model.safetensors has another digest in the store than in the version file",
    ],
  ])("%s", async (_, files, verdict, reason) => {
    expect(await judge("draft", files)).toMatchObject({ verdict, reason });
  });
});

test("a store that holds nothing fails, one that was not asked is not known", async () => {
  const [input, file] = [{ store: known({ state: "absent" as const }) }, "registry/models/churn/versions/1.4.0.yaml"];
  const failed = { verdict: "failed", reason: "the store holds nothing of churn 1.4.0: save its files first" };
  expect(await ask("published", { input })).toMatchObject({
    ...failed,
    command: "modelyard publish --from FOLDER",
  });
  expect(await ask("published", { input, baseFiles: { [file]: undefined } })).toMatchObject({
    ...failed,
    command: "modelyard draft churn --version 1.4.0 …",
  });
  expect(await ask("published", { input: { store: unknown("the store did not answer") } })).toMatchObject({
    verdict: "unknown",
    reason: "the store did not answer",
  });
});
