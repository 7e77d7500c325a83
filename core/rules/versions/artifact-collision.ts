import { artifactPathProblem, assetNameOf } from "../../registry/artifact-path.ts";
import type { Artifact } from "../../../schemas/generated/types.ts";
import { type RegistryFile, contentOf, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import type { FileRule } from "../rule.ts";

export const artifactCollision: FileRule = {
  name: "artifact-collision",
  severity: "error",
  scope: "file",
  title: "No two artifacts of a version end up as one file",
  why: "Stores and file systems know fewer names than paths allow: a release's asset has no folders, Windows and macOS ignore case, and a file cannot be a folder too. Of two artifacts that meet in one name, one would overwrite the other.",
  hint: "Rename one of them and draft the version again.",
  *check(file: RegistryFile): Iterable<Problem> {
    const version = contentOf(file, "model-version");
    if (version !== undefined) yield* collisionsIn(file, version.artifacts);
  },
};

interface Taken {
  /** The first path of each asset name. */
  readonly assets: ReadonlyMap<string, string>;
  /** A path in each folder. */
  readonly folders: ReadonlyMap<string, string>;
}

function* collisionsIn(file: RegistryFile, artifacts: readonly Artifact[]): Iterable<Problem> {
  const good = [...artifacts.entries()].filter(([, { path }]) => artifactPathProblem(path) === undefined);
  const assets = new Map(good.toReversed().map(([, { path }]) => [assetOf(path), path]));
  const folders = new Map(good.flatMap(([, { path }]) => foldersOf(path).map((folder) => [folder, path])));
  const seen = new Set<string>();
  for (const [index, { path }] of good) {
    const message = seen.has(assetOf(path))
      ? collision(assets.get(assetOf(path)) ?? path, path)
      : meets(path, { assets, folders });
    seen.add(assetOf(path));
    if (message === undefined) continue;
    yield problemAt(file, ["artifacts", index, "path"], {
      message,
      hint: "Rename one of them and draft the version again.",
    });
  }
}

function meets(path: string, { assets, folders }: Taken): string | undefined {
  const inside = folders.get(folded(path));
  if (inside !== undefined) return `${path} is a file, and ${inside} needs it as a folder`;
  // A large artifact is kept in parts, which have names of their own.
  const part = /^(.+)\.part-[0-9]{4}$/.exec(assetOf(path));
  const whole = part === null ? undefined : assets.get(part[1] ?? "");
  return whole === undefined ? undefined : `${path} could be taken for a part of ${whole}`;
}

function assetOf(path: string): string {
  return assetNameOf(path).toLowerCase();
}

function collision(twin: string, path: string): string {
  if (twin === path) return `${path} is listed twice`;
  if (folded(twin) === folded(path)) return `${path} and ${twin} are one file on Windows and macOS`;
  return `${path} and ${twin} would both be the release asset ${assetNameOf(path)}`;
}

function folded(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

function foldersOf(path: string): string[] {
  const segments = folded(path).split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}
