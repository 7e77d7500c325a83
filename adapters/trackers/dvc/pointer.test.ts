import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../core/errors.ts";
import { folderWith } from "../../../test/support/folder.ts";
import { readDvcPointer } from "./pointer.ts";

async function pointer(text: string, path = "data/train.csv.dvc") {
  const folder = await folderWith({ "data/train.csv.dvc": text });
  const { file, target, ...rest } = await readDvcPointer(join(folder, path));
  return { file: file.replace(folder, ""), target: target.replace(folder, ""), ...rest };
}

const found = { file: "/data/train.csv.dvc", target: "/data/train.csv" };

describe("what a pointer records", () => {
  test("a file, by its pointer or by itself", async () => {
    const text = "outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 14445097\n  hash: md5\n  path: train.csv\n";
    const record = {
      path: "train.csv",
      digest: "md5:a304afb96060aad90176268345e10355",
      algorithm: "md5",
      sizeBytes: 14445097,
    };
    expect(await pointer(text)).toEqual({ ...found, record });
    expect(await pointer(text, "data/train.csv")).toEqual({ ...found, record });
  });

  test("a directory, from before DVC 3, with a description", async () => {
    const text =
      "desc: CRM export\nwdir: ..\nouts:\n- {md5: A304afb96060aad90176268345e10355.dir, size: 5, nfiles: 2, path: raw}\n";
    expect(await pointer(text)).toEqual({
      ...found,
      target: "/raw",
      description: "CRM export",
      record: {
        path: "raw",
        digest: "md5:a304afb96060aad90176268345e10355.dir",
        algorithm: "md5-dos2unix",
        sizeBytes: 5,
        files: 2,
      },
    });
  });

  test.for([
    "12345678901234567890123456789012",
    "00000000000000000000000000000012",
    "123456789012345678901234567890e1",
  ])("a digest that reads as a number: %s", async (md5) => {
    const { record } = await pointer(`outs:\n- {md5: ${md5}, hash: md5, path: train.csv}\n`);
    expect(record.digest).toBe(`md5:${md5}`);
  });

  test("a directory in storage that keeps versions: its digest follows from its files", async () => {
    const text = `outs:
- path: train.csv
  hash: md5
  files:
  - {relpath: foo, md5: acbd18db4cc2f85cedef654fccc4a4d8, size: 3, cloud: {s3: {etag: x, version_id: y}}}
  - {relpath: bar, md5: 37b51d194a7513e45b56f6524f2d51f2, size: 3}
`;
    const { record } = await pointer(text);
    expect(record).toMatchObject({ digest: "md5:5ea40360f5b4ec688df672a4db9c17d1.dir", sizeBytes: 6, files: 2 });
  });

  test("where it was imported from", async () => {
    const outs = "outs: [{md5: a304afb96060aad90176268345e10355, hash: md5, path: train.csv}]\n";
    const repo = "{url: https://github.com/acme/data, rev_lock: 9fceb02d0ae598e95dc970b74767f19372d61af8}";
    expect((await pointer(`deps:\n- path: data/train.csv\n  repo: ${repo}\n${outs}`)).origin).toEqual({
      type: "repository",
      repository: "https://github.com/acme/data",
      commit: "9fceb02d0ae598e95dc970b74767f19372d61af8",
      path: "data/train.csv",
    });
    expect((await pointer(`deps:\n- {path: "s3://acme/train.csv", etag: x}\n${outs}`)).origin).toEqual({
      type: "uri",
      uri: "s3://acme/train.csv",
    });
  });
});

describe("what cannot be used is refused", () => {
  test.for([
    ["outs: []\n", "data/train.csv.dvc", "dvc-pointer-invalid"],
    ["outs: [{path: train.csv}]\n", "data/train.csv.dvc", "dvc-pointer-invalid"],
    [
      "outs: [{path: a, md5: a304afb96060aad90176268345e10355}, {path: b}]\n",
      "data/train.csv.dvc",
      "dvc-pointer-invalid",
    ],
    ["- outs\n", "data/train.csv.dvc", "file-not-a-mapping"],
    ["outs: [\n", "data/train.csv.dvc", "file-invalid"],
    ["outs: []\n", "data/test.csv", "dvc-not-tracked"],
    ["outs: []\n", "data/test.csv.dvc", "file-missing"],
  ] as const)("%j by %s", async ([text, path, code]) => {
    const error = await pointer(text, path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code });
  });
});

describe("what a pipeline makes", () => {
  const lock =
    "schema: '2.0'\nstages: {prepare: {cmd: x, outs: [{path: data/prepared, hash: md5, md5: a304afb96060aad90176268345e10355.dir}]}}\n";

  test("is found where the pipeline runs in a folder above its own", async () => {
    const folder = await folderWith({
      ".git/HEAD": "",
      "pipelines/churn/dvc.yaml": "stages: {prepare: {wdir: ../.., cmd: x, outs: [data/prepared]}}\n",
      "pipelines/churn/dvc.lock": lock,
    });
    const { file, record } = await readDvcPointer(join(folder, "data/prepared"));
    expect(file).toBe(join(folder, "pipelines/churn/dvc.lock"));
    expect(record.digest).toBe("md5:a304afb96060aad90176268345e10355.dir");
  });

  test("is not known where the lock holds a merge that was not settled", async () => {
    const folder = await folderWith({ ".git/HEAD": "", "dvc.lock": `<<<<<<< HEAD\n${lock}=======\n>>>>>>> topic\n` });
    await expect(readDvcPointer(join(folder, "data/prepared"))).rejects.toMatchObject({
      code: "file-conflict",
      line: 1,
    });
  });
});
