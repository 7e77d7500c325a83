import { homedir } from "node:os";
import { join, resolve as resolvePath } from "node:path";
import { ArtifactCache } from "../adapters/cache/artifact-cache.ts";
import { openStore } from "../adapters/stores/open.ts";
import { openFolder } from "../adapters/trees/folder.ts";
import { openCommit } from "../adapters/trees/git-commit.ts";
import { Shelf } from "../core/registry/shelf.ts";
import type { Progress } from "./progress.ts";
import { type Pulled, pull } from "./pull.ts";
import { type ResolveOptions, type Resolved, resolve } from "./resolve.ts";

export interface OpenOptions {
  /** A branch, tag or commit to read instead of the working folder. */
  readonly revision?: string | undefined;
  /** Where verified artifacts are kept between pulls; by default `modelyard` in the user's cache folder. */
  readonly cacheFolder?: string | undefined;
}

export interface PullTarget extends ResolveOptions {
  /** The folder that holds the version's files afterwards, and nothing else. */
  readonly output: string;
  readonly progress?: Progress | undefined;
}

/** A registry that was opened for reading. */
export interface OpenRegistry {
  /** The registry's entries, each file read when it is first asked for. */
  readonly shelf: Shelf;
  /** Finds the version that a reference stands for: `churn@production`, `churn@1.3.0`, `churn@^1.2`, … */
  resolve(reference: string, options?: ResolveOptions): Promise<Resolved>;
  /** Fetches a version's files, verified by size and sha256 before any of them appears in the output folder. */
  pull(reference: string, target: PullTarget): Promise<Pulled>;
}

/**
 * Opens the registry in a folder, or in one of its git commits.
 *
 * @param folder the folder that holds `registry/`
 * @throws InputError `registry-missing`, `revision-unknown`
 * @example
 * const registry = await openRegistry(".");
 * const { version } = await registry.resolve("churn@production");
 * await registry.pull("churn@production", { output: "model" });
 */
export async function openRegistry(folder: string, options: OpenOptions = {}): Promise<OpenRegistry> {
  const root = resolvePath(folder);
  const { revision } = options;
  const shelf = new Shelf(revision === undefined ? openFolder(root) : await openCommit(root, revision));
  const settings = await shelf.settings();
  return {
    shelf,
    resolve: (reference, how) => resolve(shelf, reference, how),
    pull: async (reference, target) => {
      const cache = new ArtifactCache(options.cacheFolder ?? defaultCacheFolder(process.env));
      return pull({
        shelf,
        cache,
        store: await openStore(settings, { root, environment: process.env }),
        reference,
        ...target,
      });
    },
  };
}

/** By the XDG base directory specification, unless MODELYARD_CACHE names another place. */
function defaultCacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { MODELYARD_CACHE: own, XDG_CACHE_HOME: caches } = environment;
  if (own !== undefined && own !== "") return own;
  return join(caches === undefined || caches === "" ? join(homedir(), ".cache") : caches, "modelyard");
}
