import { type KeyPath, type RegistryFile, contentOf, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const timeOrder: FileRule = {
  name: "time-order",
  severity: "error",
  scope: "file",
  title: "What has a beginning and an end begins first",
  why: "A freeze that ends before it begins freezes nothing, and nobody notices until the holiday. A training that finished before it started has a wrong clock or a wrong hand behind it.",
  hint: "Swap the two times, or correct the one that is wrong.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const [index, { gates }] of contentOf(file, "registry")?.stages.entries() ?? []) {
      yield* freezes(file, ["stages", index, "gates"], gates?.freeze);
    }
    for (const [stage, gates] of Object.entries(contentOf(file, "model")?.gates ?? {})) {
      yield* freezes(file, ["gates", stage], gates.freeze);
    }
    const { started_at: started, finished_at: finished } = contentOf(file, "model-version")?.training ?? {};
    if (!isReversed(started, finished)) return;
    const message = `The training finished before it started, at ${String(started)}`;
    yield problemAt(file, ["training", "finished_at"], { message, hint: "Correct the one that is wrong." });
  },
};

interface Window {
  readonly from: string;
  readonly to: string;
}

function* freezes(file: RegistryFile, gates: KeyPath, windows: readonly Window[] | undefined): Iterable<Problem> {
  for (const [index, { from, to }] of windows?.entries() ?? []) {
    const lengthMs = Date.parse(to) - Date.parse(from);
    if (Number.isNaN(lengthMs) || lengthMs > 0) continue;
    const message = `This freeze ends ${lengthMs === 0 ? "as" : "before"} it begins, at ${from}`;
    yield problemAt(file, [...gates, "freeze", index, "to"], { message, hint: "Name a later time to end it." });
  }
}

function isReversed(from: string | undefined, to: string | undefined): boolean {
  return from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to);
}
