import { readBlobs } from "../adapters/git/blobs.ts";
import { isInGit } from "../adapters/git/repository.ts";
import { digestInPointer } from "../adapters/trackers/dvc/pointer.ts";
import type { Registry } from "../core/registry/registry.ts";
import type { DataPointer } from "../core/rules/rule.ts";

/**
 * Reads DVC's pointers at the commits that dataset versions name. A commit's id is of one repository only, so those of
 * another one, or beyond a shallow clone, are simply not here. A version that names no commit claims nothing that could
 * be held against it: the pointer in the working folder may long be that of a later version.
 */
export async function readDataPointers(folder: string, { datasets }: Registry): Promise<readonly DataPointer[]> {
  const places: Omit<DataPointer, "digest">[] = [];
  for (const { name: dataset, versions } of datasets.values()) {
    for (const [version, { value }] of versions) {
      const { type, commit, path } = value.source ?? {};
      if (type !== "dvc" || commit === undefined || path === undefined) continue;
      places.push({ dataset, version, commit, path: path.endsWith(".dvc") ? path : `${path}.dvc` });
    }
  }
  if (places.length === 0 || !(await isInGit(folder))) return [];
  const blobs = await readBlobs(folder, new Set(places.map(objectOf)));
  return places.flatMap((place) => {
    const blob = blobs.get(objectOf(place));
    const digest = blob && digestInPointer(new TextDecoder().decode(blob), place.path);
    return digest === undefined ? [] : [{ ...place, digest }];
  });
}

function objectOf({ commit, path }: Omit<DataPointer, "digest">): string {
  return `${commit}:${path}`;
}
