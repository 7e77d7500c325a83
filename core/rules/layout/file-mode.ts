import type { Problem } from "../../registry/finding.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import { REGISTRY_FOLDER, isPlainFile } from "../../tree/tree.ts";
import type { Reach, RegistryRule, TouchedRegistry } from "../rule.ts";

export const fileMode: RegistryRule = {
  name: "file-mode",
  severity: "warning",
  scope: "registry",
  title: "No file in registry/ is executable",
  why: "A registry holds data. An executable file is most often a copying mistake, and somebody may take it for a program.",
  hint: "Remove the permission: `chmod -x PATH`, or `git update-index --chmod=-x PATH` if the file system has no permissions.",
  reach: reachOf,
  *check(registry: RegistryOutline): Iterable<Problem> {
    const files = registry.entries.filter(isPlainFile);
    const odd = files.filter(({ mode }) => mode !== "100644");
    // Where every file looks executable, the file system has no such permission to read.
    if (odd.length === files.length && files.length > 1) return;
    for (const { path } of odd) {
      yield { path, message: "This file is executable", hint: `Run git update-index --chmod=-x ${path}` };
    }
  },
};

/** Where some files are executable, it depends on all the others whether that means anything. */
function reachOf({ after }: TouchedRegistry): Reach {
  const isAnyOdd = after.entries.some((entry) => isPlainFile(entry) && entry.mode !== "100644");
  return isAnyOdd ? { paths: "anywhere", needs: [{ list: [REGISTRY_FOLDER] }] } : { paths: [] };
}
