import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { RepositorySettings } from "../../adapters/github/settings/settings.ts";
import { ModelyardError } from "../../core/errors.ts";
import type { Observed } from "../../core/gates/verdict.ts";
import type { Registry } from "../../core/registry/registry.ts";
import { type Location, folderIn } from "../workspace/location.ts";
import type { Environment } from "../workspace/open-location.ts";
import { storeOpener } from "../workspace/store-context.ts";
import type { StoreObserved } from "./setup.ts";

interface StorePlace {
  readonly location: Location;
  readonly environment: Environment;
}

/** Asks the artifact store for one version, and whether it could be written to. Nothing is written. */
export async function observeStore(
  registry: Registry,
  github: Observed<RepositorySettings>,
  { location, environment }: StorePlace,
): Promise<StoreObserved> {
  const settings = registry.settings?.value;
  if (settings === undefined) return { state: "unconfigured" };
  const where = settings.artifacts.store;
  const name = where === "github-releases" ? "the GitHub releases" : nameOf(where);
  // Whoever cannot ask GitHub about the repository cannot ask about its releases either.
  if (where === "github-releases" && !github.known) return { state: "unseen", reason: github.reason };
  try {
    const store = await storeOpener(location, environment)(settings);
    const sample = [...registry.models.values()]
      .find(({ versions }) => versions.size > 0)
      ?.versions.values()
      .next().value;
    const { model = "model", version = "0.0.0", artifacts = [] } = sample?.value ?? {};
    await store.inspect({ model, version }, artifacts.slice(0, 1));
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
    return { state: "unreachable", name, message: error.message, hint: error.hint };
  }
  if (where === "github-releases") {
    return { state: "reachable", name, writable: github.known ? github.value.repository.mayPush : undefined };
  }
  return where.type === "file"
    ? observeFolder(name, resolve(folderIn(location) ?? "/", where.path))
    : { state: "reachable", name, writable: undefined };
}

function nameOf(where: { readonly type: string; readonly path?: string; readonly bucket?: string }): string {
  return `${where.type}:${where.path ?? where.bucket ?? ""}`;
}

/** A folder that is not there yet is made by the first draft, where the folders above allow it. */
async function observeFolder(name: string, path: string): Promise<StoreObserved> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    if (found.code !== "ENOENT") return unreachable(name, found.message);
    const parent = dirname(path);
    return parent === path ? unreachable(name, found.message) : observeFolder(name, parent);
  }
  if (!found.isDirectory()) return unreachable(name, `${path} is no folder`);
  const writable = await access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return { state: "reachable", name, writable };
}

function unreachable(name: string, message: string): StoreObserved {
  const hint =
    "Mount the folder here, or name another one in registry/registry.yaml: artifacts: {store: {type: file, path: …}}.";
  return { state: "unreachable", name, message, hint };
}
