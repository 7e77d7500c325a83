import { problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { DataPointer, DataRule } from "../rule.ts";

export const datasetDigest: DataRule = {
  name: "dataset-digest",
  severity: "error",
  scope: "data",
  title: "A dataset version has the digest that DVC's pointer has in the commit that it names",
  why: "The digest says which bytes a model was trained on, and the commit says where to get them. Where the two differ, somebody who follows the commit trains on other data.",
  hint: "Run `modelyard dataset add` at the right commit. A version that is registered already stays as it is: add the next one, and withdraw the model versions that name it where it matters.",
  *check({ datasets }: RegistryOutline, pointers: readonly DataPointer[]): Iterable<Problem> {
    for (const { dataset, version, commit, path, digest } of pointers) {
      const entry = datasets.get(dataset)?.versions.get(version);
      if (entry === undefined || entry.value.digest === digest) continue;
      yield problemAt(entry.file, ["digest"], {
        message: `DVC recorded ${digest} for it`,
        hint: `That is what ${path} holds at ${commit.slice(0, 7)}. Name the commit with this digest, or the digest of that commit.`,
      });
    }
  },
};
