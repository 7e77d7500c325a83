import { problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { datasetFolder, pathOf } from "../../registry/names/paths.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { Need, Reach, RegistryRule, TouchedRegistry } from "../rule.ts";
import { listing } from "../../text/listing.ts";
import { closest } from "../../text/suggest.ts";
import { REGISTRY_FOLDER } from "../../tree/tree.ts";

export const datasetMissing: RegistryRule = {
  name: "dataset-missing",
  severity: "error",
  scope: "registry",
  title: "Every dataset version that a model version names exists",
  why: "A model version must be rebuildable. One that names a dataset version without a file says nothing about which bytes it was trained on.",
  hint: "Add the dataset version, correct the name, or name an outside dataset by `uri` and `digest`.",
  reach: reachOf,
  *check(registry: RegistryOutline): Iterable<Problem> {
    for (const { versions } of registry.models.values()) {
      for (const { file, value } of versions.values()) {
        for (const [index, use] of (value.datasets ?? []).entries()) {
          const { name, version } = use;
          if (name === undefined || version === undefined) continue;
          if (registry.files.has(pathOf({ kind: "dataset-version", dataset: name, version }))) continue;
          yield problemAt(
            file,
            ["datasets", index, registry.datasets.has(name) ? "version" : "name"],
            advice(registry, name, version),
          );
        }
      }
    }
  },
};

/** The dataset versions that touched versions name; and where one is missing, those that there are, for the hint. */
function reachOf({ touched, after }: TouchedRegistry): Reach {
  const named = touched.versionsIn(after).flatMap(({ value }) => value.datasets ?? []);
  const needs = named.flatMap(({ name, version }): Need[] => {
    if (name === undefined || version === undefined) return [];
    const path = pathOf({ kind: "dataset-version", dataset: name, version });
    const folder = `${datasetFolder(name)}/versions/`;
    return [
      { list: [path] },
      { list: [`${REGISTRY_FOLDER}/datasets`], read: (file) => file.startsWith(folder), unlessFile: path },
    ];
  });
  return { paths: [], needs };
}

function advice(registry: RegistryOutline, name: string, version: string): Pick<Problem, "message" | "hint"> {
  const dataset = registry.datasets.get(name);
  const add = `Register it first (modelyard dataset add ${name} --version ${version} …)`;
  if (dataset !== undefined) {
    const known = [...dataset.versions.keys()];
    return {
      message: `The dataset ${name} has no version ${version}`,
      hint: `${known.length > 0 ? `It has ${listing(known, "and")}. ` : ""}${add}${known.length > 0 ? ", or name one of these" : ""}.`,
    };
  }
  const near = closest(name, registry.datasets.keys());
  return {
    message: `There is no dataset ${name}`,
    hint: near === undefined ? `${add}, or name an outside dataset by uri and digest.` : `Did you mean ${near}?`,
  };
}
