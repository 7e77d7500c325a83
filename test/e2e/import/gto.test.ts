import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { expect, test } from "vitest";
import type { ModelVersion } from "../../../schemas/generated/types.ts";
import { gtoTag } from "../../support/gto-tags.ts";
import { type Workspace, createWorkspace, testEnvironment } from "../../support/workspace.ts";

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

interface Problem {
  readonly about: string;
  readonly severity: string;
  readonly message: string;
}

/** A repository that trains, with GTO's tags, and a registry beside its code whose store is a folder. */
async function trainingRepository(): Promise<Workspace> {
  const workspace = await createWorkspace();
  const { folder } = workspace;
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.write(".gitignore", "store/\n.cache/\n.dvc/cache/\nmodels/bundle/\n");
  await workspace.modelyard("init", "--store", "file:store", "--stages", "staging,production");
  await workspace.write("models/churn.json", '{"weights": [1]}');
  await workspace.write(
    "artifacts.yaml",
    "churn: {type: model, path: models/churn.json, labels: [tabular], description: Who leaves.}\n",
  );
  await commit(workspace, "one");
  await gtoTag(folder, {
    name: "churn@v1.0.0",
    at: "2024-01-02T10:00:00Z",
    by: "bob",
    message: "Registering artifact churn version v1.0.0",
  });
  await gtoTag(folder, { name: "churn#staging#1", at: "2024-01-03T10:00:00Z", by: "bob" });
  await gtoTag(folder, { name: "churn#prod#2", at: "2024-01-04T10:00:00Z", by: "carol" });
  await workspace.write("models/churn.json", '{"weights": [2]}');
  await commit(workspace, "two");
  await gtoTag(folder, { name: "churn@v1.1.0", at: "2024-02-02T10:00:00Z", by: "bob", message: "More data" });
  await gtoTag(folder, { name: "churn#prod#3", at: "2024-02-03T10:00:00Z", by: "carol" });
  return workspace;
}

async function commit(workspace: Workspace, message: string): Promise<string> {
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", `--message=${message}`);
  return workspace.git("rev-parse", "HEAD");
}

async function importGto(workspace: Workspace, ...words: string[]) {
  const { exitCode, data } = await workspace.json("import", "gto", "--stage", "prod=production", ...words);
  return { exitCode, ...(data as { problems: Problem[]; files: string[]; commits: number; written: boolean }) };
}

function errorsOf({ problems }: { readonly problems: readonly Problem[] }): readonly Problem[] {
  return problems.filter(({ severity }) => severity === "error");
}

test("the tags' history becomes the registry's, commit by commit", async () => {
  const workspace = await trainingRepository();
  const before = await workspace.git("rev-parse", "HEAD");
  const result = await importGto(workspace, "--commits", "--owner", "@alice");
  expect(result).toMatchObject({ exitCode: 0, commits: 5, written: true, problems: [] });
  expect(await workspace.git("status", "--porcelain")).toBe("");
  const log = await workspace.git("log", "--reverse", "--format=%cn %cI %s", `${before}..HEAD`);
  expect(log.split("\n")).toEqual([
    "bob 2024-01-02T10:00:00+00:00 Add churn 1.0.0",
    "bob 2024-01-03T10:00:00+00:00 Promote churn 1.0.0 to staging",
    "carol 2024-01-04T10:00:00+00:00 Promote churn 1.0.0 to production",
    "bob 2024-02-02T10:00:00+00:00 Add churn 1.1.0",
    "carol 2024-02-03T10:00:00+00:00 Promote churn 1.1.0 to production",
  ]);
  expect((await workspace.modelyard("validate")).stdout).toMatch(/no findings/);
  const resolved = async (at: string) => (await workspace.modelyard("resolve", "churn@production", "--at", at)).stdout;
  expect(await resolved("2024-02-03T09:59:59Z")).toBe("1.0.0\n");
  expect(await resolved("2024-02-03T10:00:00Z")).toBe("1.1.0\n");
  const { stages } = (await workspace.json("history", "churn", "production")).data as {
    stages: { tenures: { version: string; from: { by: string; time: string } }[] }[];
  };
  expect(stages[0]?.tenures.map(({ version, from }) => [version, from.by, from.time])).toEqual([
    ["1.0.0", "carol", "2024-01-04T10:00:00Z"],
    ["1.1.0", "carol", "2024-02-03T10:00:00Z"],
  ]);
  expect(await workspace.read("registry/models/churn/model.yaml")).toContain(
    'description: Who leaves.\nowners: ["@alice"]\ntags: [tabular, model]\n',
  );
  const version = await workspace.read("registry/models/churn/versions/1.1.0.yaml");
  expect(version).toContain("description: More data\n");
  expect(version).toContain('created_at: "2024-02-02T10:00:00Z"\nauthor: bob\n');

  await workspace.modelyard("publish");
  await workspace.modelyard("pull", "churn@1.0.0", "-o", "old");
  expect(await workspace.read("old/churn.json")).toBe('{"weights": [1]}');
});

test("run again, it changes nothing; then only what is new", async () => {
  const workspace = await trainingRepository();
  await importGto(workspace, "--commits");
  const head = await workspace.git("rev-parse", "HEAD");
  expect(await importGto(workspace, "--commits")).toMatchObject({ exitCode: 0, commits: 0, files: [], problems: [] });
  expect(await workspace.git("rev-parse", "HEAD")).toBe(head);

  await gtoTag(workspace.folder, {
    name: "churn#prod!#4",
    at: "2024-03-01T10:00:00Z",
    commit: "churn@v1.1.0^{commit}",
  });
  expect(await importGto(workspace, "--commits")).toMatchObject({
    commits: 1,
    files: ["registry/models/churn/stages/production.yaml"],
  });
  // As in `gto show`, the version that was assigned before is back.
  expect((await workspace.modelyard("resolve", "churn@production")).stdout).toBe("1.0.0\n");
});

test("without commits the files are written as they are in the end", async () => {
  const workspace = await trainingRepository();
  const dry = await importGto(workspace, "--dry-run");
  expect(dry).toMatchObject({ exitCode: 0, written: false });
  expect(await workspace.git("status", "--porcelain")).toBe("");
  const { files } = await importGto(workspace);
  expect(files).toEqual(dry.files);
  expect((await workspace.git("status", "--porcelain", "-uall")).split("\n").map((line) => line.slice(3))).toEqual(
    files.toSorted(),
  );
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);
  expect(await importGto(workspace)).toMatchObject({ exitCode: 0, files: [] });
});

test("what is changed here later stays, and is told", async () => {
  const workspace = await trainingRepository();
  await importGto(workspace);
  await commit(workspace, "Import");
  await workspace.modelyard("promote", "churn@1.0.0", "production");
  expect((await importGto(workspace)).problems).toMatchObject([
    { about: "churn#prod#3", severity: "notice", message: expect.stringContaining("is not committed") as string },
  ]);
  await commit(workspace, "Roll back");
  const kept = await importGto(workspace);
  expect(kept).toMatchObject({ exitCode: 0, files: [], problems: [{ about: "churn#prod#3", severity: "notice" }] });
  expect((await workspace.modelyard("resolve", "churn@production")).stdout).toBe("1.0.0\n");

  await workspace.write("models/churn.json", '{"weights": [3]}');
  await commit(workspace, "three");
  await gtoTag(workspace.folder, { name: "churn@v2.0.0", at: "2099-01-01T00:00:00Z" });
  await gtoTag(workspace.folder, { name: "churn#prod#5", at: "2099-01-01T00:00:00Z" });
  const stage = "registry/models/churn/stages/production.yaml";
  await workspace.write(stage, `# ours\n${await workspace.read(stage)}`);
  await commit(workspace, "Comment");
  await importGto(workspace);
  expect(await workspace.read(stage)).toMatch(/^# ours\n[^]*version: "2.0.0"\n$/);
});

test("deregistered versions and deprecated artifacts are withdrawn, and leave their stages", async () => {
  const workspace = await trainingRepository();
  const { folder } = workspace;
  await gtoTag(folder, { name: "churn@v1.1.0!", at: "2024-03-01T10:00:00Z", message: "Leaks the label" });
  await importGto(workspace, "--commits");
  expect(await workspace.read("registry/models/churn/status/1.1.0.yaml")).toContain(
    'status: archived\nreason: "Leaks the label (GTO tag churn@v1.1.0!)"\n',
  );
  expect((await workspace.modelyard("resolve", "churn@production")).stdout).toBe("1.0.0\n");

  await gtoTag(folder, { name: "churn@deprecated", at: "2024-04-01T10:00:00Z" });
  await importGto(workspace, "--commits");
  expect((await workspace.json("resolve", "churn@staging")).exitCode).toBe(2);
  expect(await workspace.read("registry/models/churn/status/1.0.0.yaml")).toContain("status: deprecated\n");

  // Anything that happens to it afterwards takes the deprecation back.
  await gtoTag(folder, { name: "churn@v1.1.0#9", at: "2024-05-01T10:00:00Z", commit: "churn@v1.1.0^{commit}" });
  await importGto(workspace, "--commits");
  expect((await workspace.modelyard("resolve", "churn@production")).stdout).toBe("1.1.0\n");
  expect(await workspace.git("ls-files", "registry/models/churn/status")).toBe("");
  expect((await importGto(workspace, "--commits")).files).toEqual([]);
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);
});

test("whatever cannot come along is named, and the rest comes", async () => {
  const workspace = await trainingRepository();
  const { folder } = workspace;
  const one = "churn@v1.0.0^{commit}";
  await workspace.git("tag", "churn#dev#1", "HEAD");
  await gtoTag(folder, { name: "churn#canary#9", at: "2024-03-01T10:00:00Z" });
  await gtoTag(folder, { name: "fraud@v1.0.0", at: "2024-03-01T10:00:00Z" });
  await gtoTag(folder, { name: "fraud#prod#2", at: "2024-03-02T10:00:00Z" });
  await gtoTag(folder, { name: "Churn@v3.0.0", at: "2024-03-03T10:00:00Z" });
  await gtoTag(folder, { name: "build@v1.0.0+linux", at: "2024-03-04T10:00:00Z", commit: one });
  await gtoTag(folder, { name: "loose#prod#1", at: "2024-03-05T10:00:00Z", commit: one });
  await workspace.git("tag", "v1.0.0");
  const result = await importGto(workspace);
  expect(result).toMatchObject({ exitCode: 1, written: true });
  expect(result.problems.map(({ about, severity, message }) => [severity, about, message])).toEqual([
    ["notice", "churn#dev#1", "it is not annotated, so GTO does not count it: it has no date and no author"],
    ["error", "loose#prod#1", expect.stringContaining("no version of loose is registered at its commit")],
    ["error", "Churn", expect.stringContaining("cannot be a model's name")],
    ["error", "fraud@v1.0.0", expect.stringContaining("says where fraud is")],
    ["error", "build@v1.0.0+linux", "v1.0.0+linux has no semver version that it could become"],
    ["error", "churn#canary#9", "registry.yaml has no stage for canary, which churn used"],
    ["error", "fraud#prod#2", "fraud has nothing in production: what holds it there, v1.0.0, was not imported"],
  ]);
  expect((await workspace.modelyard("resolve", "churn@production")).stdout).toBe("1.1.0\n");

  const paths = ["--artifact", "fraud=models/churn.json", "--artifact", "Churn=artifacts.yaml"];
  const mended = await importGto(workspace, "--rename", "Churn=churn-next", ...paths);
  expect(mended.problems.map(({ about }) => about)).toEqual([
    "churn#dev#1",
    "loose#prod#1",
    "build@v1.0.0+linux",
    "churn#canary#9",
  ]);
  expect((await workspace.modelyard("resolve", "fraud@production")).stdout).toBe("1.0.0\n");
  expect((await workspace.modelyard("resolve", "churn-next@3.0.0")).stdout).toBe("3.0.0\n");
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);
});

test("files come from git, from DVC's cache and from Git LFS, each checked", async () => {
  const workspace = await createWorkspace();
  const { folder } = workspace;
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.modelyard("init", "--store", "file:store", "--stages", "staging");
  const object = (text: string, end = "") => {
    const id = md5(text) + end;
    return workspace.write(`.dvc/cache/files/md5/${id.slice(0, 2)}/${id.slice(2)}`, text);
  };
  await workspace.write(".dvc/config", "");
  await workspace.write(".gitignore", ".dvc/cache/\n");
  const manifest = `[{"md5": "${md5("a")}", "relpath": "a.txt"}, {"md5": "${md5("b")}", "relpath": "deep/b.txt"}]`;
  for (const text of ["a", "b", "tracked"]) await object(text);
  await object(manifest, ".dir");
  await workspace.write("models/in-git/x.txt", "x");
  await workspace.write("models/in-git/sub/y.txt", "y");
  await workspace.write("models/single.txt.dvc", `outs:\n- {md5: ${md5("tracked")}, hash: md5, path: single.txt}\n`);
  await workspace.write(
    "dvc.yaml",
    "stages: {train: {cmd: train, outs: [models/bundle], metrics: [metrics.json]}}\nartifacts: {bundle: {path: models/bundle}}\n",
  );
  await workspace.write("metrics.json", '{"auc": 0.91}');
  await workspace.write(
    "dvc.lock",
    `schema: "2.0"\nstages: {train: {cmd: train, params: {params.yaml: {depth: 3}}, outs: [{path: models/bundle, md5: ${md5(manifest)}.dir, hash: md5}, {path: metrics.json, md5: ${md5('{"auc": 0.91}')}, hash: md5}]}}\n`,
  );
  const large = createHash("sha256").update("large").digest("hex");
  await workspace.write(
    "models/large.bin",
    `version https://git-lfs.github.com/spec/v1\noid sha256:${large}\nsize 5\n`,
  );
  await commit(workspace, "all");
  const names = ["in-git", "single", "bundle", "large"];
  for (const [index, name] of names.entries()) {
    await gtoTag(folder, { name: `${name}@v1.0.0`, at: `2024-01-0${index + 1}T10:00:00Z` });
  }
  const paths = ["in-git=models/in-git", "single=models/single.txt", "large=models/large.bin"];
  const words = paths.flatMap((path) => ["--artifact", path]);
  const first = await importGto(workspace, ...words);
  expect(errorsOf(first)).toMatchObject([
    { about: "large@v1.0.0", message: "models/large.bin is kept by Git LFS, and its content is not here" },
  ]);
  await workspace.write(`.git/lfs/objects/${large.slice(0, 2)}/${large.slice(2, 4)}/${large}`, "large");
  expect(await importGto(workspace, ...words)).toMatchObject({ exitCode: 0, written: true });
  await commit(workspace, "Import");
  expect((await workspace.json("publish")).exitCode).toBe(0);
  for (const name of names) await workspace.modelyard("pull", `${name}@1.0.0`, "-o", `out/${name}`);
  const read = ["in-git/in-git/sub/y.txt", "single/single.txt", "bundle/bundle/deep/b.txt", "large/large.bin"];
  expect(await Promise.all(read.map((path) => workspace.read(`out/${path}`)))).toEqual(["y", "tracked", "b", "large"]);
  const bundle = await workspace.read("registry/models/bundle/versions/1.0.0.yaml");
  expect(bundle).toContain("metrics:\n  auc: 0.91\n");
  expect(bundle).toContain("parameters:\n  depth: 3\n");
});

test("models come from inside of what DVC tracks, and from wherever their pipeline lies", async () => {
  const workspace = await createWorkspace();
  const { folder } = workspace;
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.modelyard("init", "--store", "file:store", "--stages", "staging");
  const object = async (text: string, end = "") => {
    const id = md5(text) + end;
    await workspace.write(`.dvc/cache/files/md5/${id.slice(0, 2)}/${id.slice(2)}`, text);
    return `{md5: ${id}, hash: md5, path:`;
  };
  await workspace.write(".dvc/config", "");
  await workspace.write(".gitignore", ".dvc/cache/\nstore/\n");
  const [model, weights, metrics] = [await object("model"), await object("weights"), await object('{"auc": 0.7}')];
  await object("words");
  const entries = `[{"md5": "${md5("model")}", "relpath": "model.txt"}, {"md5": "${md5("words")}", "relpath": "model/words.txt"}]`;
  const bundle = await object(entries, ".dir");
  await workspace.write("params.yaml", "where: {base: models}\n");
  await workspace.write(
    "dvc.yaml",
    [
      "vars: [{where: {name: one}}]",
      "stages: {train: {wdir: src, cmd: train, outs: [../models/one], metrics: [auc.json]}}",
      "artifacts: {one: {path: '${where.base}/${where.name}/model.txt'}, words: {path: models/one/model}}",
    ].join("\n"),
  );
  await workspace.write(
    "dvc.lock",
    `schema: "2.0"\nstages: {train: {cmd: train, params: {params.yaml: {depth: 3}}, outs: [${bundle} ../models/one}, ${metrics} auc.json}]}}\n`,
  );
  await workspace.write("pipelines/far/dvc.yaml", "stages: {far: {wdir: ../.., cmd: far, outs: [far/model.txt]}}\n");
  await workspace.write(
    "pipelines/far/dvc.lock",
    `schema: "2.0"\nstages: {far: {cmd: far, outs: [${model} far/model.txt}]}}\n`,
  );
  await workspace.write("mixed/read.me", "git's");
  await workspace.write("mixed/weights.bin.dvc", `outs: [${weights} weights.bin}]\n`);
  await commit(workspace, "all");
  const names = ["one", "words", "far", "mixed", "pointer"];
  for (const [index, name] of names.entries()) {
    await gtoTag(folder, { name: `${name}@v1.0.0`, at: `2024-01-0${index + 1}T10:00:00Z` });
  }
  const paths = ["far=far/model.txt", "mixed=mixed", "pointer=mixed/weights.bin.dvc"];
  const result = await importGto(workspace, ...paths.flatMap((path) => ["--artifact", path]));
  expect(errorsOf(result)).toEqual([]);
  const version = async (name: string) =>
    parse(await workspace.read(`registry/models/${name}/versions/1.0.0.yaml`)) as ModelVersion;
  const artifacts = await Promise.all(
    names.map(async (name) => (await version(name)).artifacts.map(({ path, size }) => `${path} ${size}`)),
  );
  expect(artifacts).toEqual([
    ["model.txt 5"],
    ["model/words.txt 5"],
    ["model.txt 5"],
    ["mixed/read.me 5", "mixed/weights.bin 7"],
    ["weights.bin 7"],
  ]);
  expect(await version("one")).toMatchObject({ parameters: { depth: 3 }, metrics: { auc: 0.7 } });
});

test("a damaged or missing object of DVC is refused", async () => {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.modelyard("init", "--store", "file:store", "--stages", "staging");
  const cached = `.dvc/cache/files/md5/${md5("x").slice(0, 2)}/${md5("x").slice(2)}`;
  await workspace.write(".dvc/config", "");
  await workspace.write(cached, "y");
  await workspace.write("m.txt.dvc", `outs:\n- {md5: ${md5("x")}, hash: md5, path: m.txt}\n`);
  await commit(workspace, "all");
  await gtoTag(workspace.folder, { name: "m@v1.0.0", at: "2024-01-01T10:00:00Z" });
  expect(errorsOf(await importGto(workspace, "--artifact", "m=m.txt"))).toMatchObject([
    { about: "m@v1.0.0", message: expect.stringContaining("is not what its name says") as string },
  ]);
  await rm(join(workspace.folder, cached));
  expect(errorsOf(await importGto(workspace, "--artifact", "m=m.txt"))).toMatchObject([
    { message: "m.txt is tracked by DVC, and its content is not in the cache here" },
  ]);
});

test("tags can be chosen by branch and artifact, from another repository", async () => {
  const training = await trainingRepository();
  const registry = await createWorkspace();
  await registry.git("init", "--quiet", "--initial-branch=main");
  await registry.modelyard("init", "--store", "file:store", "--stages", "staging,production");
  await commit(registry, "Start");
  const from = ["--from", training.folder];
  expect(await registry.json("import", "gto", ...from, "--model", "chrun")).toMatchObject({
    exitCode: 2,
    data: { error: { code: "gto-artifact-unknown", hint: expect.stringContaining("Did you mean churn?") as string } },
  });
  expect(await registry.json("import", "gto")).toMatchObject({
    exitCode: 2,
    data: { error: { code: "gto-tags-missing" } },
  });
  const one = await importGto(registry, ...from, "--rev", "churn@v1.0.0^{commit}", "--commits");
  expect(one).toMatchObject({ exitCode: 0, commits: 3 });
  expect((await registry.modelyard("resolve", "churn@production")).stdout).toBe("1.0.0\n");
  expect(await importGto(registry, ...from, "--commits")).toMatchObject({ exitCode: 0, commits: 2 });
  expect((await registry.modelyard("validate")).exitCode).toBe(0);
});

test("commits are made on top of a committed registry, or not at all", async () => {
  const workspace = await trainingRepository();
  await workspace.write("registry/README.md", "ours");
  const head = await workspace.git("rev-parse", "HEAD");
  expect(await workspace.json("import", "gto", "--commits")).toMatchObject({
    exitCode: 2,
    data: { error: { code: "registry-uncommitted" } },
  });
  await rm(join(workspace.folder, "registry/README.md"));
  await workspace.write(".git/info/exclude", "registry/models/\n");
  await workspace.write("registry/models/churn/model.yaml", "mine\n");
  expect((await workspace.json("import", "gto", "--commits")).exitCode).toBe(2);
  expect(await workspace.git("rev-parse", "HEAD")).toBe(head);
  expect(await workspace.git("for-each-ref", "refs/modelyard")).toBe("");
});

test("a store that fails leaves the registry as it was", async () => {
  const workspace = await trainingRepository();
  await workspace.write("store", "no folder");
  for (const words of [["--commits"], []]) {
    expect((await workspace.json("import", "gto", "--stage", "prod=production", ...words)).exitCode).toBe(4);
  }
  expect(await workspace.git("status", "--porcelain", "registry")).toBe("");
});

test.for([[], ["--commits"]])("killed at any moment and run again, it ends in the right state (%j)", async (words) => {
  const workspace = await trainingRepository();
  const { folder } = workspace;
  const before = await workspace.git("rev-parse", "HEAD");
  const command = ["import", "gto", "--stage", "prod=production", "--owner", "@alice", ...words];
  for (const delayMs of [80, 140, 200, 260, 320, 380, 440, 500]) {
    const child = spawn(process.execPath, [join(import.meta.dirname, "../../../dist/modelyard.js"), ...command], {
      cwd: folder,
      env: testEnvironment(folder),
      stdio: "ignore",
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), delayMs);
    await new Promise((resolve) => child.on("exit", resolve));
    clearTimeout(timer);
    // Whatever is there is whole, and names nothing that is not; what was in hand lies beside it.
    const { data } = await workspace.json("validate");
    const { findings } = data as { readonly findings: readonly { readonly path: string }[] };
    expect(findings.filter(({ path }) => !/\/\.[^/]+\.tmp$/.test(path))).toEqual([]);
    const made = Number(await workspace.git("rev-list", "--count", `${before}..HEAD`));
    expect([0, 5]).toContain(made);
  }
  await workspace.modelyard(...command);
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);
  expect((await workspace.modelyard("resolve", "churn@production")).stdout).toBe("1.1.0\n");
  expect((await workspace.modelyard("resolve", "churn@staging")).stdout).toBe("1.0.0\n");
});

test("misspelt mappings are told", async () => {
  const workspace = await trainingRepository();
  const { data } = await workspace.json("import", "gto", "--stage", "prodd=production", "--stage", "prod=produktion");
  expect((data as { problems: Problem[] }).problems).toMatchObject([
    { about: "--stage prodd", hint: "There is prod and staging." },
    { about: "churn#prod#2", message: "registry.yaml has no stage produktion, which prod is to be here" },
  ]);
});

test("a registry in a folder of a larger repository", async () => {
  const workspace = await trainingRepository();
  const { folder } = workspace;
  await rm(join(folder, "registry"), { recursive: true });
  await workspace.modelyard("init", "-C", "ml", "--store", "file:../store", "--stages", "staging,production");
  await commit(workspace, "Move");
  expect(await importGto(workspace, "-C", "ml", "--commits")).toMatchObject({ exitCode: 0, commits: 5 });
  expect(await workspace.git("status", "--porcelain")).toBe("");
  expect(await importGto(workspace, "-C", "ml", "--commits")).toMatchObject({ exitCode: 0, files: [] });
  const at = ["-C", "ml", "--at", "2024-02-01"];
  expect((await workspace.modelyard("resolve", "churn@production", ...at)).stdout).toContain("1.0.0\n");
});

test("hostile names and messages stay text", async () => {
  const workspace = await trainingRepository();
  const message = "\u001b[2Jcleared\n\nMerge pull request #1 from x/y\n\u202ereversed";
  await gtoTag(workspace.folder, {
    name: "churn@v1.1.0!",
    at: "2024-03-01T10:00:00Z",
    by: "bob\u0007 O'Neill",
    message,
  });
  const { stdout } = await workspace.modelyard("import", "gto", "--stage", "prod=production", "--commits");
  expect(stdout).not.toContain("\u001b");
  expect(await workspace.git("log", "-1", "--format=%s%n%cn")).toBe(
    "Promote churn 1.0.0 to production, and 1 more\nbob O'Neill",
  );
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);
  expect((await workspace.modelyard("history", "churn")).stdout).not.toContain("#1");
});

test("a pipeline that runs in a folder above its own: parameters, metrics, data and command come along", async () => {
  const workspace = await trainingRepository();
  const model = "model bytes\n";
  const record = (path: string, text: string) => `{path: ${path}, hash: md5, md5: ${md5(text)}, size: ${text.length}}`;
  await workspace.write("models/wide.bin", model);
  await workspace.write("reports/wide.json", '{"auc": 0.91}');
  await workspace.write("data/train.csv.dvc", `outs: [${record("train.csv", "x,y\n")}]\n`);
  await workspace.write("dvc.yaml", "artifacts: {wide: {path: models/wide.bin, type: model}}\n");
  await workspace.write("pipelines/wide/params.yaml", "lr: 0.1\n");
  await workspace.write(
    "pipelines/wide/dvc.yaml",
    "stages: {train: {wdir: ../.., cmd: python train.py, outs: [models/wide.bin], metrics: [reports/wide.json]}}\n",
  );
  await workspace.write(
    "pipelines/wide/dvc.lock",
    `schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps: [${record("data/train.csv", "x,y\n")}]
    params: {pipelines/wide/params.yaml: {lr: 0.1}}
    outs: [${record("models/wide.bin", model)}, ${record("reports/wide.json", '{"auc": 0.91}')}]
`,
  );
  await commit(workspace, "Train");
  await gtoTag(workspace.folder, { name: "wide@v1.0.0", at: "2024-03-02T10:00:00Z", by: "bob" });
  await importGto(workspace, "--model", "wide");
  expect(parse(await workspace.read("registry/models/wide/versions/1.0.0.yaml"))).toMatchObject({
    parameters: { lr: 0.1 },
    metrics: { auc: 0.91 },
    datasets: [{ uri: "data/train.csv", digest: `md5:${md5("x,y\n")}` }],
    training: { command: "python train.py" },
  });
});

test("an artifact outside of the repository is named by its own address, and how it comes in", async () => {
  const workspace = await trainingRepository();
  await workspace.write(
    "dvc.yaml",
    "artifacts: {far: {path: \"s3://acme/far.pt\"}, share: {path: /srv/share.pt}, own: {path: 'C:\\models\\own.pt'}}\n",
  );
  await commit(workspace, "Elsewhere");
  for (const name of ["far", "share", "own"])
    await gtoTag(workspace.folder, { name: `${name}@v1.0.0`, at: "2024-03-02T10:00:00Z", by: "bob" });
  const result = await importGto(workspace, ...["far", "share", "own"].flatMap((name) => ["--model", name]));
  const said = errorsOf(result)
    .map(({ message }) => message.replace(/, outside of.*/, ""))
    .sort();
  expect(said).toEqual(
    [
      String.raw`its file is at C:\models\own.pt`,
      "its file is at /srv/share.pt",
      "its file is at s3://acme/far.pt",
    ].sort(),
  );
});

test("an object that git lost is said to be missing, and is no absence", async () => {
  const workspace = await trainingRepository();
  const { folder } = workspace;
  const [blob, index] = await Promise.all(
    ["HEAD~1:models/churn.json", "HEAD:artifacts.yaml"].map((name) => workspace.git("rev-parse", name)),
  );
  const remove = (id = "") => rm(join(folder, ".git/objects", id.slice(0, 2), id.slice(2)));
  await remove(blob);
  expect(errorsOf(await importGto(workspace))).toMatchObject([
    {
      about: "churn@v1.0.0",
      message: "the commit has models/churn.json, and the repository here does not have its content",
    },
    {},
  ]);
  await remove(index);
  expect(errorsOf(await importGto(workspace)).map(({ message }) => message)).toContain(
    "the commit has artifacts.yaml, and the repository here does not have its content",
  );
});
