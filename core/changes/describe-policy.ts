import type { RegistrySettings } from "../../schemas/generated/types.ts";
import type { KeyPath } from "../registry/file.ts";
import type { ChangeOf } from "./change.ts";
import { describeGrants } from "./describe-grants.ts";
import { type ValueChange, describeValueChange } from "./values.ts";

/** Every change that touches what promotions are judged by. */
export type PolicyChange = ChangeOf<
  "model-policy-changed" | "model-deleted" | "settings-policy-changed" | "settings-deleted"
>;

/**
 * What a policy edit does, as the predicate of a sentence whose subject is the change.
 *
 * @param settings head's, for the names of the stages
 * @example describePolicyChange(change, settings) // "lowers the production gate of churn (`auc` min 0.85 → 0.8)"
 */
export function describePolicyChange(change: PolicyChange, settings: RegistrySettings | undefined): string {
  switch (change.type) {
    case "settings-deleted":
      return "deletes the registry's settings";
    case "model-deleted":
      return `deletes the model ${change.model}`;
    case "settings-policy-changed": {
      const edits = change.values.map((value) => settingsEdit(value, settings));
      return join(edits, "every model");
    }
    case "model-policy-changed":
      return join(change.values.map(modelEdit), change.model);
  }
}

/** One edit: the gate of a stage with a setting in it, or something else as a phrase. */
type Edit = { readonly stage: string; readonly setting: ValueChange } | { readonly phrase: string };

function modelEdit(value: ValueChange): Edit {
  const [group, name, ...setting] = value.key;
  if (group === "gates" && name !== undefined) return { stage: String(name), setting: { ...value, key: setting } };
  if (group === "metrics") return { phrase: `turns the direction of \`${name}\` in` };
  if (group === "gates") return { phrase: value.to === undefined ? "removes the gates of" : "adds gates to" };
  return { phrase: `changes the ${group} of` };
}

function settingsEdit(value: ValueChange, settings: RegistrySettings | undefined): Edit {
  const [group, index, part, ...setting] = value.key;
  const stage = typeof index === "number" ? settings?.stages[index]?.name : undefined;
  if (stage !== undefined && part === "gates") return { stage, setting: { ...value, key: setting } };
  return { phrase: group === "stages" ? "changes the stages of" : "changes the artifact store of" };
}

function join(edits: readonly Edit[], owner: string): string {
  const phrases = edits.flatMap((edit) => ("phrase" in edit ? [`${edit.phrase} ${owner}`] : []));
  const stages = new Set(edits.flatMap((edit) => ("stage" in edit ? [edit.stage] : [])));
  const gates = [...stages].map((stage) => {
    const settings = edits.flatMap((edit) => ("stage" in edit && edit.stage === stage ? [edit.setting] : []));
    const named = settings
      .filter(({ key }) => key.length > 0)
      .flatMap((setting) => describeGrants(setting)?.words ?? describeValueChange(setting, nameSetting(setting.key)));
    const details = named.length === 0 ? "" : ` (${named.join(", ")})`;
    return `${verbOf(settings)} the ${stage} gate of ${owner}${details}`;
  });
  return [...new Set([...gates, ...phrases])].join(", ");
}

/** `auc` min for a bound on a metric, otherwise the setting's own key. */
function nameSetting(key: KeyPath): string {
  const [group, metric, bound] = key;
  return group === "metrics" && bound !== undefined ? `\`${metric}\` ${bound}` : `\`${key.join(".")}\``;
}

type Direction = "lowers" | "raises" | "changes";

function verbOf(settings: readonly ValueChange[]): Direction {
  const directions = new Set(settings.map(directionOf));
  return directions.size === 1 ? ([...directions][0] ?? "changes") : "changes";
}

/** Less is asked where a floor sinks, a ceiling rises or a setting goes. */
function directionOf(change: ValueChange): Direction {
  const { key, from, to } = change;
  const isElsewhere = key.length === 1 && (from === undefined || to === undefined);
  const grants = isElsewhere ? undefined : describeGrants(change);
  if (grants !== undefined) return grants.direction;
  if (to === undefined) return "lowers";
  if (from === undefined) return "raises";
  if (typeof from !== "number" || typeof to !== "number") return "changes";
  const isCeiling = key.at(-1) === "max" || key.at(-1) === "max_regression";
  return to > from === isCeiling ? "lowers" : "raises";
}
