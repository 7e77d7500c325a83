import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MemoryFile, memoryTree } from "../../test/support/memory-tree.ts";
import {
  datasetFile,
  datasetVersionFile,
  modelFile,
  settingsFile,
  stageFile,
  statusFile,
  versionFile,
} from "../../test/support/sample-registry.ts";
import { judgePromotion } from "../gates/index.ts";
import { codeOwnersSection } from "../registry/codeowners.ts";
import { OUTSIDE_PATHS } from "../registry/outside.ts";
import type { Finding } from "../registry/finding.ts";
import type { Registry } from "../registry/registry.ts";
import { readRegistry } from "../registry/reading/partial.ts";
import { REGISTRY_FOLDER, type TreeEntry } from "../tree/tree.ts";
import { buildCard } from "../reports/card.ts";
import { checkRegistry } from "../rules/index.ts";
import { type Change, changesOf } from "../changes/change.ts";
import { compareRegistries } from "../changes/compare.ts";
import { checkChange } from "./check-change.ts";
import { loadChange } from "./load-change.ts";
import { checkChanges } from "../changes/rules/index.ts";

type Files = Readonly<Record<string, MemoryFile>>;

const settings = (metrics: object, more: object = {}) =>
  settingsFile({
    stages: [{ name: "staging" }, { name: "production", gates: { after: "staging", approvals: 1, metrics } }],
    ...more,
  });
const auc = { metrics: { auc: { goal: "maximize" } } };
const section = (...models: readonly (readonly [string, string])[]) => ({
  CODEOWNERS: codeOwnersSection(models.map(([name, owner]) => ({ name, owners: [owner] }))),
});

/** Every file that the worlds below may hold, in some of the forms that it can have there. */
const FORMS: readonly Files[] = [
  settings({}),
  settings({ auc: { min: 0.5 } }),
  settings({}, { stages: [{ name: "staging" }] }),
  section(["churn", "@alice"], ["fraud", "@alice"]),
  section(["churn", "@alice"]),
  section(["churn", "@bob"], ["fraud", "@alice"]),
  { ".github/CODEOWNERS": "* @acme/all\n" },
  modelFile("churn"),
  modelFile("churn", auc),
  modelFile("churn", { owners: ["@bob"], versioning: "integer" }),
  modelFile("churn", { owners: [], gates: { canary: { soak: "1h" } } }),
  { "registry/models/churn/model.yaml": "]\n" },
  modelFile("fraud"),
  modelFile("fraud", auc),
  modelFile("fraud", { gates: { production: { metrics: { lift: { min: 1 } }, after: "production" } } }),
  versionFile("churn", "1.0.0"),
  versionFile("churn", "1.1.0", { base: { model: "churn", version: "1.0.0" } }),
  versionFile("churn", "1.1.0", {
    base: { model: "fraud", version: "2.0.0" },
    datasets: [{ name: "customers", version: "1" }],
  }),
  versionFile("churn", "1.2.0", {
    datasets: [
      { name: "customers", version: "2" },
      { name: "orders", version: "1" },
    ],
  }),
  versionFile("churn", "1.2.0", {
    artifacts: [
      { path: "a", size: 1, sha256: "0".repeat(64), format: "pikle" },
      { path: "A", size: 1, sha256: "0".repeat(64) },
    ],
  }),
  versionFile("churn", "1.2.0-rc"),
  versionFile("churn", "1.2.0-RC"),
  { "registry/models/churn/versions/1.1.0.yaml": "answer: no\n" },
  { "registry/models/churn/versions/1.0.0.yaml": { mode: "120000", text: "1.1.0.yaml" } },
  versionFile("fraud", "2.0.0"),
  versionFile("fraud", "3", { base: { model: "churn", version: "1.2.0" } }),
  versionFile("Bad Name", "1.0.0"),
  modelFile("Bad Name"),
  stageFile("churn", "staging", "1.0.0"),
  stageFile("churn", "staging", "1.2.0"),
  stageFile("churn", "staging", null),
  stageFile("churn", "production", "1.0.0"),
  stageFile("churn", "production", "1.1.0"),
  stageFile("churn", "canary", "1.1.0"),
  stageFile("fraud", "production", "2.0.0"),
  statusFile("churn", "1.0.0", "archived"),
  statusFile("churn", "1.0.0", "deprecated"),
  statusFile("churn", "1.1.0", "yanked"),
  statusFile("fraud", "9.0.0", "yanked"),
  datasetFile("customers"),
  { "registry/datasets/customers/dataset.yaml": "name: [customers\n" },
  datasetVersionFile("customers", "1"),
  datasetVersionFile("customers", "1", { size: 1 }),
  datasetVersionFile("customers", "2"),
  datasetVersionFile("orders", "1"),
  { "registry/models/churn": { mode: "160000", text: "" } },
  { "registry/datasets/customers": { mode: "160000", text: "" } },
  { "registry/registry.yaml": { mode: "120000", text: "models/churn/model.yaml" } },
  { "registry/registry.yaml": "schema: registry/2\n" },
  { "registry/models/churn/model.yaml": { mode: "120000", text: "../fraud/model.yaml" } },
  { "registry/models/churn/model.yaml": "schema: model/2\n" },
  { "registry/models/churn/README.md": { mode: "120000", text: "model.yaml" } },
  { "registry/models/churn/stages/production.yaml": { mode: "120000", text: "staging.yaml" } },
  { "registry/models/churn/stages/staging.yaml": `schema: stage/1\n#${" ".repeat(300_000)}\n` },
  { "registry/models/churn/status/1.0.0.yaml": { mode: "160000", text: "" } },
  { "registry/models/churn/model.yaml/model.yaml": "schema: model/1\n" },
  stageFile("churn", "Staging", "1.0.0"),
  modelFile("Churn"),
  versionFile("Churn", "1.0.0"),
  datasetFile("Customers"),
  datasetFile("orders"),
  { "docs/CODEOWNERS": codeOwnersSection([{ name: "fraud", owners: ["@bob"] }]) },
  { ".gitattributes": "registry/** ident\n" },
  { ".gitattributes": "registry/models/fraud/** filter=secret\n* -filter\nregistry/models/churn merge=union\n" },
  { "registry/models/churn/README.md": "# Churn\n" },
  { "registry/notes.txt": "notes\n" },
];
const ALL = FORMS.flatMap((form) => Object.entries(form));
const FILES = [
  ...ALL,
  ...ALL.flatMap(([path, file]): [string, MemoryFile][] =>
    typeof file === "string" ? [[path, { mode: "100755", text: file }]] : [],
  ),
];
const PATHS = [...new Set(ALL.map(([path]) => path))];

/** Most often plain files; sometimes all of them may be run, as on a file system that knows no such permission. */
const world: fc.Arbitrary<Files> = fc
  .record({
    files: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ALL) }, fc.constantFrom(...FILES)), {
      maxLength: 24,
    }),
    isOdd: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
    isWhole: fc.integer({ min: 0, max: 5 }).map((die) => die > 0),
  })
  .map(({ files, isOdd, isWhole }) => {
    const all = [...(isWhole ? Object.entries(settings({})) : []), ...files];
    return Object.fromEntries(
      all.map(([path, file]) => [path, isOdd && typeof file === "string" ? { mode: "100755", text: file } : file]),
    );
  });

/** What an edit leaves of all files. */
type Edit = (files: Files) => Files;

const write = ([path, file]: readonly [string, MemoryFile]): Edit => {
  return (files) => ({ ...files, [path]: file });
};

const FOLDERS = [
  "registry/models/churn",
  "registry/models/fraud",
  "registry/datasets/customers",
  "registry/datasets/orders",
];

/** Puts everything at and below one path at and below another one; nowhere: deletes it. */
const move = (from: string, to: string | undefined): Edit => {
  const isMoved = (path: string) => path === from || path.startsWith(`${from}/`);
  return (files) => {
    const entries = Object.entries(files);
    const moved = entries.filter(([path]) => to !== undefined && isMoved(path));
    return Object.fromEntries([
      ...entries.filter(([path]) => !isMoved(path)),
      ...moved.map(([path, file]) => [`${to}${path.slice(from.length)}`, file] as const),
    ]);
  };
};

const asMode = (path: string, mode: string): Edit => {
  return (files) => {
    const file = files[path];
    return file === undefined
      ? files
      : { ...files, [path]: { mode, text: typeof file === "string" ? file : file.text } };
  };
};

const places = fc.constantFrom(...PATHS, ...FOLDERS);
const edits = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...FILES).map(write) },
    { weight: 3, arbitrary: places.map((path) => move(path, undefined)) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom(...PATHS)).map(([from, to]) => move(from, to)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...FOLDERS, "registry/models/new"))
        .map(([from, to]) => move(from, to)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...PATHS), fc.constantFrom("100755", "100644", "120000", "160000"))
        .map(([path, mode]) => asMode(path, mode)),
    },
  ),
  { minLength: 1, maxLength: 4 },
);

const edited = (files: Files, changes: readonly Edit[]): Files => changes.reduce((now, change) => change(now), files);

async function differences(base: Files, head: Files): Promise<ReadonlySet<string>> {
  const [before, after] = [memoryTree(base), memoryTree(head)];
  const below = differingPaths(await before.list(REGISTRY_FOLDER), await after.list(REGISTRY_FOLDER));
  return new Set([
    ...below,
    ...OUTSIDE_PATHS.filter((path) => JSON.stringify(base[path]) !== JSON.stringify(head[path])),
  ]);
}

const asText = (findings: readonly Finding[]) => findings.map((finding) => JSON.stringify(finding));

/** What the gates and the card say of every promotion among changes. */
function judgeAll(changes: readonly Change[], head: Registry, baseTip: Registry): unknown {
  return changesOf(changes, "promotion").map(({ model, stage, to: version }) => {
    const nobody = { known: false, reason: "nobody asked" } as const;
    const asked = { history: nobody, policies: nobody, earlierEntries: nobody, heldVersions: new Map() };
    const observed = { ...asked, reviews: nobody, author: nobody, store: nobody, teams: () => nobody };
    const input = {
      promotion: { model, stage, version },
      head,
      now: "2026-11-24T00:00:00Z",
      sha256: () => "",
      ...observed,
    };
    const judgement = judgePromotion({ ...input, base: baseTip });
    return { judgement, card: buildCard({ judgement, base: baseTip, head }) };
  });
}

describe("checking a change by what it touches", () => {
  test("finds what the whole check finds in touched files, and what the change breaks anywhere", async () => {
    let parts = 0;
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(world, edits, edits, async (base, mine, theirs) => {
        const [head, now] = [edited(base, mine), edited(base, theirs)];
        const paths = await differences(base, head);
        const trees = { mergeBase: memoryTree(base), baseTip: memoryTree(now), head: memoryTree(head), paths };
        const [loaded, mergeBase, baseTip, whole] = await Promise.all([
          loadChange(trees),
          ...[base, now, head].map((files) => readRegistry(memoryTree(files))),
        ] as const);
        if (mergeBase === undefined || baseTip === undefined || whole === undefined)
          throw new Error("A tree was not read");
        const all = checkRegistry(whole);
        const findings = await checkChange(loaded);
        const found = asText(findings ?? all);
        const before = new Set(checkRegistry(mergeBase).map(({ rule, path }) => `${rule} ${path}`));
        const owed = all.filter(({ rule, path }) => paths.has(path) || !before.has(`${rule} ${path}`));
        expect(asText(all)).toEqual(expect.arrayContaining(found));
        expect(found).toEqual(expect.arrayContaining(asText(owed)));
        if (findings !== undefined) parts++;
        if (findings !== undefined && owed.some(({ path }) => !paths.has(path))) broken++;
        const changes = compareRegistries(mergeBase, whole);
        expect(loaded.changes).toEqual(changes);
        expect(checkChanges({ base: loaded.mergeBase, head: loaded.head, changes })).toEqual(
          checkChanges({ base: mergeBase, head: whole, changes }),
        );
        const judged = judgeAll(changes, loaded.head, loaded.baseTip);
        expect(JSON.stringify(judged)).toBe(JSON.stringify(judgeAll(changes, whole, baseTip)));
      }),
      { numRuns: 600 },
    );
    expect(parts).toBeGreaterThan(40);
    expect(broken).toBeGreaterThan(0);
  });
});

/** Every path at which two trees differ in anything at all, the mode among it. */
function differingPaths(base: readonly TreeEntry[], head: readonly TreeEntry[]): readonly string[] {
  const baseByPath = new Map(base.map((entry) => [entry.path, entry]));
  const headPaths = new Set(head.map(({ path }) => path));
  const changed = head.filter(({ path, blobId, mode }) => {
    const before = baseByPath.get(path);
    return before?.blobId !== blobId || before.mode !== mode;
  });
  const gone = base.filter(({ path }) => !headPaths.has(path));
  return [...changed, ...gone].map(({ path }) => path);
}
