import { type RegistryFile, nodeAt, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { invalidNames } from "../../registry/names/names.ts";
import { namesInside } from "../../registry/names/paths.ts";
import { textLiteral } from "../../yaml/plain-scalar.ts";
import type { FileRule } from "../rule.ts";
import { valueAt } from "../support/shape-errors.ts";

export const pathMismatch: FileRule = {
  name: "path-mismatch",
  severity: "error",
  scope: "file",
  title: "The names inside a file are those of its path",
  why: "Path is identity: readers find a version or a stage by its path alone. A file that calls itself something else than its path says would be found as one thing and believed as another.",
  hint: "Correct the name inside the file; or, for a file that is not on the default branch yet, move it to where its names belong.",
  *check(file: RegistryFile): Iterable<Problem> {
    if (file.newerMajor !== undefined) return;
    const invalid = new Set(invalidNames(file.identity).map(({ key }) => key));
    for (const [key, expected] of Object.entries(namesInside(file.identity))) {
      const found = valueAt(file, [key]);
      // What is no text, or no name, is said by the rules on names and values.
      if (typeof found !== "string" || found === expected || invalid.has(key)) continue;
      if (file.shapeErrors.some(({ instancePath }) => instancePath === `/${key}`)) continue;
      const node = nodeAt(file, [key]);
      const [start, end] = node?.range ?? [0, 0];
      yield problemAt(file, [key], {
        message: `By its path this is ${key} ${JSON.stringify(expected)}`,
        hint: `Write \`${key}: ${textLiteral(expected)}\`, or move the file to where ${JSON.stringify(found)} belongs.`,
        fix: {
          description: `set ${key} to ${textLiteral(expected)}, as the path says`,
          edits: [{ start, end, text: textLiteral(expected) }],
        },
      });
    }
  },
};
