import { type KeyPath, type RegistryFile, contentOf, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { closestFormat, findFormat } from "../../formats/catalogue.ts";
import { SAFE } from "../../formats/policy.ts";
import type { Gates } from "../../../schemas/generated/types.ts";
import type { FileRule } from "../rule.ts";

export const policyFormat: FileRule = {
  name: "policy-format",
  severity: "error",
  scope: "file",
  title: "Every format that a gate names is one that modelyard knows",
  why: "A gate that allows a misspelt format allows nothing by it, and the promotion that was to pass is refused.",
  hint: "Write a name that `modelyard explain formats` lists.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const [index, { gates }] of contentOf(file, "registry")?.stages.entries() ?? []) {
      yield* inGate(file, ["stages", index, "gates", "formats"], gates?.formats);
    }
    for (const [stage, gates] of Object.entries(contentOf(file, "model")?.gates ?? {})) {
      yield* inGate(file, ["gates", stage, "formats"], gates.formats);
    }
  },
};

function* inGate(file: RegistryFile, keyPath: KeyPath, setting: Gates["formats"]): Iterable<Problem> {
  if (setting === undefined || setting === SAFE) return;
  if (Array.isArray(setting)) yield* inList(file, keyPath, setting);
  else {
    for (const [model, names] of Object.entries(setting.allow)) {
      yield* inList(file, [...keyPath, "allow", model], names);
    }
  }
}

function* inList(file: RegistryFile, keyPath: KeyPath, names: readonly string[]): Iterable<Problem> {
  for (const [index, name] of names.entries()) {
    if (name === SAFE || findFormat(name) !== undefined) continue;
    const near = closestFormat(name);
    yield problemAt(file, [...keyPath, index], {
      message: `There is no format ${name}`,
      hint: near === undefined ? "`modelyard explain formats` lists them all." : `Did you mean ${near}?`,
    });
  }
}
