import { posix } from "node:path";
import { blobsAmong } from "../../adapters/git/objects/blobs.ts";
import { type OpenRepository, withRepositoryIfAny } from "../../adapters/git/open-repository.ts";
import { foldersAbove, recordInLock } from "../../adapters/trackers/dvc/lock.ts";
import { digestInPointer } from "../../adapters/trackers/dvc/pointer.ts";
import type { RegistryOutline } from "../../core/registry/registry.ts";
import type { DataPointer } from "../../core/rules/rule.ts";

/** A dataset version and where it says that its data are. */
interface RecordedPath {
  readonly dataset: string;
  readonly version: string;
  readonly commit: string;
  /** Of the data, from the repository's root. */
  readonly data: string;
}

/**
 * Reads what DVC recorded at the commits that dataset versions name: in pointers, and of data that a pipeline makes in its
 * lock. A commit's id is of one repository only, so those of another one, or beyond a shallow clone, are simply not here.
 * A version that names no commit claims nothing that could be held against it: the pointer in the working folder may long
 * be that of a later version.
 *
 * @param at the registry's folder; or its repository, where that is open already
 */
export async function readDataPointers(
  at: string | OpenRepository,
  { datasets }: RegistryOutline,
): Promise<readonly DataPointer[]> {
  const places: RecordedPath[] = [];
  for (const { name: dataset, versions } of datasets.values()) {
    for (const [version, { value }] of versions) {
      const { type, commit, path } = value.source ?? {};
      if (type !== "dvc" || commit === undefined || path === undefined) continue;
      places.push({ dataset, version, commit, data: posix.normalize(path).replace(/\.dvc$|\/$/, "") });
    }
  }
  if (places.length === 0) return [];
  return withRepositoryIfAny(at, async (repository) => (repository ? pointersAt(repository, places) : []));
}

async function pointersAt(
  { objects }: OpenRepository,
  places: readonly RecordedPath[],
): Promise<readonly DataPointer[]> {
  const pointers = await blobsAmong(objects, new Set(places.map(pointerOf)));
  const unmarked = places.filter((place) => !pointers.has(pointerOf(place)));
  const pipelines = await blobsAmong(objects, new Set(unmarked.flatMap(pipelinesOf)));
  return places.flatMap((place) => inPointer(place, pointers) ?? inLocks(place, pipelines) ?? []);
}

type Blobs = ReadonlyMap<string, Uint8Array>;

const pointerOf = ({ commit, data }: RecordedPath): string => `${commit}:${data}.dvc`;

const pipelinesOf = ({ commit, data }: RecordedPath): readonly string[] =>
  foldersAbove(data).flatMap((at) => ["dvc.lock", "dvc.yaml"].map((name) => `${commit}:${posix.join(at, name)}`));

function inPointer(place: RecordedPath, pointers: Blobs): DataPointer | undefined {
  const path = `${place.data}.dvc`;
  const text = textOf(pointers.get(pointerOf(place)));
  return pointerTo(place, path, text === undefined ? undefined : digestInPointer(text, path));
}

function inLocks(place: RecordedPath, pipelines: Blobs): DataPointer | undefined {
  const { commit, data } = place;
  for (const at of foldersAbove(data)) {
    const path = posix.join(at, "dvc.lock");
    const lock = textOf(pipelines.get(`${commit}:${path}`));
    if (lock === undefined) continue;
    const definition = textOf(pipelines.get(`${commit}:${posix.join(at, "dvc.yaml")}`));
    const found = pointerTo(
      place,
      path,
      recordInLock({ lock, definition }, at === "" ? data : data.slice(at.length + 1))?.digest,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function pointerTo({ dataset, version, commit }: RecordedPath, path: string, digest: string | undefined) {
  return digest === undefined ? undefined : { dataset, version, commit, path, digest };
}

function textOf(blob: Uint8Array | undefined): string | undefined {
  return blob && new TextDecoder().decode(blob);
}
