import { type Identity, datasetFolder, identify, modelFolder, pathOf } from "../registry/names/paths.ts";
import type { Entry, RegistryOutline, VersionLinks } from "../registry/registry.ts";
import { REGISTRY_FOLDER } from "../tree/tree.ts";

/** What a change touches: computed from the paths at which two trees differ. */
export class Touched {
  readonly paths: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
  readonly datasets: ReadonlySet<string>;
  /** The paths that a registry file can have, with what each is. */
  readonly identities: ReadonlyMap<string, Identity>;

  constructor(paths: Iterable<string>) {
    this.paths = new Set(paths);
    const identified = [...this.paths].flatMap((path) => {
      const identity = identify(path);
      return identity === undefined ? [] : [[path, identity] as const];
    });
    this.identities = new Map(identified);
    const identities = [...this.identities.values()];
    this.models = new Set(identities.flatMap((identity) => ("model" in identity ? [identity.model] : [])));
    this.datasets = new Set(identities.flatMap((identity) => ("dataset" in identity ? [identity.dataset] : [])));
  }

  /** The folders and files to list: each touched model and dataset, and what lies elsewhere by itself. */
  places(): readonly string[] {
    const folders = [...[...this.models].map(modelFolder), ...[...this.datasets].map(datasetFolder)];
    const others = [...this.paths].filter(
      (path) => path.startsWith(`${REGISTRY_FOLDER}/`) && !folders.some((folder) => path.startsWith(`${folder}/`)),
    );
    return [pathOf({ kind: "registry" }), ...folders, ...others];
  }

  /** The touched paths of one kind. */
  ofKind(kind: Identity["kind"]): readonly string[] {
    return [...this.identities].flatMap(([path, identity]) => (identity.kind === kind ? [path] : []));
  }

  /** The touched model versions that a registry has, as far as they can be understood. */
  versionsIn({ models }: RegistryOutline): readonly Entry<VersionLinks>[] {
    return [...this.identities.values()].flatMap((identity) => {
      if (identity.kind !== "model-version") return [];
      return models.get(identity.model)?.versions.get(identity.version) ?? [];
    });
  }

  hasModelFile(model: string): boolean {
    return this.paths.has(pathOf({ kind: "model", model }));
  }
}
