import type { Artifact } from "../../schemas/generated/types.ts";

/**
 * `SHA256SUMS` of a version as coreutils' `sha256sum` writes and checks it: digest, two spaces, path, sorted by path.
 * A path with a backslash or line break is escaped, and its line begins with a backslash.
 */
export function checksumsOf(artifacts: readonly Pick<Artifact, "path" | "sha256">[]): string {
  const sorted = artifacts.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return sorted.map(({ path, sha256 }) => checksumLine(path, sha256)).join("");
}

function checksumLine(path: string, sha256: string): string {
  const escaped = path.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `${escaped === path ? "" : "\\"}${sha256}  ${escaped}\n`;
}
