import { expect, test } from "vitest";
import { foldersAbove, recordInLock } from "./lock.ts";

const [raw, prepared, model] = ["1", "2", "3"].map((digit) => digit.repeat(32));

const lock = `schema: '2.0'
stages:
  prepare:
    cmd: python prepare.py
    deps:
    - {path: data/raw.csv, hash: md5, md5: "${raw}", size: 5}
    outs:
    - {path: data/prepared, hash: md5, md5: ${prepared}.dir, size: 10, nfiles: 2}
  train@large:
    cmd: python train.py
    outs:
    - {path: ../models/large.bin, hash: md5, md5: "${model}", size: 7}
  elsewhere:
    cmd: python train.py
    outs:
    - {path: x.bin, hash: md5, md5: "${model}", size: 7}
`;
const definition =
  'stages:\n  train:\n    foreach: [large]\n    do: {wdir: src, cmd: python train.py}\n  elsewhere: {wdir: "${folder}", cmd: x}\n';

test.for([
  ["data/prepared", `md5:${prepared}.dir`],
  ["models/large.bin", `md5:${model}`],
  // What a stage reads may be anybody's.
  ["data/raw.csv", undefined],
  ["x.bin", undefined],
  ["data", undefined],
] as const)("%s", ([path, digest]) => {
  expect(recordInLock({ lock, definition }, path)?.digest).toBe(digest);
});

test("a lock of DVC 1, without a definition", () => {
  const old = `train:\n  cmd: python train.py\n  outs:\n  - {path: model.bin, md5: "${model}"}\n`;
  expect(recordInLock({ lock: old, definition: undefined }, "model.bin")).toEqual({
    path: "model.bin",
    digest: `md5:${model}`,
    algorithm: "md5-dos2unix",
  });
});

test.for(["", "[1]", "a: [", "schema: '2.0'\n", "schema: '2.0'\nstages: 7\n"])("no lock: %j", (text) => {
  expect(recordInLock({ lock: text, definition: "also: [" }, "x")).toBeUndefined();
});

test("the folders above a path", () => {
  expect(foldersAbove("a/b/c.csv")).toEqual(["a/b", "a", ""]);
  expect(foldersAbove("c.csv")).toEqual([""]);
});
