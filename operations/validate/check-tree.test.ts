import { appendFile, chmod, readFile, readdir, utimes, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DocumentCache } from "../../adapters/cache/document-cache.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import type { Finding } from "../../core/registry/finding.ts";
import { readRegistry } from "../../core/registry/reading/partial.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { checkRegistry } from "../../core/rules/index.ts";
import { fixtureFiles } from "../../test/support/fixture-files.ts";
import { memoryTree } from "../../test/support/memory-tree.ts";
import { datasetFile, modelFile, settingsFile, stageFile, versionFile } from "../../test/support/sample-registry.ts";
import { folderWith } from "../../test/support/folder.ts";
import { checkTree } from "./check-tree.ts";

const RULES = join(import.meta.dirname, "../../test/fixtures/rules");
const KEY = { registry: "/srv/models", checks: "one" };
const readPointers = () => Promise.resolve([]);

/** A tree that remembers what was read of it, CODEOWNERS apart. */
function watched(tree: Tree): Tree & { readonly reads: readonly string[] } {
  const reads: string[] = [];
  return {
    ...tree,
    reads,
    read(paths) {
      reads.push(...paths.filter((path) => path.startsWith("registry/")));
      return tree.read(paths);
    },
  };
}

async function checkWith(folder: string, tree: Tree, key = KEY): Promise<readonly Finding[]> {
  return (await checkTree(tree, { readPointers, known: await DocumentCache.open(folder, key) })).findings;
}

const files = {
  ...settingsFile(),
  ...modelFile("churn"),
  ...versionFile("churn", "1.0.0", { datasets: [{ name: "customers", version: "1", role: "training" }] }),
  ...versionFile("churn", "1.1.0", { artifacts: [{ path: "a", size: 1, sha256: "0".repeat(64), format: "pikle" }] }),
  ...stageFile("churn", "staging", "1.2.0"),
  ...datasetFile("customers"),
};

async function cacheFiles(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).map((name) => join(folder, name));
}

async function onlyFile(folder: string): Promise<string> {
  const [file = "", ...others] = await cacheFiles(folder);
  expect(others).toEqual([]);
  return file;
}

describe("checking a tree file by file says the same as checking it as a whole", () => {
  test.each(readdirSync(RULES))("%s", async (rule) => {
    const tree = openFolder(await folderWith(fixtureFiles(join(RULES, rule, "bad"))));
    const folder = await folderWith({});
    const whole = checkRegistry(await readRegistry(tree));
    expect((await checkTree(tree, { readPointers })).findings).toEqual(whole);
    expect(await checkWith(folder, tree)).toEqual(whole);
    expect(await checkWith(folder, tree)).toEqual(whole);
  });
});

describe("files that are known from before", () => {
  test("are not read again, unless a finding has to be shown in them", async () => {
    const folder = await folderWith({});
    const [first, second] = [watched(memoryTree(files)), watched(memoryTree(files))];
    const findings = await checkWith(folder, first);
    expect(findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual([
      "version-missing 4",
      "dataset-missing 17",
      "format-unknown 12",
    ]);
    expect(await checkWith(folder, second)).toEqual(findings);
    expect(second.reads).toEqual([
      "registry/models/churn/stages/staging.yaml",
      "registry/models/churn/versions/1.0.0.yaml",
    ]);
  });

  test("are read where their content, their path or the checks are others", async () => {
    const folder = await folderWith({});
    await checkWith(folder, memoryTree(files));
    const changed = watched(
      memoryTree({ ...files, ...modelFile("churn", { owners: ["@bob"] }), ...modelFile("fraud", { name: "churn" }) }),
    );
    await checkWith(folder, changed);
    expect(changed.reads).toEqual(
      expect.arrayContaining(["registry/models/churn/model.yaml", "registry/models/fraud/model.yaml"]),
    );
    expect(changed.reads).not.toContain("registry/registry.yaml");
    const others = watched(memoryTree(files));
    await checkWith(folder, others, { ...KEY, checks: "two" });
    expect(others.reads).toHaveLength(Object.keys(files).length + 2);
  });
});

describe("a cache file that is no good is as if it were not there, and is replaced", () => {
  test.each<readonly [string, (file: string) => Promise<void>]>([
    ["damaged", async (file) => writeFile(file, (await readFile(file, "utf8")).replace("pikle", "pickl"))],
    ["cut off", async (file) => writeFile(file, (await readFile(file)).subarray(0, -9))],
    ["longer than it was", (file) => appendFile(file, "more\n")],
    ["empty", (file) => writeFile(file, "")],
    ["something else", (file) => writeFile(file, '{"format":"modelyard-documents/1"}\nnot lines\n')],
    ["no text", (file) => writeFile(file, Buffer.from([0xff, 0, 10, 9, 9, 10]))],
  ])("%s", async (_, spoil) => {
    const folder = await folderWith({});
    const findings = await checkWith(folder, memoryTree(files));
    const file = await onlyFile(folder);
    const good = await readFile(file);
    await spoil(file);
    const tree = watched(memoryTree(files));
    expect(await checkWith(folder, tree)).toEqual(findings);
    expect(tree.reads).toEqual(expect.arrayContaining(Object.keys(files)));
    expect(await readFile(await onlyFile(folder))).toEqual(good);
  });

  test("a folder in its place, or one that cannot be made, is no failure", async () => {
    const folder = await folderWith({});
    const findings = await checkWith(folder, memoryTree(files));
    await writeFile(join(folder, "file"), "");
    expect(await checkWith(join(folder, "file", "cache"), memoryTree(files))).toEqual(findings);
  });
});

test("two checks at once leave one whole file", async () => {
  const folder = await folderWith({});
  const trees = [files, { ...files, ...versionFile("churn", "1.2.0") }].map(memoryTree);
  await Promise.all([...trees, ...trees, ...trees].map((tree) => checkWith(folder, tree)));
  await onlyFile(folder);
  const one = watched(memoryTree(files));
  await checkWith(folder, one);
  // Whichever check came last, all that the two have in common is known.
  expect(one.reads).toEqual(["registry/models/churn/stages/staging.yaml", "registry/models/churn/versions/1.0.0.yaml"]);
});

test("it holds the files of the last check alone, and of a few registries", async () => {
  const folder = await folderWith({});
  await checkWith(folder, memoryTree(files));
  const file = await onlyFile(folder);
  await checkWith(folder, memoryTree(settingsFile()));
  expect((await readFile(file, "utf8")).trimEnd().split("\n")).toHaveLength(2);

  await utimes(file, 1, 1);
  for (let number = 0; number < 9; number++)
    await checkWith(folder, memoryTree(settingsFile()), { ...KEY, registry: `/srv/${number}` });
  expect(await cacheFiles(folder)).toHaveLength(8);
  expect(await cacheFiles(folder)).not.toContain(file);
});

test("what was found before is believed only where nobody else can have written it", async () => {
  const folder = await folderWith({});
  const tree = memoryTree(files);
  const findings = await checkWith(folder, tree);
  const again = watched(tree);
  await checkWith(folder, again);
  const few = again.reads.length;

  const file = await onlyFile(folder);
  await chmod(file, 0o644);
  const forged = watched(tree);
  expect(await checkWith(folder, forged)).toEqual(findings);
  expect(forged.reads.length).toBeGreaterThan(few);
});
