import { tagOf } from "../../core/store/asset-names.ts";
import type { Setup } from "./setup.ts";

/** Whether artifacts are stored on the releases of this repository. */
export function keepsReleases({ registry }: Setup): boolean {
  return registry.settings?.value.artifacts.store === "github-releases";
}

/** The tags of the registered versions; where there is none yet, one as they will be. */
export function versionTags({ registry }: Setup): readonly string[] {
  const tags = [...registry.models.values()].flatMap(({ name, versions }) =>
    versions.size === 0
      ? [tagOf({ model: name, version: "1.0.0" })]
      : [...versions.keys()].map((version) => tagOf({ model: name, version })),
  );
  return tags.length > 0 ? tags : [tagOf({ model: "model", version: "1.0.0" })];
}
