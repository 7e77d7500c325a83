import { describe, expect, test } from "vitest";
import { type MemoryFile, memoryTree } from "../../test/support/memory-tree.ts";
import {
  type SampleFiles,
  datasetFile,
  datasetVersionFile,
  modelFile,
  settingsFile,
  stageFile,
  statusFile,
  versionFile,
} from "../../test/support/sample-registry.ts";
import { readRegistry } from "../registry/reading/partial.ts";
import type { Change } from "./change.ts";
import { compareRegistries } from "./compare.ts";

type Files = Readonly<Record<string, MemoryFile>>;

async function compare(base: Files, head: Files): Promise<readonly Change[]> {
  return compareRegistries(await readRegistry(memoryTree(base)), await readRegistry(memoryTree(head)));
}

/** The file of `files` at its only path, with `text` before it. */
const edited = (files: SampleFiles, text: string): SampleFiles =>
  Object.fromEntries(Object.entries(files).map(([path, file]) => [path, `${text}${file}`]));

const churn = "registry/models/churn";
const customers = "registry/datasets/customers";

const production = (version: string | null) => stageFile("churn", "production", version);

describe("stages", () => {
  const names = { path: `${churn}/stages/production.yaml`, model: "churn", stage: "production" };
  test.each<[string, Files, Files, object]>([
    ["moved", production("1.3.1"), production("1.4.0"), { type: "promotion", from: "1.3.1", to: "1.4.0" }],
    ["filled for the first time", {}, production("1.4.0"), { type: "promotion", from: null, to: "1.4.0" }],
    ["filled again", production(null), production("1.4.0"), { type: "promotion", from: null, to: "1.4.0" }],
    ["emptied", production("1.3.1"), production(null), { type: "stage-cleared", from: "1.3.1" }],
    ["declared empty", {}, production(null), { type: "stage-cleared", from: null }],
    ["deleted", production("1.3.1"), {}, { type: "stage-deleted", from: "1.3.1" }],
    ["mended", edited(production("1.3.1"), "]"), production("1.4.0"), { type: "promotion", from: null, to: "1.4.0" }],
  ])("%s", async (_, base, head, change) => {
    expect(await compare(base, head)).toEqual([{ ...names, ...change }]);
  });
});

const version = (content: object = {}) => versionFile("churn", "1.3.0", content);

describe("versions are facts", () => {
  const names = { path: `${churn}/versions/1.3.0.yaml`, model: "churn", version: "1.3.0" };
  test.each<[string, Files, Files, object]>([
    ["added", {}, version(), { type: "version-added" }],
    ["deleted", version(), {}, { type: "version-deleted" }],
    ["a comment", version(), edited(version(), "# a comment\n"), { type: "version-changed", values: [] }],
    [
      "other values, in any order of keys",
      version({ metrics: { auc: 0.8, f1: 0.7 } }),
      version({ parameters: { C: 1 }, metrics: { f1: 0.7, auc: 0.9 } }),
      {
        type: "version-changed",
        values: [
          { key: ["metrics", "auc"], from: 0.8, to: 0.9 },
          { key: ["parameters"], from: undefined, to: { C: 1 } },
        ],
      },
    ],
    [
      "a metric that is named like a part of an object",
      version({ metrics: {} }),
      version({ metrics: { constructor: 1 } }),
      { type: "version-changed", values: [{ key: ["metrics", "constructor"], from: undefined, to: 1 }] },
    ],
    ["broken", version(), edited(version(), "]"), { type: "version-changed", values: [expect.anything()] }],
  ])("%s", async (_, base, head, change) => {
    expect(await compare(base, head)).toEqual([{ ...names, ...change }]);
  });

  test("a version that comes back under another name was renamed, whatever its formatting", async () => {
    const head = edited(versionFile("churn", "1.4.0"), "# moved\n");
    expect(await compare(version(), head)).toEqual([
      {
        type: "version-renamed",
        path: `${churn}/versions/1.4.0.yaml`,
        model: "churn",
        version: "1.4.0",
        from: names,
      },
    ]);
  });

  test("a version that is written in another order of keys was renamed as well", async () => {
    const [path = "", text = ""] = Object.entries(versionFile("churn", "1.4.0"))[0] ?? [];
    const turned = Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse());
    const changes = await compare(version(), { [path]: JSON.stringify(turned) });
    expect(changes.map(({ type }) => type)).toEqual(["version-renamed"]);
  });

  test("which of two equal versions became which does not depend on how a tree lists them", async () => {
    const base = await readRegistry(memoryTree({ ...version(), ...versionFile("churn", "1.3.1") }));
    const head = await readRegistry(memoryTree({ ...versionFile("churn", "2.0.0"), ...versionFile("churn", "2.0.1") }));
    const changes = compareRegistries(base, { files: head.files, entries: [...head.entries].reverse() });
    expect(changes).toMatchObject([
      { type: "version-renamed", version: "2.0.0", from: { version: "1.3.0" } },
      { type: "version-renamed", version: "2.0.1", from: { version: "1.3.1" } },
    ]);
  });

  test("another version in place of a deleted one is no renaming", async () => {
    const changes = await compare(version(), versionFile("churn", "1.4.0", { author: "bob" }));
    expect(changes.map(({ type }) => type)).toEqual(["version-deleted", "version-added"]);
  });

  test("each deleted version is found again once", async () => {
    const changes = await compare(
      { ...version() },
      { ...versionFile("churn", "2.0.0"), ...versionFile("fraud", "1.0.0") },
    );
    expect(changes.map(({ type }) => type)).toEqual(["version-renamed", "version-added"]);
  });
});

describe("models", () => {
  const names = { path: `${churn}/model.yaml`, model: "churn" };
  const auc = { auc: { goal: "maximize" } };
  test.each<[string, Files, Files, object[]]>([
    ["added", {}, modelFile("churn"), [{ type: "model-added" }]],
    ["deleted", modelFile("churn"), {}, [{ type: "model-deleted" }]],
    [
      "prose",
      modelFile("churn"),
      modelFile("churn", { description: "Who leaves." }),
      [{ type: "model-edited", values: [{ key: ["description"], from: undefined, to: "Who leaves." }] }],
    ],
    [
      "another metric",
      modelFile("churn", { metrics: auc }),
      modelFile("churn", { metrics: { ...auc, f1: { goal: "maximize" } } }),
      [{ type: "model-edited", values: [{ key: ["metrics", "f1"], from: undefined, to: { goal: "maximize" } }] }],
    ],
    [
      "a metric turned around",
      modelFile("churn", { metrics: auc }),
      modelFile("churn", { metrics: { auc: { goal: "minimize", description: "Turned." } } }),
      [
        {
          type: "model-policy-changed",
          values: [{ key: ["metrics", "auc", "goal"], from: "maximize", to: "minimize" }],
        },
        { type: "model-edited", values: [{ key: ["metrics", "auc", "description"], from: undefined, to: "Turned." }] },
      ],
    ],
    [
      "a metric no longer declared",
      modelFile("churn", { metrics: auc }),
      modelFile("churn"),
      [
        {
          type: "model-policy-changed",
          values: [{ key: ["metrics", "auc", "goal"], from: "maximize", to: undefined }],
        },
      ],
    ],
    [
      "a gate",
      modelFile("churn", { gates: { production: { metrics: { auc: { min: 0.85 } } } } }),
      modelFile("churn", { gates: { production: { metrics: { auc: { min: 0.8 } } } } }),
      [
        {
          type: "model-policy-changed",
          values: [{ key: ["gates", "production", "metrics", "auc", "min"], from: 0.85, to: 0.8 }],
        },
      ],
    ],
    [
      "owners",
      modelFile("churn"),
      modelFile("churn", { owners: ["@bob"] }),
      [{ type: "model-policy-changed", values: [{ key: ["owners", 0], from: "@alice", to: "@bob" }] }],
    ],
    [
      "the scheme, but not the default one written out",
      modelFile("churn"),
      modelFile("churn", { versioning: "semver" }),
      [{ type: "formatting-changed", identity: { kind: "model", model: "churn" } }],
    ],
  ])("%s", async (_, base, head, changes) => {
    const named = changes.map((change) =>
      "identity" in change ? { path: names.path, ...change } : { ...names, ...change },
    );
    expect(await compare(base, head)).toEqual(named);
  });

  test("of a model that could not be read before, its whole policy is new", async () => {
    const changes = await compare(edited(modelFile("churn"), "]"), modelFile("churn"));
    expect(changes).toMatchObject([
      { type: "model-policy-changed", values: [{ key: ["owners"] }] },
      { type: "model-edited", values: [{ key: ["name"] }, { key: ["schema"] }] },
    ]);
  });
});

describe("settings", () => {
  const path = "registry/registry.yaml";
  const stages = [{ name: "staging" }, { name: "production", gates: { approvals: 1 } }];
  test.each<[string, Files, Files, object[]]>([
    ["added", {}, settingsFile(), [{ type: "settings-added" }]],
    ["deleted", settingsFile(), {}, [{ type: "settings-deleted" }]],
    [
      "a gate",
      settingsFile(),
      settingsFile({ stages: [{ name: "staging" }, { name: "production", gates: { approvals: 2 } }] }),
      [{ type: "settings-policy-changed", values: [{ key: ["stages", 1, "gates", "approvals"], from: 1, to: 2 }] }],
    ],
    [
      "the order of stages",
      settingsFile({ stages: [{ name: "a" }, { name: "b" }] }),
      settingsFile({ stages: [{ name: "b" }, { name: "a" }] }),
      [{ type: "settings-policy-changed", values: [{ key: ["stages", 0, "name"] }, { key: ["stages", 1, "name"] }] }],
    ],
    [
      "the store",
      settingsFile(),
      settingsFile({ artifacts: { store: { type: "file", path: "store" } } }),
      [{ type: "settings-policy-changed", values: [{ key: ["artifacts", "store"] }] }],
    ],
    [
      "prose",
      settingsFile(),
      settingsFile({ description: "Ours.", stages: [{ name: "staging", description: "For tests." }, stages[1]] }),
      [{ type: "settings-edited", values: [{ key: ["description"] }, { key: ["stages", "staging"] }] }],
    ],
  ])("%s", async (_, base, head, changes) => {
    expect(await compare(base, head)).toMatchObject(changes.map((change) => ({ path, ...change })));
  });
});

describe("withdrawals", () => {
  const names = { path: `${churn}/status/1.0.0.yaml`, model: "churn", version: "1.0.0" };
  const archived = statusFile("churn", "1.0.0", "archived", "Old.");
  const yanked = statusFile("churn", "1.0.0", "yanked", "Leaks.");
  const asArchived = { status: "archived", reason: "Old." };
  const asYanked = { status: "yanked", reason: "Leaks." };
  test.each<[string, Files, Files, object]>([
    ["added", {}, archived, { type: "withdrawal-added", ...asArchived }],
    ["changed", archived, yanked, { type: "withdrawal-changed", ...asYanked, from: asArchived }],
    [
      "explained otherwise",
      archived,
      statusFile("churn", "1.0.0", "archived", "Superseded."),
      { type: "withdrawal-changed", status: "archived", reason: "Superseded.", from: asArchived },
    ],
    ["lifted", yanked, {}, { type: "withdrawal-lifted", from: asYanked }],
    ["lifted, unreadable before", edited(yanked, "]"), {}, { type: "withdrawal-lifted", from: undefined }],
  ])("%s", async (_, base, head, change) => {
    expect(await compare(base, head)).toEqual([{ ...names, ...change }]);
  });
});

const datasetVersion = (content: object = {}) => datasetVersionFile("customers", "4", content);

describe("datasets", () => {
  const names = { path: `${customers}/versions/4.yaml`, dataset: "customers", version: "4" };
  const dataset = { path: `${customers}/dataset.yaml`, dataset: "customers" };
  test.each<[string, Files, Files, object]>([
    ["added", {}, datasetFile("customers"), { ...dataset, type: "dataset-added" }],
    ["deleted", datasetFile("customers"), {}, { ...dataset, type: "dataset-deleted" }],
    [
      "edited",
      datasetFile("customers"),
      datasetFile("customers", { license: "CC0-1.0" }),
      { ...dataset, type: "dataset-edited", values: [{ key: ["license"], from: undefined, to: "CC0-1.0" }] },
    ],
    ["version added", {}, datasetVersion(), { ...names, type: "dataset-version-added" }],
    ["version deleted", datasetVersion(), {}, { ...names, type: "dataset-version-deleted" }],
    [
      "version changed",
      datasetVersion({ size: 1 }),
      datasetVersion({ size: 2 }),
      { ...names, type: "dataset-version-changed", values: [{ key: ["size"], from: 1, to: 2 }] },
    ],
    [
      "version renamed",
      datasetVersionFile("customers", "3"),
      datasetVersion(),
      {
        ...names,
        type: "dataset-version-renamed",
        from: { path: `${customers}/versions/3.yaml`, dataset: "customers", version: "3" },
      },
    ],
  ])("%s", async (_, base, head, change) => {
    expect(await compare(base, head)).toEqual([change]);
  });
});

describe("the rest", () => {
  const readme = (text: string): SampleFiles => ({ [`${churn}/README.md`]: text });
  const unexpectedFile: SampleFiles = { "registry/notes.txt": "hello\n" };
  const stage = stageFile("churn", "production", "1.3.1");
  const stagePath = `${churn}/stages/production.yaml`;
  const link: Files = { [stagePath]: { mode: "120000", text: "staging.yaml" } };
  const submodule: Files = { "registry/models/churn/versions": { mode: "160000", text: "" } };
  test.each<[string, Files, Files, object]>([
    ["prose added", {}, readme("a"), { type: "prose-changed", how: "added" }],
    ["prose edited", readme("a"), readme("b"), { type: "prose-changed", how: "edited" }],
    ["prose deleted", readme("a"), {}, { type: "prose-changed", how: "deleted" }],
    [
      "only a comment",
      stage,
      edited(stage, "# to be moved on Monday\n"),
      { type: "formatting-changed", path: stagePath },
    ],
    [
      "an unexpected file added",
      {},
      unexpectedFile,
      { type: "unrecognised", reason: "at a place where a registry has no files" },
    ],
    ["an unexpected file deleted", unexpectedFile, {}, { type: "unexpected-deleted", path: "registry/notes.txt" }],
    ["a link in place of a file", stage, link, { type: "unrecognised", path: stagePath, reason: "a symbolic link" }],
    ["a file in place of a link", link, stage, { type: "promotion", path: stagePath, from: null, to: "1.3.1" }],
    ["a link deleted", link, {}, { type: "unexpected-deleted", path: stagePath }],
    ["a submodule", {}, submodule, { type: "unrecognised", reason: "a submodule" }],
    ["not YAML", stage, edited(stage, "]"), { type: "unrecognised", reason: "not a readable YAML document" }],
    [
      "not a stage",
      stage,
      { [stagePath]: "schema: stage/1\n" },
      { type: "unrecognised", reason: "not in the shape of stage/1" },
    ],
    [
      "a newer format",
      {},
      { [stagePath]: "schema: stage/2\n" },
      { type: "unrecognised", reason: "of stage/2, which is newer than this modelyard knows" },
    ],
    [
      "too large",
      {},
      { [stagePath]: `# ${"x".repeat(256 * 1024)}\n` },
      { type: "unrecognised", path: stagePath, reason: "too large to be read" },
    ],
  ])("%s", async (_, base, head, change) => {
    expect(await compare(base, head)).toMatchObject([change]);
  });

  test("a link that has the bytes of the file before it is no file", async () => {
    const text = stage[stagePath] ?? "";
    const changes = await compare(stage, { [stagePath]: { mode: "120000", text } });
    expect(changes).toMatchObject([{ type: "unrecognised", reason: "a symbolic link" }]);
  });

  test("the executable bit means nothing", async () => {
    const text = stage[stagePath] ?? "";
    expect(await compare(stage, { [stagePath]: { mode: "100755", text } })).toEqual([]);
  });

  test("files that did not change are never read", async () => {
    const base = await readRegistry(memoryTree({ ...settingsFile(), ...versionFile("churn", "1.3.0"), ...stage }));
    const head = await readRegistry(
      memoryTree({ ...settingsFile(), ...versionFile("churn", "1.3.0"), ...stageFile("churn", "production", null) }),
    );
    const only = (files: typeof base.files) => new Map([...files].filter(([path]) => path === stagePath));
    const changes = compareRegistries(
      { entries: base.entries, files: only(base.files) },
      { entries: head.entries, files: only(head.files) },
    );
    expect(changes).toEqual(compareRegistries(base, head));
    expect(changes).toHaveLength(1);
  });

  test("what moves a stage stands before what explains it", async () => {
    const head = {
      ...settingsFile(),
      ...modelFile("churn"),
      ...readme("a"),
      ...versionFile("churn", "1.3.1"),
      ...stage,
      ...unexpectedFile,
    };
    const changes = await compare(settingsFile(), head);
    expect(changes.map(({ type }) => type)).toEqual([
      "unrecognised",
      "promotion",
      "model-added",
      "version-added",
      "prose-changed",
    ]);
  });
});
