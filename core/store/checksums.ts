import type { Artifact } from "../../schemas/generated/types.ts";

/**
 * `SHA256SUMS` of a version as coreutils' `sha256sum` writes and checks it: digest, two spaces, path, sorted by path.
 * A path with a backslash or line break is escaped, and its line begins with a backslash.
 */
export function checksumsOf(artifacts: readonly Pick<Artifact, "path" | "sha256">[]): string {
  const sorted = artifacts.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return sorted.map(({ path, sha256 }) => checksumLine(path, sha256)).join("");
}

/**
 * Digests by path, of lines as `checksumsOf` writes them; other lines are left out.
 *
 * @example parseChecksums("e3b0…b855  model.bin\n") // Map { "model.bin" => "e3b0…b855" }
 */
export function parseChecksums(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n").flatMap((line): readonly [string, string][] => {
      const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
      return sha256 === undefined || path === undefined ? [] : [[path, sha256]];
    }),
  );
}

function checksumLine(path: string, sha256: string): string {
  const escaped = path.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `${escaped === path ? "" : "\\"}${sha256}  ${escaped}\n`;
}
