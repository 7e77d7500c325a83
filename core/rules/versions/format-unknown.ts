import { type KeyPath, type RegistryFile, contentOf, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { closestFormat, findFormat } from "../../formats/catalogue.ts";
import type { FileRule } from "../rule.ts";

export const formatUnknown: FileRule = {
  name: "format-unknown",
  severity: "warning",
  scope: "file",
  title: "Every file format is one that modelyard knows",
  why: "A format that modelyard does not know counts as one that may run code when loaded.",
  hint: "Write the format as `modelyard draft` does: it judges by the file's bytes.",
  *check(file: RegistryFile): Iterable<Problem> {
    for (const [index, { format }] of contentOf(file, "model-version")?.artifacts.entries() ?? []) {
      if (format !== undefined) yield* unknown(file, ["artifacts", index, "format"], format);
    }
  },
};

function* unknown(file: RegistryFile, keyPath: KeyPath, name: string): Iterable<Problem> {
  if (findFormat(name) !== undefined) return;
  const near = closestFormat(name);
  yield problemAt(file, keyPath, {
    message: `There is no format ${name}`,
    hint: near === undefined ? "It counts as one that may run code when loaded." : `Did you mean ${near}?`,
  });
}
