import { blobsAmong } from "../../adapters/git/objects/blobs.ts";
import { changedInFolder } from "../../adapters/git/history/changed-paths.ts";
import { logFirstParents } from "../../adapters/git/history/stage-log.ts";
import type { OpenRepository } from "../../adapters/git/open-repository.ts";
import type { Standing } from "../../core/import/track.ts";
import { readContent } from "../../core/registry/content.ts";
import { identify } from "../../core/registry/names/paths.ts";
import type { Registry } from "../../core/registry/registry.ts";

/**
 * What the stage and status files say now, since when, and what they said before: the date of the last commit that changed
 * each, or none where it is not committed as it is. A file that was removed says nothing since then.
 */
export async function readStanding(
  repository: OpenRepository | undefined,
  registry: Registry,
): Promise<ReadonlyMap<string, Standing<string>>> {
  const values = new Map<string, string | null>();
  const committed = repository === undefined ? new Map<string, Committed>() : await pointersIn(repository);
  for (const path of committed.keys()) values.set(path, null);
  for (const { stages, statuses } of registry.models.values()) {
    for (const { file, value } of stages.values()) values.set(file.path, value.version);
    for (const { file, value } of statuses.values()) values.set(file.path, value.status);
  }
  return new Map(Array.from(values, ([path, value]) => [path, { value, since: undefined, ...committed.get(path) }]));
}

type Committed = Omit<Standing<string>, "value">;

async function pointersIn(repository: OpenRepository): Promise<Map<string, Committed>> {
  const { prefix } = repository;
  const head = await repository.objects.describe(["HEAD"]);
  if (head.size === 0) return new Map();
  const places = ["stages", "status"].map((kind) => `:(glob)registry/models/*/${kind}/*.yaml`);
  const dates = new Map<string, string>();
  const earlier: { readonly path: string; readonly blobId: string }[] = [];
  for (const { moment, files } of await logFirstParents(repository, ["HEAD"], places)) {
    for (const { path, blobId } of files) {
      const own = path.slice(prefix.length);
      if (!dates.has(own)) dates.set(own, moment.time);
      else if (blobId !== undefined) earlier.push({ path: own, blobId });
    }
  }
  const before = await valuesOf(repository, earlier);
  const pointers = new Map<string, Committed>(
    Array.from(dates, ([path, since]) => [path, { since, before: before.get(path) }]),
  );
  for (const path of await changedInFolder(repository, "HEAD", ["registry/models"])) {
    const kind = identify(path)?.kind;
    if (kind === "stage" || kind === "status") pointers.set(path, { since: undefined });
  }
  return pointers;
}

/** By path: all that its old files said. One that cannot be read said nothing. */
async function valuesOf(
  { objects }: OpenRepository,
  files: readonly { readonly path: string; readonly blobId: string }[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const blobs = await blobsAmong(objects, new Set(files.map(({ blobId }) => blobId)));
  const values = new Map<string, Set<string>>();
  for (const { path, blobId } of files) {
    const bytes = blobs.get(blobId);
    const identity = identify(path);
    if (bytes === undefined || (identity?.kind !== "stage" && identity?.kind !== "status")) continue;
    const content = await readContent(identity, { path, bytes });
    const said = content === undefined ? null : "status" in content ? content.status : content.version;
    if (said !== null) values.set(path, (values.get(path) ?? new Set()).add(said));
  }
  return values;
}
