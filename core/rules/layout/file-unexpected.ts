import type { Problem } from "../../registry/finding.ts";
import { identify, isProse } from "../../registry/names/paths.ts";
import type { RegistryOutline } from "../../registry/registry.ts";
import { isPlainFile } from "../../tree/tree.ts";
import type { RegistryRule } from "../rule.ts";

export const fileUnexpected: RegistryRule = {
  name: "file-unexpected",
  severity: "error",
  scope: "registry",
  title: "registry/ holds registry files alone",
  why: "A file in a place that no reader looks at is most often one that was meant for another place: `stage/production.yaml` promotes nothing, and `1.3.0.yml` registers nothing.",
  hint: "Move it to where its kind belongs, or out of registry/. Beside the registry's own files there may be a README.md for the registry, each model and each dataset.",
  reach: "touched-files",
  *check(registry: RegistryOutline): Iterable<Problem> {
    for (const entry of registry.unexpected) {
      if (!isPlainFile(entry)) continue;
      yield { path: entry.path, message: "No registry file belongs here", hint: wayOut(entry.path) };
    }
  },
};

function wayOut(path: string): string {
  const near = nearby(path);
  if (near !== undefined) return `Did you mean ${near}?`;
  // As files are called that are being written.
  const isHalfWritten = /\/\.[^/]+\.tmp$/.test(path);
  return isHalfWritten
    ? "A command that was killed has left it: delete it."
    : "Move it out of registry/, or delete it.";
}

/** The place that a path was most likely meant to be: another extension, another folder name, another case. */
function nearby(path: string): string | undefined {
  const candidates = [
    path.replace(/\.ya?ml$/i, ".yaml"),
    path.replace(/\/readme(?:\.md|\.markdown|\.txt)?$/i, "/README.md"),
    path.replace(/\/version\/([^/]+)\.ya?ml$/i, "/versions/$1.yaml"),
    path.replace(/\/stage\/([^/]+)\.ya?ml$/i, "/stages/$1.yaml"),
    path.replace(/\/statuse?s\/([^/]+)\.ya?ml$/i, "/status/$1.yaml"),
    path.replace(/^registry\/(model|dataset)\//, "registry/$1s/"),
    path.replace(/^registry\/(model|dataset)s\/([^/]+)\.ya?ml$/, "registry/$1s/$2/$1.yaml"),
  ];
  return candidates.find((candidate) => identify(candidate) !== undefined || isProse(candidate));
}
