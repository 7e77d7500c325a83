import { type KeyPath, type RegistryFile, problemAt } from "../registry/file.ts";
import type { Problem } from "../registry/finding.ts";
import { findFormat, formats } from "../registry/formats.ts";
import type { Registry } from "../registry/registry.ts";
import type { RegistryRule } from "./rule.ts";
import { closest } from "./suggest.ts";

export const formatUnknown: RegistryRule = {
  name: "format-unknown",
  severity: "warning",
  scope: "registry",
  title: "Every file format is one that modelyard knows",
  why: "A format that modelyard does not know counts as one that may run code when loaded, and a gate that allows a misspelt format allows nothing.",
  mend: "Write the format as `modelyard draft` does: it judges by the file's bytes.",
  *check({ settings, models }: Registry): Iterable<Problem> {
    for (const [index, { gates }] of settings?.value.stages.entries() ?? []) {
      if (settings !== undefined) yield* inGate(settings.file, ["stages", index, "gates", "formats"], gates?.formats);
    }
    for (const { model, versions } of models.values()) {
      for (const [stage, gates] of Object.entries(model?.value.gates ?? {})) {
        if (model !== undefined) yield* inGate(model.file, ["gates", stage, "formats"], gates.formats);
      }
      for (const { file, value } of versions.values()) {
        for (const [index, { format }] of value.artifacts.entries()) {
          if (format !== undefined) yield* unknown(file, ["artifacts", index, "format"], format);
        }
      }
    }
  },
};

function* inGate(
  file: RegistryFile,
  keyPath: KeyPath,
  names: string | readonly string[] | undefined,
): Iterable<Problem> {
  if (names === undefined || typeof names === "string") return;
  for (const [index, name] of names.entries()) yield* unknown(file, [...keyPath, index], name);
}

function* unknown(file: RegistryFile, keyPath: KeyPath, name: string): Iterable<Problem> {
  if (findFormat(name) !== undefined) return;
  const near = closest(
    name,
    formats.map((format) => format.name),
  );
  yield problemAt(file, keyPath, {
    message: `There is no format ${name}`,
    help: near === undefined ? "It counts as one that may run code when loaded." : `Did you mean ${near}?`,
  });
}
