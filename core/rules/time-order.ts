import { type KeyPath, type RegistryFile, problemAt } from "../registry/file.ts";
import type { Problem } from "../registry/finding.ts";
import type { Registry } from "../registry/registry.ts";
import type { RegistryRule } from "./rule.ts";

export const timeOrder: RegistryRule = {
  name: "time-order",
  severity: "error",
  scope: "registry",
  title: "What has a beginning and an end begins first",
  why: "A freeze that ends before it begins freezes nothing, and nobody notices until the holiday. A training that finished before it started has a wrong clock or a wrong hand behind it.",
  mend: "Swap the two times, or correct the one that is wrong.",
  *check(registry: Registry): Iterable<Problem> {
    const { settings } = registry;
    for (const [index, { gates }] of settings?.value.stages.entries() ?? []) {
      if (settings !== undefined) yield* freezes(settings.file, ["stages", index, "gates"], gates?.freeze);
    }
    for (const { model, versions } of registry.models.values()) {
      for (const [stage, gates] of Object.entries(model?.value.gates ?? {})) {
        if (model !== undefined) yield* freezes(model.file, ["gates", stage], gates.freeze);
      }
      for (const { file, value } of versions.values()) {
        const { started_at: started, finished_at: finished } = value.training ?? {};
        if (!isReversed(started, finished)) continue;
        const message = `The training finished before it started, at ${String(started)}`;
        yield problemAt(file, ["training", "finished_at"], { message, help: "Correct the one that is wrong." });
      }
    }
  },
};

interface Window {
  readonly from: string;
  readonly to: string;
}

function* freezes(file: RegistryFile, gates: KeyPath, windows: readonly Window[] | undefined): Iterable<Problem> {
  for (const [index, { from, to }] of windows?.entries() ?? []) {
    if (from !== to && !isReversed(from, to)) continue;
    const message = `This freeze ends ${from === to ? "as" : "before"} it begins, at ${from}`;
    yield problemAt(file, [...gates, "freeze", index, "to"], { message, help: "Name a later time to end it." });
  }
}

function isReversed(from: string | undefined, to: string | undefined): boolean {
  return from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to);
}
