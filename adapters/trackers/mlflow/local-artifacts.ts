import { readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { isAbsent, namedFileError } from "../../files/errors.ts";
import { filesBelow } from "../../files/files-below.ts";
import { isFolder } from "../../files/look-at.ts";
import { artifactsElsewhere, notFound } from "./errors.ts";
import type { ArtifactFolder, RegisteredVersion } from "./store.ts";

/** A root of artifacts lies no deeper below the folder of the store. */
const MAX_ROOT_FOLDERS = 8;

/** Where a store of this machine keeps artifacts. */
interface ArtifactRoots {
  /** For messages. */
  readonly store: string;
  /** The `mlruns` folder, which may have moved since the addresses in it were written. */
  readonly runs: string;
  /** The folder that relative addresses count from. */
  readonly base: string;
}

/** What the stores of this machine share: their artifacts lie in folders here, and a run has no page. */
export class LocalArtifacts {
  readonly name: string;
  readonly isLocal = true;
  readonly #roots: ArtifactRoots;

  constructor(roots: ArtifactRoots) {
    this.name = roots.store;
    this.#roots = roots;
  }

  async list(folder: ArtifactFolder): Promise<{ name: string; isFolder: boolean }[]> {
    return listFolder(await this.localFolder(folder));
  }

  localFolder(folder: ArtifactFolder): Promise<string> {
    return localArtifacts(folder, this.#roots);
  }

  locationOf({ location, source }: RegisteredVersion): Promise<string> {
    return Promise.resolve(location ?? source);
  }

  runAddress(): undefined {
    return undefined;
  }
}

/**
 * The folder of this machine that an artifact address means.
 *
 * @throws InputError when it is gone; OutsideError when it is at an address that only a server reaches.
 */
async function localArtifacts(folder: ArtifactFolder, roots: ArtifactRoots): Promise<string> {
  const candidates = localCandidates(folder.uri, roots);
  if (candidates.length === 0) throw artifactsElsewhere(folder.uri, roots.store);
  for (const candidate of candidates) if (await isFolder(candidate)) return candidate;
  throw notFound(`folder ${folder.uri}`, roots.store);
}

function localCandidates(uri: string, { runs, base }: ArtifactRoots): string[] {
  const moved = movedPlaces(uri).map((path, index) => join(index === 0 ? runs : base, path));
  if (uri.startsWith("file://")) return [...moved, ...(pathOfAddress(uri) ?? [])];
  if (uri.startsWith("file:")) return [...moved, resolve(base, decoded(uri.slice("file:".length)))];
  const { path } =
    /^(?:mlflow-artifacts:(?:\/\/[^/]*)?|https?:\/\/.+\/mlflow-artifacts\/artifacts\/)\/*(?<path>.*)$/s.exec(uri)
      ?.groups ?? {};
  if (path !== undefined) return [...moved, join(base, "mlartifacts", path)];
  return /^[\w+.-]{2,}:/.test(uri) ? moved : [...moved, resolve(base, uri)];
}

/**
 * Where the folder of a run or a model may lie from the store, when all of it has moved: `1/4f8d…/artifacts` in the folder of
 * runs, then with more and more of the folders around it, since the root of artifacts may have any name. Such folders have
 * names that are used once, so the one that is there is the one that is meant.
 */
function movedPlaces(uri: string): string[] {
  const [, before = "", tail] =
    /^(.*?)([^/\\]+[/\\](?:models[/\\]m-[0-9a-f]{32}|[0-9a-f]{32})[/\\]artifacts(?:[/\\].*)?)$/.exec(uri) ?? [];
  if (tail === undefined) return [];
  const own = tail.replaceAll("\\", "/");
  const around = before.split(/[/\\]+/).filter((part) => part !== "" && part !== "." && part !== "..");
  const names = around.slice(-MAX_ROOT_FOLDERS);
  return [own, ...names.map((_, index) => [...names.slice(names.length - 1 - index), own].join("/"))];
}

/** The path of a `file://` address; nothing where it is another machine's, or badly written. */
export function pathOfAddress(uri: string): [path: string] | undefined {
  try {
    return [fileURLToPath(uri)];
  } catch {
    return undefined;
  }
}

/** MLflow writes blanks and letters outside of ASCII as `%20`. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * What is directly in a folder of this machine; nothing when it is not there.
 *
 * @throws OutsideError when it may not be read: what is in it would be missing without a word
 */
export async function listFolder(folder: string): Promise<{ name: string; isFolder: boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (isAbsent(error)) return [];
    throw namedFileError(folder, error);
  });
  return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
}

/** The files below a folder, sorted, as paths from there with `/`. */
export async function pathsBelow(folder: string): Promise<string[]> {
  const { files } = await filesBelow(folder);
  return files.map((file) => relative(folder, file).replaceAll(sep, "/")).sort();
}
