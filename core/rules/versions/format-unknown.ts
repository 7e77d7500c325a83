import { type KeyPath, type RegistryFile, contentOf, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { findFormat, formats } from "../../formats/catalogue.ts";
import type { FileRule } from "../rule.ts";
import { closest } from "../../text/suggest.ts";

export const formatUnknown: FileRule = {
  name: "format-unknown",
  severity: "warning",
  scope: "file",
  title: "Every file format is one that modelyard knows",
  why: "A format that modelyard does not know counts as one that may run code when loaded, and a gate that allows a misspelt format allows nothing.",
  hint: "Write the format as `modelyard draft` does: it judges by the file's bytes.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const [index, { gates }] of contentOf(file, "registry")?.stages.entries() ?? []) {
      yield* inGate(file, ["stages", index, "gates", "formats"], gates?.formats);
    }
    for (const [stage, gates] of Object.entries(contentOf(file, "model")?.gates ?? {})) {
      yield* inGate(file, ["gates", stage, "formats"], gates.formats);
    }
    for (const [index, { format }] of contentOf(file, "model-version")?.artifacts.entries() ?? []) {
      if (format !== undefined) yield* unknown(file, ["artifacts", index, "format"], format);
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
    hint: near === undefined ? "It counts as one that may run code when loaded." : `Did you mean ${near}?`,
  });
}
