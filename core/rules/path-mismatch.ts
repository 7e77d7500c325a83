import { type RegistryFile, nodeAt, problemAt } from "../registry/file.ts";
import type { Problem } from "../registry/finding.ts";
import type { FileRule } from "./rule.ts";

export const pathMismatch: FileRule = {
  name: "path-mismatch",
  severity: "error",
  scope: "file",
  title: "The names inside a file are those of its path",
  why: "Path is identity: readers find a version or a stage by its path alone. A file that calls itself something else than its path says would be found as one thing and believed as another.",
  mend: "Correct the name inside the file; or, for a file that is not on the default branch yet, move it to where its names belong.",
  *check(file: RegistryFile): Iterable<Problem> {
    if (file.shapeErrors.length > 0 || file.newerMajor !== undefined) return;
    for (const [key, expected] of Object.entries(namesByPath(file))) {
      const found = valueAt(file, key);
      if (found === undefined || found === expected) continue;
      const node = nodeAt(file, [key]);
      const [start, end] = node?.range ?? [0, 0];
      yield problemAt(file, [key], {
        message: `By its path this is ${key} ${JSON.stringify(expected)}`,
        help: `Write \`${key}: ${literal(expected)}\`, or move the file to where ${JSON.stringify(found)} belongs.`,
        fix: {
          description: `set ${key} to ${literal(expected)}, as the path says`,
          edits: [{ start, end, text: literal(expected) }],
        },
      });
    }
  },
};

/** The keys that repeat the path, with what the path says. */
function namesByPath({ identity }: RegistryFile): Record<string, string> {
  switch (identity.kind) {
    case "registry":
      return {};
    case "model":
      return { name: identity.model };
    case "model-version":
    case "status":
      return { model: identity.model, version: identity.version };
    case "stage":
      return { model: identity.model, stage: identity.stage };
    case "dataset":
      return { name: identity.dataset };
    case "dataset-version":
      return { dataset: identity.dataset, version: identity.version };
  }
}

function valueAt(file: RegistryFile, key: string): unknown {
  const { value } = file;
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function literal(text: string): string {
  return /^[a-z_-]+$/.test(text) ? text : JSON.stringify(text);
}
