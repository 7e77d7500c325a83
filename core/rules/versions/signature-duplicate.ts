import { type RegistryFile, contentOf, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const signatureDuplicate: FileRule = {
  name: "signature-duplicate",
  severity: "error",
  scope: "file",
  title: "No two columns of a signature have one name",
  why: "Callers send columns by name, and signatures are compared by name: of two columns with one name, nobody could say which one changed.",
  hint: "Correct the name of one of them.",
  *check(file: RegistryFile): Iterable<Problem> {
    const signature = contentOf(file, "model-version")?.signature;
    for (const part of ["inputs", "outputs", "params"] as const) {
      const names = (signature?.[part] ?? []).map(({ name }) => name);
      for (const [index, name] of names.entries()) {
        if (name === undefined || names.indexOf(name) === index) continue;
        const message = `${part} has a column ${JSON.stringify(name)} already, as item ${names.indexOf(name) + 1}`;
        yield problemAt(file, ["signature", part, index, "name"], {
          message,
          hint: "Correct the name of one of them.",
        });
      }
    }
  },
};
