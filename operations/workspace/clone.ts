import { defaultBranchName, folderInRepository, originAddress } from "../../adapters/git/repository.ts";
import { gitVersion } from "../../adapters/git/version.ts";
import { type Location, folderIn } from "./location.ts";

/** The clone that a registry's folder lies in. */
export interface Clone {
  /** The folder that holds `registry/`. */
  readonly folder: string;
  /** Where that lies in the repository: a path with a closing slash, empty for the root and outside of git. */
  prefix(): Promise<string>;
  /** The public address of `origin`; undefined where it has none. */
  origin(): Promise<string | undefined>;
  /** The default branch's name; undefined where nothing tells. */
  defaultBranch(): Promise<string | undefined>;
  /** @throws OutsideError `git-missing` */
  gitVersion(): Promise<string>;
}

/** The clone of a location; undefined for a repository on GitHub. */
export function cloneOf(location: Location): Clone | undefined {
  const folder = folderIn(location);
  if (folder === undefined) return undefined;
  return {
    folder,
    prefix: () => folderInRepository(folder),
    origin: () => originAddress(folder),
    defaultBranch: () => defaultBranchName(folder),
    gitVersion: () => gitVersion(folder),
  };
}

/** The repository's folder that holds a location's `registry/`, with a closing slash; empty for the repository's root. */
export async function prefixIn(location: Location): Promise<string> {
  return (await cloneOf(location)?.prefix()) ?? "";
}
