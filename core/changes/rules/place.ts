import { type KeyPath, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { Registry } from "../../registry/registry.ts";

/** A problem with the value at `key` of head's file at `path`, or with the path alone where head has no such file. */
export function problemIn(
  head: Pick<Registry, "files">,
  path: string,
  key: KeyPath,
  problem: Pick<Problem, "message" | "hint">,
): Problem {
  const file = head.files.get(path);
  return file === undefined ? { path, ...problem } : problemAt(file, key, problem);
}
