import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import { isPlainFile } from "../../tree/tree.ts";
import type { RegistryRule } from "../rule.ts";

export const fileKind: RegistryRule = {
  name: "file-kind",
  severity: "error",
  scope: "registry",
  title: "Everything in registry/ is a plain file",
  why: "A symbolic link says one thing in the repository and another on each machine, and can lead out of it. A submodule's content is not in the commit that was reviewed.",
  hint: "Replace it by a copy of the file that it leads to, or delete it.",
  reach: "touched-files",
  *check(registry: RegistryOutline): Iterable<Problem> {
    for (const entry of registry.unexpected) {
      if (isPlainFile(entry)) continue;
      yield {
        path: entry.path,
        message: `This is ${KINDS[entry.mode] ?? "not a regular file"}, and modelyard never follows it`,
        hint: "Put a plain file here, or delete it.",
      };
    }
  },
};

const KINDS: Readonly<Record<string, string>> = { "120000": "a symbolic link", "160000": "a submodule" };
