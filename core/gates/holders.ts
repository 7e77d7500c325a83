import type { ModelVersion } from "../../schemas/generated/types.ts";
import { countedTime, heldBefore } from "../history/tenures.ts";
import type { Tenure } from "../history/tenure.ts";
import type { Registry } from "../registry/registry.ts";
import type { GateContext } from "./gate.ts";
import type { PolicyState, Promotion } from "./input.ts";
import { type StagePolicy, mergePolicy, policyOf } from "./policy.ts";
import type { Observed } from "./verdict.ts";

/**
 * The versions that a proposed one is compared with, latest first: whoever holds the stage now, and who held it since the
 * gate that compares was last changed. Left out are those that were taken out because they were bad: by a rollback, or by
 * a status `rejected` or `yanked`. So a bound cannot be walked down step by step, and not be reset by a rollback either.
 *
 * @param setting what the gate says, from the policy of any time: it is searched for the last change
 */
export function comparableHolders(
  { promotion, history, policies, heldVersions, current, base }: GateContext,
  setting: (policy: StagePolicy) => unknown,
): Observed<readonly ModelVersion[]> {
  if (!current.known) return current;
  const now = current.value === null ? [] : [current.value];
  if (!history.known) return history;
  if (!policies.known) return policies;
  const { model, stage } = promotion;
  const since = lastChange(policies.value, { stage, setting });
  const statuses = base.models.get(model)?.statuses;
  const isBad = (version: string) => ["rejected", "yanked"].includes(statuses?.get(version)?.value.status ?? "");
  const names = holdersNotTakenOut(history.value.filter((tenure) => tenure.stage === stage))
    .filter(({ until }) => until === undefined || since === undefined || Date.parse(countedTime(until)) >= since)
    .map(({ version }) => version)
    .filter((version) => version !== current.value?.version && !isBad(version));
  const earlier: ModelVersion[] = [];
  for (const name of new Set(names.toReversed())) {
    const version = heldVersions.get(name);
    if (version === undefined)
      return { known: false, reason: `${name} held ${stage}, and its version file cannot be read` };
    earlier.push(version);
  }
  return { known: true, value: [...now, ...earlier] };
}

/** Whether a gate of the stage compares with its earlier holders, so that they have to be looked up. */
export function comparesWithHolders(base: Registry, { model, stage }: Promotion): boolean {
  const { policy } = policyOf(base, { model, stage });
  const isEmpty = base.models.get(model)?.stages.get(stage)?.value.version == null;
  const hasRegression = [...policy.metrics.values()].some((bound) => bound.max_regression !== undefined);
  return hasRegression || (isEmpty && policy.signature !== undefined);
}

/** Without those that a version replaced which had held the stage before: that is what a rollback is. */
function holdersNotTakenOut(tenures: readonly Tenure[]): readonly Tenure[] {
  return tenures.filter((tenure, index) => {
    const next = tenures[index + 1];
    const isReplaced = next !== undefined && next.from.commit === tenure.until?.commit;
    return !isReplaced || heldBefore(tenures.slice(0, index), next.version) === undefined;
  });
}

/** When a setting came to be what it is now, in milliseconds; undefined where it always was. */
function lastChange(
  states: readonly PolicyState[],
  { stage, setting }: { readonly stage: string; readonly setting: (policy: StagePolicy) => unknown },
): number | undefined {
  const settingIn = ({ settings, model }: PolicyState) => {
    const registryGates = settings?.stages.find(({ name }) => name === stage)?.gates;
    return JSON.stringify(setting(mergePolicy(registryGates, model?.gates?.[stage]).policy));
  };
  const [latest, ...before] = states;
  if (latest === undefined) return undefined;
  const now = settingIn(latest);
  let since = latest;
  for (const state of before) {
    if (settingIn(state) !== now) return Date.parse(since.since);
    since = state;
  }
  return undefined;
}
