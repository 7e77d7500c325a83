import { expect, test } from "vitest";
import { memoryTree } from "../../test/support/memory-tree.ts";
import { datasetVersionFile } from "../../test/support/sample-registry.ts";
import { nameDatasets } from "./match-datasets.ts";

const tree = memoryTree({
  ...datasetVersionFile("customers", "4", { digest: "md5:aa" }),
  ...datasetVersionFile("customers", "5", { digest: "md5:bb" }),
  ...datasetVersionFile("clients", "1", { digest: "md5:bb" }),
  "registry/datasets/broken/versions/1.yaml": "digest: md5:cc\n",
});

test.for([
  ["one version has it", "md5:aa", { name: "customers", version: "4", role: "training" }],
  ["two have it, and nobody can tell which is meant", "md5:bb", undefined],
  ["the version that has it cannot be read", "md5:cc", undefined],
  ["none has it", "md5:dd", undefined],
] as const)("%s", async ([, digest, named]) => {
  const use = { uri: "data/train.csv", digest, role: "training" };
  expect(await nameDatasets(tree, [use])).toEqual([named ?? use]);
});

test("names stay, and what comes to the same name in the same role is said once", async () => {
  const named = { name: "other", version: "1", role: "training" };
  const [one, two] = ["data/a.csv", "data/b.csv"].map((uri) => ({ uri, digest: "md5:aa", role: "training" }));
  const evaluated = { uri: "data/a.csv", digest: "md5:aa", role: "evaluation" };
  expect(await nameDatasets(tree, [named, ...(one && two ? [one, two] : []), evaluated])).toEqual([
    named,
    { name: "customers", version: "4", role: "training" },
    { name: "customers", version: "4", role: "evaluation" },
  ]);
});
