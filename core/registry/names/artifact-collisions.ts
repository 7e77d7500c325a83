import { artifactPathProblem, assetNameOf, foldedPath } from "./artifact-path.ts";

/** A path that cannot stand beside the others of its version. */
export interface PathCollision {
  /** Which of the paths. */
  readonly index: number;
  readonly message: string;
}

interface Taken {
  /** The first path of each asset name. */
  readonly assets: ReadonlyMap<string, string>;
  /** The first path of each name that file systems tell apart. */
  readonly files: ReadonlyMap<string, string>;
  /** Each folder as it is first written, and the first path in it. */
  readonly folders: ReadonlyMap<string, { readonly folder: string; readonly path: string }>;
}

/**
 * The paths of a version that meet another one in a store or on a file system, or that git takes together for a repository.
 * Paths that can be none by themselves are left out.
 *
 * @example [...collisionsAmong(["a", "A/b"])] // [{ index: 0, message: "a is a file, and A/b needs it as a folder" }]
 */
export function* collisionsAmong(paths: readonly string[]): Iterable<PathCollision> {
  const good = [...paths.entries()].filter(([, path]) => artifactPathProblem(path) === undefined);
  const reversed = good.toReversed();
  const taken: Taken = {
    assets: new Map(reversed.map(([, path]) => [assetOf(path), path])),
    files: new Map(reversed.map(([, path]) => [foldedPath(path), path])),
    folders: new Map(
      reversed.flatMap(([, path]) => foldersOf(path).map((folder) => [foldedPath(folder), { folder, path }])),
    ),
  };
  const assets = new Set<string>();
  const files = new Set<string>();
  for (const [index, path] of good) {
    const twin = files.has(foldedPath(path)) ? taken.files.get(foldedPath(path)) : undefined;
    const sameAsset = assets.has(assetOf(path)) ? taken.assets.get(assetOf(path)) : undefined;
    files.add(foldedPath(path));
    assets.add(assetOf(path));
    const other = twin ?? sameAsset;
    const message = other === undefined ? meets(path, taken) : collision(other, path);
    if (message !== undefined) yield { index, message };
  }
}

function meets(path: string, { assets, files, folders }: Taken): string | undefined {
  const inside = folders.get(foldedPath(path));
  if (inside !== undefined) return `${path} is a file, and ${inside.path} needs it as a folder`;
  for (const folder of foldersOf(path)) {
    const first = folders.get(foldedPath(folder));
    if (first === undefined || first.folder === folder) continue;
    return `${folder} and ${first.folder} are one folder on Windows and macOS, and two on Linux`;
  }
  if (isHeadOfRepository(path, { files, folders })) {
    return `${path} and the files beside it are a git repository, whose settings git would obey in that folder`;
  }
  // A large artifact is kept in parts, which have names of their own.
  const part = /^(.+)\.part-[0-9]{4}$/.exec(assetOf(path));
  const whole = part === null ? undefined : assets.get(part[1] ?? "");
  return whole === undefined ? undefined : `${path} could be taken for a part of ${whole}`;
}

/** What git's `is_git_directory` asks for: HEAD, and objects and refs beside it or where commondir says. */
function isHeadOfRepository(path: string, { files, folders }: Pick<Taken, "files" | "folders">): boolean {
  const match = /^(.*\/)?head$/.exec(foldedPath(path));
  if (match === null) return false;
  const folder = match[1] ?? "";
  return files.has(`${folder}commondir`) || (folders.has(`${folder}objects`) && folders.has(`${folder}refs`));
}

function assetOf(path: string): string {
  return assetNameOf(path).toLowerCase();
}

function collision(twin: string, path: string): string {
  if (twin === path) return `${path} is listed twice`;
  if (foldedPath(twin) === foldedPath(path)) return `${path} and ${twin} are one file on Windows and macOS`;
  return `${path} and ${twin} would both be the release asset ${assetNameOf(path)}`;
}

function foldersOf(path: string): string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}
