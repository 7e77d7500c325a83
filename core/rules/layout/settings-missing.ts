import type { Problem } from "../../registry/finding.ts";
import { pathOf } from "../../registry/names/paths.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import type { Reach, RegistryRule, TouchedRegistry } from "../rule.ts";

export const settingsMissing: RegistryRule = {
  name: "settings-missing",
  severity: "error",
  scope: "registry",
  title: "The registry has its registry.yaml, and each model and dataset its own description",
  why: "Without registry.yaml there are no stages, no gates and no store; without model.yaml a model has no owners who could approve it.",
  hint: "`modelyard init` writes registry.yaml; `modelyard draft` writes model.yaml for a new model.",
  reach: reachOf,
  *check(registry: RegistryOutline): Iterable<Problem> {
    const settings = pathOf({ kind: "registry" });
    if (!registry.files.has(settings)) {
      yield { path: settings, message: "There is no registry.yaml", hint: "Run modelyard init." };
    }
    for (const name of registry.models.keys()) {
      const path = pathOf({ kind: "model", model: name });
      if (registry.files.has(path)) continue;
      yield {
        path,
        message: `The model ${name} has no model.yaml`,
        hint: `Write it: schema: model/1, name: ${name}, owners.`,
      };
    }
    for (const name of registry.datasets.keys()) {
      const path = pathOf({ kind: "dataset", dataset: name });
      if (registry.files.has(path)) continue;
      yield {
        path,
        message: `The dataset ${name} has no dataset.yaml`,
        hint: `Write it: schema: dataset/1, name: ${name}.`,
      };
    }
  },
};

/** A model's first file calls for its model.yaml. */
function reachOf({ touched }: TouchedRegistry): Reach {
  const models = [...touched.models].map((model) => pathOf({ kind: "model", model }));
  const datasets = [...touched.datasets].map((dataset) => pathOf({ kind: "dataset", dataset }));
  return { paths: [...models, ...datasets] };
}
