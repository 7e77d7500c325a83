import type { Registry } from "../registry/registry.ts";
import type { Freeze, Gates, MetricGate } from "../../schemas/generated/types.ts";
import { compareText } from "../text/order.ts";
import { type FormatPolicy, formatsBeyond, mergeFormatPolicies, readFormats } from "../formats/policy.ts";
import { type Duration, parseDuration } from "../time/duration.ts";

/** What a promotion of one model to one stage must show: the registry's gates and the model's own, merged. */
export interface StagePolicy {
  /** The stages that the version must have held, each with the soak that belongs to it. */
  readonly after: readonly AfterStage[];
  /** A soak that has no stage to wait in, because nothing says `after`. */
  readonly soakWithoutStage: Duration | undefined;
  readonly approvals: number;
  readonly require: readonly RequiredPart[];
  readonly metrics: ReadonlyMap<string, MetricGate>;
  readonly signature: "compatible" | undefined;
  readonly formats: FormatPolicy;
  readonly freeze: readonly Freeze[];
}

export interface AfterStage {
  readonly stage: string;
  readonly soak: Duration | undefined;
}

export type RequiredPart = NonNullable<Gates["require"]>[number];

export interface MergedPolicy {
  readonly policy: StagePolicy;
  /** Settings of the model that ask for less than the registry does and so have no effect, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Merges the gates of the registry with those of the model for one stage. A model can only tighten: whatever either side
 * asks for must hold. What the model sets looser has no effect and is reported.
 *
 * A `soak` belongs to the `after` beside it; a model's `soak` alone lengthens the soak of the registry's `after`.
 *
 * @param name the model's, for what the registry grants to it alone
 */
export function mergePolicy(registry: Gates = {}, model: Gates = {}, name?: string): MergedPolicy {
  const warnings: string[] = [];
  const policy: StagePolicy = {
    ...mergeWaiting(registry, model, warnings),
    approvals: mergeApprovals(registry, model, warnings),
    require: [...new Set([...(registry.require ?? []), ...(model.require ?? [])])],
    metrics: mergeMetrics(registry, model, warnings),
    signature: registry.signature ?? model.signature,
    formats: mergeFormats(registry.formats, model.formats, { name, warnings }),
    freeze: [...(registry.freeze ?? []), ...(model.freeze ?? [])].sort((a, b) => compareText(a.from, b.from)),
  };
  return { policy, warnings };
}

/** The policy of one stage of one model, as a registry's files say it. */
export function policyOf(
  { settings, models }: Registry,
  { model, stage }: { readonly model: string; readonly stage: string },
): MergedPolicy {
  const own = new Map(Object.entries(models.get(model)?.model?.value.gates ?? {})).get(stage);
  return mergePolicy(settings?.value.stages.find(({ name }) => name === stage)?.gates, own, model);
}

function mergeWaiting(
  registry: Gates,
  model: Gates,
  warnings: string[],
): Pick<StagePolicy, "after" | "soakWithoutStage"> {
  const soaks = new Map<string | undefined, Duration | undefined>();
  const ask = (stage: string | undefined, soak: Duration | undefined) =>
    soaks.set(stage, longer(soaks.get(stage), soak));
  const registrySoak = registry.soak === undefined ? undefined : parseDuration(registry.soak);
  const modelSoak = model.soak === undefined ? undefined : parseDuration(model.soak);
  const modelAfter = model.after ?? registry.after;
  ask(registry.after ?? model.after, registrySoak);
  ask(modelAfter, modelSoak);

  const sameStage = modelAfter === (registry.after ?? model.after);
  if (sameStage && registrySoak !== undefined && modelSoak !== undefined && modelSoak.ms < registrySoak.ms) {
    warnings.push(looser("soak", modelSoak.text, registrySoak.text));
  }
  const after = [...soaks].flatMap(([stage, soak]) => (stage === undefined ? [] : [{ stage, soak }]));
  return { after, soakWithoutStage: soaks.get(undefined) };
}

function longer(a: Duration | undefined, b: Duration | undefined): Duration | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.ms >= b.ms ? a : b;
}

function mergeApprovals(registry: Gates, model: Gates, warnings: string[]): number {
  const [least, own] = [registry.approvals ?? 0, model.approvals];
  if (own !== undefined && own < least) warnings.push(looser("approvals", String(own), String(least)));
  return Math.max(least, own ?? 0);
}

function mergeMetrics(registry: Gates, model: Gates, warnings: string[]): ReadonlyMap<string, MetricGate> {
  const merged = new Map(Object.entries(registry.metrics ?? {}));
  for (const [name, own] of Object.entries(model.metrics ?? {})) {
    const theirs = merged.get(name) ?? {};
    const bound = (key: keyof MetricGate, stricter: (a: number, b: number) => number): MetricGate => {
      const [a, b] = [theirs[key], own[key]];
      if (a === undefined || b === undefined) return (a ?? b) === undefined ? {} : { [key]: a ?? b };
      const chosen = stricter(a, b);
      if (chosen !== b) warnings.push(looser(`metrics.${name}.${key}`, String(b), String(a)));
      return { [key]: chosen };
    };
    merged.set(name, { ...bound("min", Math.max), ...bound("max", Math.min), ...bound("max_regression", Math.min) });
  }
  return new Map([...merged].sort(([a], [b]) => compareText(a, b)));
}

function mergeFormats(
  registry: Gates["formats"],
  own: Gates["formats"],
  { name, warnings }: { readonly name: string | undefined; readonly warnings: string[] },
): FormatPolicy {
  const theirs = readFormats(registry, name);
  const mine = readFormats(own, name);
  const refused = formatsBeyond(theirs, mine);
  if (refused.length > 0) {
    const asked = theirs.only?.join(", ") ?? ["safe", ...theirs.granted].join(", ");
    warnings.push(looser("formats", refused.join(", "), asked));
  }
  return mergeFormatPolicies(theirs, mine);
}

function looser(setting: string, own: string, theirs: string): string {
  return `${setting}: the model's ${own} has no effect, because the registry asks for ${theirs} and a model can only tighten`;
}
