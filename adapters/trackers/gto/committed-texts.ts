import { listCommit } from "../../git/objects/list-commit.ts";
import { blobsAmong } from "../../git/objects/blobs.ts";
import type { OpenRepository } from "../../git/open-repository.ts";

/**
 * The texts that a commit has at some of these paths. One that it has, and the repository does not, is no absence.
 *
 * @throws OutsideError `git-failed`, `git-object-missing`
 */
export async function committedTexts(
  { repository, commit }: { readonly repository: OpenRepository; readonly commit: string },
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const entries = paths.length === 0 ? [] : await listCommit(repository.folder, commit, paths);
  const files = entries.filter(({ path, mode }) => mode.startsWith("100") && paths.includes(path));
  const blobs = await blobsAmong(
    repository.objects,
    files.map(({ blobId }) => blobId),
  );
  return new Map(
    files.flatMap(({ path, blobId }): [string, string][] => {
      const bytes = blobs.get(blobId);
      return bytes === undefined ? [] : [[path, new TextDecoder().decode(bytes)]];
    }),
  );
}
