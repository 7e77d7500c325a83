import type { Model, RegistrySettings } from "../../schemas/generated/types.ts";
import { DEFAULT_SCHEME } from "../registry/versions/version.ts";
import { type ValueChange, changedValues } from "./values.ts";

/** The two sides of an edit: what judges promotions, and all the rest. */
export interface EditedValues {
  readonly policy: readonly ValueChange[];
  readonly rest: readonly ValueChange[];
}

/**
 * Splits what differs in a model.yaml. The direction of a metric that base declares is policy too, because turning it
 * turns every bound on regressions; declaring another metric is not.
 */
export function splitModelEdit(base: Partial<Model>, head: Model): EditedValues {
  const declared = Object.keys(base.metrics ?? {});
  return {
    policy: changedValues(modelPolicy(base, declared), modelPolicy(head, declared)),
    rest: changedValues(modelRest(base, declared), modelRest(head, declared)),
  };
}

function modelPolicy(model: Partial<Model>, declared: readonly string[]): unknown {
  const goals = declared.map((name) => [name, { goal: model.metrics?.[name]?.goal }] as const);
  const { owners, gates, versioning = DEFAULT_SCHEME } = model;
  return { owners, gates, versioning, metrics: Object.fromEntries(goals) };
}

function modelRest(model: Partial<Model>, declared: readonly string[]): unknown {
  const { owners: _owners, gates: _gates, versioning: _versioning, metrics = {}, ...rest } = model;
  const described = declared.map((name) => [name, { description: metrics[name]?.description }] as const);
  return { ...rest, metrics: { ...metrics, ...Object.fromEntries(described) } };
}

/** Splits what differs in registry.yaml. Policy: the stages in their order, their gates, and where artifacts are stored. */
export function splitSettingsEdit(base: Partial<RegistrySettings>, head: RegistrySettings): EditedValues {
  return {
    policy: changedValues(settingsPolicy(base), settingsPolicy(head)),
    rest: changedValues(settingsProse(base), settingsProse(head)),
  };
}

function settingsPolicy({ stages = [], artifacts }: Partial<RegistrySettings>): unknown {
  return { stages: stages.map(({ name, gates }) => ({ name, gates })), artifacts };
}

function settingsProse({ name, description, stages = [] }: Partial<RegistrySettings>): unknown {
  const described = stages.map((stage) => [stage.name, stage.description]);
  return { name, description, stages: Object.fromEntries(described) as unknown };
}
