import type { ArtifactStore } from "../../core/store/store.ts";
import type { RegistrySettings } from "../../schemas/generated/types.ts";
import { type Location, folderIn, repositoryIn } from "./location.ts";
import type { Environment } from "./open-location.ts";

/** Opens the store that a registry's settings name. */
export type OpenStore = (settings: RegistrySettings) => Promise<ArtifactStore>;

/**
 * What opens the artifact store of a location's registry, with the environment's tokens and addresses. Paths count from the
 * registry's folder. Whoever opens no store loads none.
 *
 * @throws InputError `store-out-of-reach`, `github-repository-unknown`, when a store is opened
 */
export function storeOpener(location: Location, environment: Environment): OpenStore {
  const context = { root: folderIn(location), repository: repositoryIn(location), environment };
  return async (settings) => {
    const { openStore } = await import("../../adapters/stores/open.ts");
    return openStore(settings, context);
  };
}
