import { join } from "node:path";
import { ownStatsAt } from "../../adapters/files/look-at.ts";
import { InputError } from "../../core/errors.ts";
import type { Artifact, ModelVersion } from "../../schemas/generated/types.ts";

/**
 * Local files for artifacts that the store does not hold.
 *
 * @param from the folder that holds them by their paths
 * @throws InputError `artifact-not-stored`, `not-a-file`
 * @throws OutsideError `file-unreadable` where it cannot be told whether they are there
 */
export async function locateArtifacts(
  from: string | undefined,
  missing: readonly Artifact[],
  { model, version }: ModelVersion,
): Promise<Map<Artifact, string>> {
  const found = new Map<Artifact, string>();
  const nowhere: string[] = [];
  for (const artifact of missing) {
    const path = from === undefined ? undefined : join(from, artifact.path);
    if (path !== undefined && (await isRegularFile(path))) found.set(artifact, path);
    else nowhere.push(artifact.path);
  }
  if (nowhere.length === 0) return found;
  const where = from === undefined ? "the store does not hold them" : `neither the store nor ${from} holds them`;
  throw new InputError({
    code: "artifact-not-stored",
    message: `The bytes of ${nowhere.join(", ")} are missing: ${where}`,
    hint: `Run modelyard publish --from FOLDER where FOLDER holds the artifacts of ${model} ${version}.`,
  });
}

async function isRegularFile(path: string): Promise<boolean> {
  const stats = await ownStatsAt(path);
  if (stats === undefined || stats.isFile()) return stats !== undefined;
  // Reading a named pipe would wait for its writer, and a link may lead to anything.
  throw new InputError({
    code: "not-a-file",
    message: `${path} is no regular file`,
    hint: "Links are not followed: put the artifact itself there.",
    path,
  });
}
