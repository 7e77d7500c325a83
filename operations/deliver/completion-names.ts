import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { openFolder } from "../../adapters/trees/folder.ts";
import { modelFolder } from "../../core/registry/names/paths.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { REGISTRY_FOLDER } from "../../core/tree/tree.ts";
import { type Location, folderIn } from "../workspace/location.ts";

/**
 * Names that a registry in a folder has. Only folders are listed, and registry.yaml read for the stages: somebody waits for
 * it at every press of a key.
 */
export interface RegistryNames {
  models(): Promise<readonly string[]>;
  /** What can follow `MODEL@`: stages that have a file, `latest`, and versions. */
  selectors(model: string): Promise<readonly string[]>;
  stages(): Promise<readonly string[]>;
  datasets(): Promise<readonly string[]>;
}

/** The names of a location's registry; undefined on GitHub, since nobody waits for a server at a press of a key. */
export function registryNames(location: Location): RegistryNames | undefined {
  const folder = folderIn(location);
  if (folder === undefined) return undefined;
  const files = async (path: string) => {
    const names = await readdir(join(folder, path)).catch(() => []);
    return names.flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -".yaml".length)] : []));
  };
  const folders = async (path: string) => {
    const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  };
  return {
    models: async () => folders(`${REGISTRY_FOLDER}/models`),
    datasets: async () => folders(`${REGISTRY_FOLDER}/datasets`),
    stages: async () => (await new RegistryReader(openFolder(folder)).settings()).stages.map(({ name }) => name),
    async selectors(model) {
      const at = modelFolder(model);
      const [stages, versions] = await Promise.all([files(`${at}/stages`), files(`${at}/versions`)]);
      return [...stages, ...(versions.length === 0 ? [] : ["latest"]), ...versions];
    },
  };
}
