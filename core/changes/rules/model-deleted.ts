import type { RegistryFile } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { Registry } from "../../registry/registry.ts";
import { changesOf } from "../change.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const modelDeleted: ChangeRule = {
  name: "model-deleted",
  severity: "error",
  scope: "change",
  title: "A model or dataset that has versions is not deleted",
  why: "Its versions stay, with their releases and tags. Without model.yaml they would have no owners who could approve, no directions for their metrics and no gates; without dataset.yaml nobody would answer for the data.",
  hint: "Put the file back. To take a model out of use, clear its stages and withdraw its versions. You can delete one that has no versions.",
  *check({ base, changes }: Comparison): Iterable<Problem> {
    for (const { path, model } of changesOf(changes, "model-deleted")) {
      const versions = countFiles(
        base,
        ({ identity }) => identity.kind === "model-version" && identity.model === model,
      );
      if (versions === 0) continue;
      yield {
        path,
        message: `${model} has ${countVersions(versions)} and cannot be deleted`,
        hint: "Put the file back. To take the model out of use, clear its stages and withdraw its versions.",
      };
    }
    for (const { path, dataset } of changesOf(changes, "dataset-deleted")) {
      const versions = countFiles(
        base,
        ({ identity }) => identity.kind === "dataset-version" && identity.dataset === dataset,
      );
      if (versions === 0) continue;
      yield {
        path,
        message: `${dataset} has ${countVersions(versions)} and cannot be deleted`,
        hint: "Put the file back: models name its versions as what they were trained on.",
      };
    }
  },
};

/** Counts files, not contents: a version that cannot be read is registered all the same. */
function countFiles({ files }: Pick<Registry, "files">, isCounted: (file: RegistryFile) => boolean): number {
  return [...files.values()].filter(isCounted).length;
}

const countVersions = (count: number): string =>
  count === 1 ? "a registered version" : `${count} registered versions`;
