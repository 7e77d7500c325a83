import type { Observed } from "../../../core/gates/verdict.ts";
import { UNSHALLOW } from "./history.ts";
import type { OpenRepository } from "../open-repository.ts";
import { logFirstParents } from "./stage-log.ts";

/** Some files as they were on a branch from a commit on; a file that was not there then is left out. */
export interface FileStates {
  readonly commit: string;
  /** The commit's time, RFC 3339 in UTC. */
  readonly since: string;
  readonly files: ReadonlyMap<string, { readonly id: string; readonly bytes: Uint8Array }>;
}

/**
 * What files were on a branch's first-parent line, newest state first: one for each commit that changed one of them.
 *
 * @param paths from the registry's root
 * @returns unknown where the clone is shallow
 * @throws OutsideError `git-failed`
 */
export async function readFileStates(
  repository: OpenRepository,
  commit: string,
  paths: readonly string[],
): Promise<Observed<readonly FileStates[]>> {
  const { prefix, objects } = repository;
  if (await repository.isShallow()) {
    const reason = `this clone is shallow, so it does not hold the whole history: ${UNSHALLOW}`;
    return { known: false, reason };
  }
  const log = await logFirstParents(
    repository,
    [commit],
    paths.map((path) => `:(literal)${path}`),
  );
  const blobIds = log.flatMap(({ files }) => files.flatMap(({ blobId }) => blobId ?? []));
  const blobs = await objects.read(blobIds);
  const states: FileStates[] = [];
  let current: FileStates["files"] = new Map();
  for (const { moment, files } of log.toReversed()) {
    const next = new Map(current);
    for (const { path, blobId } of files) {
      const file = blobId === undefined ? undefined : blobs.get(blobId);
      if (file === undefined) next.delete(path.slice(prefix.length));
      else next.set(path.slice(prefix.length), file);
    }
    current = next;
    states.push({ commit: moment.commit, since: moment.time, files: current });
  }
  return { known: true, value: states.reverse() };
}
