import type { RegistryFile } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";
import { describeShapeErrors } from "../support/schema-messages.ts";

export const schema: FileRule = {
  name: "schema",
  severity: "error",
  scope: "file",
  title: "Every file has the keys and types of its kind",
  why: "The schemas are the contract between the people who write the registry and everything that reads it. An unknown key is most often a misspelt one, and a misspelt gate is a gate that does not exist.",
  hint: "The finding names the key, what was expected and what was found. Editors that understand the first comment line of a file check it while you type.",
  check(file: RegistryFile): Iterable<Problem> {
    return describeShapeErrors(file);
  },
};
