import { resolve as resolvePath } from "node:path";
import { attributesAtWork } from "../../adapters/git/clone/attributes-at-work.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { type Location, folderIn, parseLocation } from "../workspace/location.ts";
import { openLocation } from "../workspace/open-location.ts";
import { storeOpener } from "../workspace/store-context.ts";
import type { Progress } from "../workspace/progress.ts";
import type { Pulled } from "./pull.ts";
import { type ResolveOptions, type Resolved, resolve } from "./resolve.ts";

export interface OpenOptions {
  /** A branch, tag or commit to read instead of the working folder or the default branch. */
  readonly revision?: string | undefined;
  /** Where verified artifacts are kept between pulls; by default `modelyard` in the user's cache folder. */
  readonly cacheFolder?: string | undefined;
  /** Tokens, addresses and proxies; `process.env` unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

export interface PullTarget extends ResolveOptions {
  /** The folder that holds the version's files afterwards, and nothing else. */
  readonly output: string;
  readonly progress?: Progress | undefined;
}

/** A registry that was opened for reading. */
export interface OpenRegistry {
  /** The registry's entries, each file read when it is first asked for. */
  readonly reader: RegistryReader;
  /** Finds the version that a reference stands for: `churn@production`, `churn@1.3.0`, `churn@^1.2`, … */
  resolve(reference: string, options?: ResolveOptions): Promise<Resolved>;
  /** Fetches a version's files, verified by size and sha256 before any of them appears in the output folder. */
  pull(reference: string, target: PullTarget): Promise<Pulled>;
}

/**
 * Opens the registry in a folder, in one of its git commits, or in a repository on GitHub that nobody has cloned. There,
 * what a reference needs is asked for and nothing else: `churn@production` costs two small requests with a token
 * (`GITHUB_TOKEN`, `GH_TOKEN` or the `gh` program's), three without.
 *
 * Reading and resolving throw InputError `registry-missing` where there is no registry.
 *
 * @param location the folder that holds `registry/`, or `github:owner/name`, or `github:owner/name@ref`
 * @throws InputError `location-invalid`, `revision-unknown`
 * @example
 * const registry = await openRegistry("github:acme/models");
 * const { version } = await registry.resolve("churn@production");
 * await registry.pull("churn@production", { output: "model" });
 */
export async function openRegistry(location: string | Location, options: OpenOptions = {}): Promise<OpenRegistry> {
  const { revision, environment = process.env } = options;
  const place = typeof location === "string" ? parseLocation(location, resolvePath(".")) : location;
  const reader = new RegistryReader(await openLocation(place, environment, { revision }));
  const openStore = storeOpener(place, environment);
  const workFolder = revision === undefined ? folderIn(place) : undefined;
  const compare = async (resolved: Resolved, { always }: { readonly always: boolean }): Promise<Resolved> => {
    if (workFolder === undefined) return resolved;
    const paths = filesOf(resolved);
    // Comparing takes a process of git's, which would cost more than all else that resolving does.
    if (!always && !attributesAtWork(workFolder, paths, environment)) return resolved;
    const { expectAsCommitted } = await import("./as-committed.ts");
    const more = await expectAsCommitted(workFolder, await reader.tree.read(paths), resolved);
    return more.length === 0 ? resolved : { ...resolved, warnings: [...resolved.warnings, ...more] };
  };
  return {
    reader,
    resolve: async (reference, how) => compare(await resolve(reader, reference, how), { always: false }),
    pull: async (reference, target) => {
      const [{ cacheFolder }, { ArtifactCache }, { pull }] = await pulling();
      const cache = new ArtifactCache(options.cacheFolder ?? cacheFolder(environment));
      const store = await openStore(await reader.settings());
      const resolved = await compare(await resolve(reader, reference, target), { always: true });
      return pull({ reader, cache, store, resolved, ...target });
    },
  };
}

/** What a reference was resolved by, or its bytes are fetched by. */
function filesOf({ model, version, stage, path }: Resolved): readonly string[] {
  const besides = [pathOf({ kind: "registry" }), pathOf({ kind: "status", model, version })];
  return [path, ...besides, ...(stage === undefined ? [] : [pathOf({ kind: "stage", model, stage })])];
}

/** Whoever only resolves never loads what moves bytes. */
function pulling() {
  return Promise.all([
    import("../../adapters/cache/folder.ts"),
    import("../../adapters/cache/artifact-cache.ts"),
    import("./pull.ts"),
  ]);
}
