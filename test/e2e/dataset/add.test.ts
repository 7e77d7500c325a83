import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { DatasetVersion } from "../../../schemas/generated/types.ts";
import { type Workspace, createWorkspace } from "../../support/workspace.ts";

const digest = (content: string) => createHash("md5").update(content).digest("hex");

const pointer = (content: string) =>
  `outs:\n- md5: ${digest(content)}\n  size: ${content.length}\n  hash: md5\n  path: train.csv\n  desc: CRM export.\n`;

/** A committed registry beside a committed pointer to `first`. */
async function registryWithData(): Promise<Workspace> {
  const workspace = await createWorkspace();
  await workspace.git("init", "--quiet", "--initial-branch=main");
  await workspace.modelyard("init", "--store", "file:store");
  await workspace.write("data/train.csv.dvc", pointer("first"));
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Start the registry");
  return workspace;
}

async function datasetVersion(workspace: Workspace, version: string): Promise<DatasetVersion> {
  return parse(await workspace.read(`registry/datasets/customers/versions/${version}.yaml`)) as DatasetVersion;
}

const add = ["dataset", "add", "customers"];

test("what DVC tracks becomes a version, with the commit that holds the pointer", async () => {
  const workspace = await registryWithData();
  await workspace.git("remote", "add", "origin", "git@github.com:acme/data.git");
  const ran = await workspace.modelyard(...add, "--from-dvc", "data/train.csv.dvc");
  expect({ ...ran, stdout: ran.stdout.split("\n").slice(0, 3) }).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: [
      `customers 1  md5:${digest("first")}`,
      "wrote registry/datasets/customers/dataset.yaml",
      "wrote registry/datasets/customers/versions/1.yaml",
    ],
  });
  expect(await datasetVersion(workspace, "1")).toEqual({
    schema: "dataset-version/1",
    dataset: "customers",
    version: "1",
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
    author: expect.any(String) as string,
    description: "CRM export.",
    digest: `md5:${digest("first")}`,
    size: 5,
    files: 1,
    source: {
      type: "dvc",
      repository: "https://github.com/acme/data",
      commit: await workspace.git("rev-parse", "HEAD"),
      path: "data/train.csv",
    },
  });
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);
});

test("versions count up, and the same data again is the version that it is", async () => {
  const workspace = await registryWithData();
  const words = [...add, "--from-dvc", "data/train.csv"];
  await workspace.modelyard(...words);
  expect((await workspace.modelyard(...words)).stdout).toContain("customers 1 has this digest already");

  await workspace.write("data/train.csv.dvc", pointer("second"));
  const { data } = await workspace.json(...words, "--author", "data-eng", "--description", "July");
  expect(data).toMatchObject({
    version: "2",
    files: [{ path: "registry/datasets/customers/versions/2.yaml" }],
    content: { author: "data-eng", description: "July", source: { type: "dvc", path: "data/train.csv" } },
    notes: [
      "train.csv.dvc is not committed as it is here, so the entry names no commit that it could be checked with.",
    ],
  });
  expect((await datasetVersion(workspace, "2")).source).not.toHaveProperty("commit");

  await workspace.write("data/train.csv.dvc", pointer("third"));
  expect(await workspace.modelyard(...words, "--version", "2")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("customers 2 exists already") as string,
  });
  expect((await workspace.json(...words, "--version", "2026-07", "--dry-run")).data).toMatchObject({ written: false });
  await workspace.modelyard(...words, "--version", "2026-07");
  await workspace.write("data/train.csv.dvc", pointer("fourth"));
  expect(await workspace.modelyard(...words)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Name the version with --version") as string,
  });
});

test("a file by its SHA-256, a folder by DVC's digest, data elsewhere by what is said of it", async () => {
  const workspace = await registryWithData();
  await workspace.write("raw/a.csv", "a");
  await workspace.write("raw/b/c.csv", "c");
  await workspace.json(...add, "--file", "raw/a.csv");
  await workspace.json(...add, "--file", "raw");
  await workspace.json(...add, "--uri", "s3://acme/crm.parquet", "--digest", "sha256:9f86d081");
  const sha256 = createHash("sha256").update("a").digest("hex");
  expect(await datasetVersion(workspace, "1")).toMatchObject({ digest: `sha256:${sha256}`, size: 1, files: 1 });
  // As DVC writes the listing of a folder: its MD5 is the folder's digest.
  const listing = `[{"md5": "${digest("a")}", "relpath": "a.csv"}, {"md5": "${digest("c")}", "relpath": "b/c.csv"}]`;
  expect(await datasetVersion(workspace, "2")).toMatchObject({
    digest: `md5:${digest(listing)}.dir`,
    size: 2,
    files: 2,
  });
  expect(await datasetVersion(workspace, "3")).toMatchObject({
    digest: "sha256:9f86d081",
    source: { type: "uri", uri: "s3://acme/crm.parquet" },
  });
  await workspace.git("add", "raw");
  await workspace.git("commit", "--quiet", "--message=Data");
  const { data } = await workspace.json("dataset", "add", "raw", "--file", "raw/b/c.csv");
  const commit = await workspace.git("rev-parse", "HEAD");
  expect(data).toMatchObject({ content: { source: { type: "git", commit, path: "raw/b/c.csv" } } });
});

test("imported data names the repository that it comes from, without anybody's password", async () => {
  const workspace = await registryWithData();
  const commit = "9fceb02d0ae598e95dc970b74767f19372d61af8";
  const from = `deps:\n- path: crm/export.csv\n  repo: {url: "https://bob:hunter2@github.com/acme/crm.git", rev_lock: ${commit}}\n`;
  await workspace.write("data/imported.csv.dvc", from + pointer("imported").replace("train", "imported"));
  const { data } = await workspace.json(...add, "--from-dvc", "data/imported.csv.dvc");
  expect(data).toMatchObject({
    content: { source: { type: "dvc", repository: "https://github.com/acme/crm", commit, path: "crm/export.csv" } },
  });
  await workspace.write(
    "data/fetched.csv.dvc",
    `deps:\n- path: https://bob:hunter2@acme.com/x.csv\n${pointer("fetched").replace("train", "fetched")}`,
  );
  expect((await workspace.json(...add, "--from-dvc", "data/fetched.csv.dvc")).data).toMatchObject({
    content: { source: { type: "dvc", path: "data/fetched.csv", uri: "https://acme.com/x.csv" } },
  });
});

test.for([
  [["dataset", "remove", "customers"], "dataset add NAME"],
  [[...add], "--from-dvc FILE"],
  [[...add, "--file", "x", "--from-dvc", "y"], "one place only"],
  [[...add, "--uri", "s3://acme/x"], "--digest"],
  [[...add, "--file", "data/train.csv.dvc", "--digest", "sha256:ab"], "one place only"],
  [[...add, "--from-dvc", "data/none.csv"], "not tracked by DVC"],
  [[...add, "--file", "none.csv"], "There is no file none.csv"],
  [["dataset", "add", "Customers", "--file", "data/train.csv.dvc"], "cannot be a dataset's name"],
] as const)("%j is a mistake that is explained", async ([words, said]) => {
  const workspace = await registryWithData();
  const ran = await workspace.modelyard(...words);
  expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(said) as string });
});

test("what a pipeline makes is in its lock: it becomes a version, and validate looks it up there", async () => {
  const workspace = await registryWithData();
  const lock = (content: string) =>
    `schema: '2.0'\nstages:\n  prepare:\n    cmd: make\n    outs:\n    - {path: ../made/train.csv, hash: md5, md5: "${digest(content)}", size: 5}\n`;
  await workspace.write(
    "pipelines/dvc.yaml",
    "stages:\n  prepare: {cmd: make, wdir: src, outs: [../made/train.csv]}\n",
  );
  await workspace.write("pipelines/dvc.lock", lock("first"));
  await workspace.git("add", "--all");
  await workspace.git("commit", "--quiet", "--message=Prepare");
  const commit = await workspace.git("rev-parse", "HEAD");
  expect((await workspace.modelyard(...add, "--from-dvc", "pipelines/made/train.csv")).exitCode).toBe(0);
  expect(await datasetVersion(workspace, "1")).toMatchObject({
    digest: `md5:${digest("first")}`,
    size: 5,
    source: { type: "dvc", commit, path: "pipelines/made/train.csv" },
  });
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);

  const path = "registry/datasets/customers/versions/1.yaml";
  await workspace.write(path, (await workspace.read(path)).replace(digest("first"), digest("second")));
  const wrong = await workspace.modelyard("validate");
  expect(wrong).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("dataset-digest") as string });
  expect(wrong.stdout).toContain(`That is what pipelines/dvc.lock holds at ${commit.slice(0, 7)}.`);
});

test("a digest that is none is a finding, and nothing is written", async () => {
  const workspace = await registryWithData();
  const ran = await workspace.modelyard(...add, "--uri", "s3://acme/x", "--digest", "no digest");
  expect(ran).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("nothing was written") as string });
  expect(await workspace.git("status", "--porcelain")).toBe("");
});

test("validate looks a digest up in the commit that the version names, and holds nothing else against it", async () => {
  const workspace = await registryWithData();
  const path = "registry/datasets/customers/versions/1.yaml";
  await workspace.modelyard(...add, "--from-dvc", "data/train.csv.dvc");
  const right = await workspace.read(path);
  const commit = await workspace.git("rev-parse", "HEAD");

  await workspace.write("data/train.csv.dvc", pointer("second"));
  await workspace.git("commit", "--quiet", "--all", "--message=Retrack");
  expect((await workspace.modelyard("validate")).exitCode).toBe(0);

  await workspace.write(path, right.replace(digest("first"), digest("second")));
  const wrong = await workspace.modelyard("validate");
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stdout).toContain("registry/datasets/customers/versions/1.yaml:8:9  error  dataset-digest");
  expect(wrong.stdout).toContain(`DVC recorded md5:${digest("first")} for it`);
  expect(wrong.stdout).toContain(`That is what data/train.csv.dvc holds at ${commit.slice(0, 7)}.`);
  await workspace.git("add", "registry");
  await workspace.git("commit", "--quiet", "--message=Add customers 1");
  expect(await workspace.json("validate", "--head", "HEAD")).toMatchObject({
    exitCode: 1,
    data: { findings: [{ rule: "dataset-digest", severity: "error" }] },
  });

  for (const unknown of [
    (await workspace.read(path)).replace(commit, "9fceb02d0ae598e95dc970b74767f19372d61af8"),
    (await workspace.read(path)).replace(/^ {2}commit: .*\n/m, ""),
    (await workspace.read(path)).replace("data/train.csv", "data/elsewhere.csv"),
  ]) {
    await workspace.write(path, unknown);
    expect((await workspace.modelyard("validate")).stdout).toContain("no findings");
  }
});
