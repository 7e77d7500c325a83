import { problemAtKey } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { pathOf } from "../../registry/names/paths.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import { ALL_MODEL_FILES, type Reach, type RegistryRule, type TouchedRegistry } from "../rule.ts";
import { listing } from "../../text/listing.ts";
import { closest } from "../../text/suggest.ts";

export const metricUndeclared: RegistryRule = {
  name: "metric-undeclared",
  severity: "warning",
  scope: "registry",
  title: "Every metric with a gate is declared with its direction",
  why: "A gate on a misspelt metric refuses every version, because none has it. And only with a goal can modelyard say whether a change is a regression.",
  hint: "Correct the name, or declare the metric under `metrics` in model.yaml: `auc: {goal: maximize}`.",
  reach: reachOf,
  *check({ settings, models }: RegistryOutline): Iterable<Problem> {
    const everywhere = new Set<string>();
    for (const { model } of models.values()) {
      if (model === undefined) continue;
      const declared = Object.keys(model.value.metrics ?? {});
      for (const metric of declared) everywhere.add(metric);
      for (const [stage, gates] of Object.entries(model.value.gates ?? {})) {
        for (const metric of Object.keys(gates.metrics ?? {})) {
          if (declared.includes(metric)) continue;
          yield problemAtKey(model.file, ["gates", stage, "metrics", metric], advice(metric, declared));
        }
      }
    }
    // A registry's gate holds for all models; one that no model declares is a mistake, once there are models.
    if (settings === undefined || models.size === 0) return;
    for (const [index, { gates }] of settings.value.stages.entries()) {
      for (const metric of Object.keys(gates?.metrics ?? {})) {
        if (everywhere.has(metric)) continue;
        yield problemAtKey(
          settings.file,
          ["stages", index, "gates", "metrics", metric],
          advice(metric, [...everywhere]),
        );
      }
    }
  },
};

/** A metric with a gate in registry.yaml has to be declared by one model at least; which one does not matter. */
function reachOf({ touched, before, after }: TouchedRegistry): Reach {
  const isNew = (model: string) => after.models.has(model) && !before.models.has(model);
  const models = [...touched.models].filter((model) => touched.hasModelFile(model) || isNew(model));
  if (models.length === 0) return { paths: [] };
  const declared = new Set(models.flatMap((model) => Object.keys(after.models.get(model)?.model?.value.metrics ?? {})));
  const gated = (after.settings?.value.stages ?? []).flatMap(({ gates }) => Object.keys(gates?.metrics ?? {}));
  if (gated.every((metric) => declared.has(metric))) return { paths: [] };
  return { paths: [pathOf({ kind: "registry" })], needs: [ALL_MODEL_FILES] };
}

function advice(metric: string, declared: readonly string[]): Pick<Problem, "message" | "hint"> {
  const near = closest(metric, declared);
  const known = declared.length === 0 ? "No metric is declared yet." : `Declared: ${listing(declared, "and")}.`;
  return {
    message: `No goal is declared for the metric ${metric}`,
    hint:
      near === undefined
        ? `${known} Add it under metrics in model.yaml, with its goal.`
        : `Did you mean ${near}? ${known}`,
  };
}
