import { expect, test } from "vitest";
import type { Code, Model, ModelVersion } from "../../schemas/generated/types.ts";
import { compareCode } from "./code.ts";
import { compareDatasets } from "./datasets.ts";
import { compareEnvironments } from "./environment.ts";
import { diffVersions } from "./versions.ts";

const hex = (digit: string, length: number): string => digit.repeat(length);

const version = (content: Partial<ModelVersion>): ModelVersion => ({
  schema: "model-version/1",
  model: "churn",
  version: "1.3.1",
  created_at: "2026-06-30T14:03:11Z",
  author: "alice",
  artifacts: [{ path: "model.safetensors", size: 2184, sha256: hex("a", 64) }],
  ...content,
});

const now = version({
  artifacts: [
    { path: "model.safetensors", size: 2184, sha256: hex("a", 64) },
    { path: "scaler.json", size: 90, sha256: hex("b", 64) },
    { path: "vocabulary.txt", size: 10, sha256: hex("c", 64) },
  ],
  signature: { inputs: [{ name: "age", type: "long" }] },
  parameters: { C: 1, penalty: "l2", layers: [8, 4] },
  metrics: { auc: 0.8921 },
  datasets: [{ name: "customers", version: "3", role: "training" }],
  code: { repository: "https://example.com/acme/churn.git", commit: hex("1", 40) },
  environment: { python: "3.11.7", requirements: ["scikit-learn==1.5.0", "numpy==1.26.4"] },
});

const proposed = version({
  version: "1.4.0",
  artifacts: [
    { path: "model.safetensors", size: 2200, sha256: hex("d", 64) },
    { path: "scaler.json", size: 90, sha256: hex("b", 64) },
    { path: "scaler.txt", size: 5, sha256: hex("e", 64) },
  ],
  signature: {
    inputs: [
      { name: "age", type: "long" },
      { name: "region", type: "string", optional: true },
    ],
  },
  parameters: { C: 0.5, layers: [8, 4], seed: null },
  metrics: { auc: 0.9013 },
  datasets: [{ name: "customers", version: "4", role: "training" }],
  code: { repository: "https://example.com/acme/churn", commit: hex("2", 40), dirty: true },
  environment: { python: "3.12.1", requirements: ["Scikit_Learn==1.5.1", "pandas"] },
});

test("two versions differ in what was measured, set, seen, run and made", () => {
  const model: Model = { schema: "model/1", name: "churn", metrics: { auc: { goal: "maximize" } } };
  expect(diffVersions(now, proposed, model)).toEqual({
    now: { model: "churn", version: "1.3.1" },
    proposed: { model: "churn", version: "1.4.0" },
    metrics: [{ name: "auc", goal: "maximize", now: 0.8921, proposed: 0.9013, delta: 0.0092, judgement: "better" }],
    parameters: [
      { name: "C", change: "changed", now: 1, proposed: 0.5 },
      { name: "penalty", change: "removed", now: "l2", proposed: undefined },
      { name: "seed", change: "added", now: undefined, proposed: null },
    ],
    datasets: [
      { dataset: "customers", isRegistered: true, role: "training", change: "changed", now: "3", proposed: "4" },
    ],
    code: {
      change: "changed",
      now: now.code,
      proposed: proposed.code,
      range: { repository: "https://example.com/acme/churn", from: hex("1", 40), to: hex("2", 40) },
      dirty: { now: false, proposed: true },
    },
    environment: {
      settings: [{ name: "python", change: "changed", now: "3.11.7", proposed: "3.12.1" }],
      packages: [
        { name: "numpy", change: "removed", now: "1.26.4", proposed: undefined },
        { name: "pandas", change: "added", now: undefined, proposed: "" },
        { name: "scikit-learn", change: "changed", now: "1.5.0", proposed: "1.5.1" },
      ],
    },
    signature: expect.objectContaining({ judgement: "compatible" }),
    artifacts: [
      {
        path: "model.safetensors",
        change: "changed",
        now: now.artifacts[0],
        proposed: proposed.artifacts[0],
        sizeDeltaBytes: 16,
      },
      { path: "scaler.txt", change: "added", now: undefined, proposed: proposed.artifacts[2], sizeDeltaBytes: 5 },
      { path: "vocabulary.txt", change: "removed", now: now.artifacts[2], proposed: undefined, sizeDeltaBytes: -10 },
    ],
  });
});

test("a version differs from itself in nothing", () => {
  expect(diffVersions(now, now)).toMatchObject({
    metrics: [{ judgement: "same", delta: 0 }],
    parameters: [],
    datasets: [],
    code: undefined,
    environment: { settings: [], packages: [] },
    signature: { judgement: "compatible", changes: [] },
    artifacts: [],
  });
});

test("versions that say little are compared in what they say", () => {
  expect(diffVersions(version({}), version({ version: "1.4.0" }))).toMatchObject({
    metrics: [],
    parameters: [],
    code: undefined,
    signature: undefined,
    artifacts: [],
  });
});

test("data is compared by dataset and role, outside data by its digest", () => {
  const holdout = { uri: "s3://acme/holdout.parquet", role: "evaluation" };
  const differences = compareDatasets(
    [
      { name: "customers", version: "4", role: "training" },
      { name: "customers", version: "3", role: "training" },
      { name: "events", version: "1", role: "training" },
      { ...holdout, digest: "sha256:aa" },
    ],
    [
      { name: "customers", version: "3", role: "training" },
      { name: "customers", version: "4", role: "training" },
      { name: "events", version: "1", role: "validation" },
      { ...holdout, digest: "sha256:bb" },
    ],
  );
  expect(
    differences.map(({ dataset, role, change, now: from, proposed: to }) => [dataset, role, change, from, to]),
  ).toEqual([
    ["events", "training", "removed", "1", undefined],
    ["events", "validation", "added", undefined, "1"],
    ["s3://acme/holdout.parquet", "evaluation", "changed", "sha256:aa", "sha256:bb"],
  ]);
});

test.each<[string, Code | undefined, Code | undefined, object | undefined]>([
  ["the same commit", { commit: hex("1", 40) }, { commit: hex("1", 40) }, undefined],
  [
    "another script",
    { commit: hex("1", 40), path: "a.py" },
    { commit: hex("1", 40), path: "b.py" },
    { range: undefined },
  ],
  [
    "uncommitted changes",
    { commit: hex("1", 40) },
    { commit: hex("1", 40), dirty: true },
    { change: "changed", range: undefined, dirty: { now: false, proposed: true } },
  ],
  [
    "two dirty trees of one commit",
    { commit: hex("1", 40), dirty: true },
    { commit: hex("1", 40), dirty: true },
    { change: "changed", dirty: { now: true, proposed: true } },
  ],
  [
    "another repository",
    { commit: hex("1", 40), repository: "a" },
    { commit: hex("2", 40), repository: "b" },
    { change: "changed", range: undefined },
  ],
  [
    "no repository named",
    { commit: hex("1", 40) },
    { commit: hex("2", 40) },
    { range: { repository: undefined, from: hex("1", 40), to: hex("2", 40) } },
  ],
  ["code for the first time", undefined, { commit: hex("2", 40) }, { change: "added", range: undefined }],
])("code: %s", (_, before, after, expected) => {
  expect([compareCode(before, after)]).toMatchObject([expected]);
});

test("requirements are compared as packages, whatever their spelling", () => {
  const { packages } = compareEnvironments(
    {
      requirements: [
        "torch == 2.4.0",
        "Ruamel.YAML==0.18",
        "pandas>=2,<3",
        "uvicorn[standard]==0.30",
        "own @ https://example.com/own.whl",
        "--extra-index-url https://example.com",
        "tf==2.15; python_version < '3.12'",
        "tf==2.16; python_version >= '3.12'",
      ],
    },
    {
      requirements: [
        "torch==2.4.0",
        "ruamel-yaml==0.18",
        "pandas>=2.1,<3",
        "uvicorn==0.30",
        "own @ https://example.com/own-2.whl",
        "tf==2.15; python_version < '3.12'",
      ],
    },
  );
  expect(packages.map(({ name, change, now: from, proposed: to }) => [name, change, from, to])).toEqual([
    ["--extra-index-url https://example.com", "removed", "", undefined],
    ["own", "changed", "@ https://example.com/own.whl", "@ https://example.com/own-2.whl"],
    ["pandas", "changed", ">=2,<3", ">=2.1,<3"],
    [
      "tf",
      "changed",
      "==2.15; python_version < '3.12' | ==2.16; python_version >= '3.12'",
      "==2.15; python_version < '3.12'",
    ],
    ["uvicorn", "changed", "[standard] 0.30", "0.30"],
  ]);
});
