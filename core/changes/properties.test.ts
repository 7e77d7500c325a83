import * as fc from "fast-check";
import { expect, test } from "vitest";
import { memoryTree } from "../../test/support/memory-tree.ts";
import { checkRegistry } from "../rules/index.ts";
import { readRegistry } from "../registry/reading/partial.ts";
import type { Change } from "./change.ts";
import { compareRegistries } from "./compare.ts";
import { checkChanges } from "./rules/index.ts";

/** Every path that differs because of `change`: head is base with the files at these paths replaced. */
function pathsOf(change: Change): readonly string[] {
  return change.type === "version-renamed" || change.type === "dataset-version-renamed"
    ? [change.from.path, change.path]
    : [change.path];
}

// A small world in which everything can happen: each path holds one of these, or nothing.

type Content = object | string;
/** A file's content, or text that cannot be read; and how many comments stand before it. */
interface Draft {
  readonly content: Content;
  readonly comments: number;
}
type World = Readonly<Record<string, Draft | undefined>>;

const artifacts = [{ path: "model.onnx", size: 1, sha256: "0".repeat(64) }];
const version = (name: string, more: object) => ({
  schema: "model-version/1",
  model: "churn",
  version: name,
  created_at: "2026-06-30T14:03:11Z",
  author: "alice",
  artifacts,
  ...more,
});
const stage = (name: string, held: string | null) => ({
  schema: "stage/1",
  model: "churn",
  stage: name,
  version: held,
});
const model = (more: object) => ({ schema: "model/1", name: "churn", ...more });
const settings = (stages: object[], more: object) => ({
  schema: "registry/1",
  name: "sample",
  stages,
  artifacts: { store: "github-releases" },
  ...more,
});
const status = (word: string) => ({ schema: "status/1", model: "churn", version: "1.0.0", status: word, reason: "R." });
const dataset = (size: number) => ({
  schema: "dataset-version/1",
  dataset: "customers",
  version: "1",
  created_at: "2026-06-28T09:00:00Z",
  author: "bob",
  digest: "md5:a304afb96060aad90176268345e10355",
  size,
});
const churn = "registry/models/churn";
const newerStage = { schema: "stage/2" };
const namelessDataset = { schema: "dataset/1" };
const BROKEN: ReadonlySet<Content> = new Set(["]", newerStage, namelessDataset]);
const both = [{ name: "staging" }, { name: "production" }];

const POSSIBLE: Readonly<Record<string, readonly Content[]>> = {
  "registry/registry.yaml": [
    settings(both, {}),
    settings(both.slice(1), {}),
    settings(both, { description: "D." }),
    "]",
  ],
  "registry/notes.txt": ["some notes", "other notes"],
  [`${churn}/README.md`]: ["# Churn", "# Churn model"],
  [`${churn}/model.yaml`]: [
    model({}),
    model({ owners: ["@alice"], description: "D." }),
    model({ metrics: { auc: { goal: "maximize" } }, gates: { production: { metrics: { auc: { min: 0.8 } } } } }),
    model({ versioning: "integer" }),
    "]",
  ],
  [`${churn}/versions/1.0.0.yaml`]: [version("1.0.0", {}), version("1.0.0", { metrics: { auc: 0.8 } }), "]"],
  [`${churn}/versions/1.1.0.yaml`]: [version("1.1.0", {}), version("1.1.0", { metrics: { auc: 0.8, f1: 0.7 } })],
  [`${churn}/stages/staging.yaml`]: [stage("staging", "1.0.0"), stage("staging", "1.1.0"), stage("staging", null), "]"],
  [`${churn}/stages/production.yaml`]: [stage("production", "1.0.0"), stage("production", "1.1.0"), newerStage],
  [`${churn}/status/1.0.0.yaml`]: [status("archived"), status("deprecated"), status("yanked")],
  "registry/datasets/customers/dataset.yaml": [{ schema: "dataset/1", name: "customers" }, namelessDataset],
  "registry/datasets/customers/versions/1.yaml": [dataset(1), dataset(2)],
};

const drafts = (contents: readonly Content[]): fc.Arbitrary<Draft | undefined> =>
  fc.option(fc.record({ content: fc.constantFrom(...contents), comments: fc.constantFrom(0, 0, 1) }), {
    nil: undefined,
  });
const world: fc.Arbitrary<World> = fc.record(
  Object.fromEntries(Object.entries(POSSIBLE).map(([path, contents]) => [path, drafts(contents)])),
);

type Files = Readonly<Record<string, string>>;

function writePlain({ content, comments }: Draft): string {
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  return `${"# A comment.\n".repeat(comments)}${text}\n`;
}

/** The same in another hand: keys the other way round, other indentation, one more comment. */
function writeOtherwise({ content, comments }: Draft): string {
  const text = typeof content === "string" ? content : JSON.stringify(turned(content), null, 4);
  return `${"# A remark.\n\n".repeat(comments + 1)}${text}\n`;
}

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, turned(part)]),
  );
}

function write(drafted: World, how: (draft: Draft) => string): Files {
  return Object.fromEntries(Object.entries(drafted).flatMap(([path, draft]) => (draft ? [[path, how(draft)]] : [])));
}

const read = (files: Files) => readRegistry(memoryTree(files));

async function compare(base: Files, head: Files): Promise<readonly Change[]> {
  return compareRegistries(await read(base), await read(head));
}

/** Base with the files at every path that the changes name as head has them. */
function applyChanges(base: Files, head: Files, changes: readonly Change[]): Files {
  const paths = new Set(changes.flatMap(pathsOf));
  const kept = Object.entries(base).filter(([path]) => !paths.has(path));
  return Object.fromEntries([...kept, ...Object.entries(head).filter(([path]) => paths.has(path))]);
}

/** What is found, without the lines, which comments move. */
async function verdicts(base: Files, head: Files) {
  const trees = { base: await read(base), head: await read(head) };
  const findings = checkChanges({ ...trees, changes: compareRegistries(trees.base, trees.head) });
  return findings.map(({ rule, severity, path, message, hint }) => ({ rule, severity, path, message, hint }));
}

test("a tree has no changes against itself", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (one) => {
      expect(await compare(write(one, writePlain), write(one, writePlain))).toEqual([]);
    }),
  );
});

test("the changes from base to head, applied to base, are head", async () => {
  await fc.assert(
    fc.asyncProperty(world, world, async (one, other) => {
      const [base, head] = [write(one, writePlain), write(other, writePlain)];
      const changes = await compare(base, head);
      expect(applyChanges(base, head, changes)).toEqual(head);
      for (const path of changes.flatMap(pathsOf)) expect(base[path]).not.toBe(head[path]);
    }),
  );
});

test("checking head is checking base with its changes", async () => {
  await fc.assert(
    fc.asyncProperty(world, world, async (one, other) => {
      const [base, head] = [write(one, writePlain), write(other, writePlain)];
      const applied = applyChanges(base, head, await compare(base, head));
      expect(checkRegistry(await read(applied))).toEqual(checkRegistry(await read(head)));
    }),
  );
});

test("there and back touch the same paths", async () => {
  await fc.assert(
    fc.asyncProperty(world, world, async (one, other) => {
      const [base, head] = [write(one, writePlain), write(other, writePlain)];
      const [there, back] = [await compare(base, head), await compare(head, base)];
      expect(new Set(back.flatMap(pathsOf))).toEqual(new Set(there.flatMap(pathsOf)));
    }),
  );
});

test("the order in which a tree lists its files changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(world, world, async (one, other) => {
      const [base, head] = [await read(write(one, writePlain)), await read(write(other, writePlain))];
      const backwards = (tree: typeof base) => ({
        entries: [...tree.entries].reverse(),
        files: new Map([...tree.files].reverse()),
      });
      expect(compareRegistries(backwards(base), backwards(head))).toEqual(compareRegistries(base, head));
    }),
  );
});

test("comments, formatting and the order of keys change no verdict", async () => {
  await fc.assert(
    fc.asyncProperty(world, world, async (one, other) => {
      const plain = await verdicts(write(one, writePlain), write(other, writePlain));
      expect(await verdicts(write(one, writeOtherwise), write(other, writeOtherwise))).toEqual(plain);
    }),
  );
});

test("a file that says the same is only formatted, where it is no fact", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (one) => {
      const readable = Object.fromEntries(
        Object.entries(one).filter(([path, draft]) => draft && path.endsWith(".yaml") && !BROKEN.has(draft.content)),
      );
      const changes = await compare(write(readable, writePlain), write(readable, writeOtherwise));
      const paths = Object.keys(readable).filter((path) => !path.includes("/versions/"));
      const formatted = changes.filter(({ type }) => type === "formatting-changed").map(({ path }) => path);
      expect(formatted).toEqual(paths.sort());
      // Of a fact, any other byte counts.
      const changed = changes.filter(({ type }) => type === "version-changed" || type === "dataset-version-changed");
      expect(changed).toHaveLength(Object.keys(readable).length - paths.length);
      expect(changes).toHaveLength(Object.keys(readable).length);
    }),
  );
});
