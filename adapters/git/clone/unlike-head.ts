import { committedTextsOf } from "../../../core/registry/committed-text.ts";
import { findGitFolder } from "../git-folder.ts";
import { tryGit } from "../git.ts";
import { gitBlobId } from "../objects/blob-id.ts";
import { editedPaths } from "./commit-paths.ts";

/** Files of a work tree that are not what the commit has that is checked out. */
export interface UnlikeHead {
  /** Git sees a change too: somebody has edited them, or is about to commit them. */
  readonly edited: readonly string[];
  /** HEAD does not have them. */
  readonly added: readonly string[];
  /** Git sees none: an attribute or a filter has made other bytes of them. */
  readonly altered: readonly string[];
}

const NONE: UnlikeHead = { edited: [], added: [], altered: [] };

/**
 * Compares files with HEAD's, byte for byte but for the ends of lines. In a folder without git or without a commit there is
 * nothing to compare.
 *
 * @param files by path from the folder, as they were read
 * @throws OutsideError `git-missing`, `git-distrusts`, `git-failed`
 */
export async function unlikeHead(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<UnlikeHead> {
  const at = findGitFolder(folder);
  if (at === undefined || files.size === 0) return NONE;
  const { exitCode, stdout } = await tryGit(["ls-tree", "-z", "HEAD", "--", ...files.keys()], { cwd: folder });
  if (exitCode !== 0) return NONE;
  const committed = new Map(
    stdout
      .toString("utf8")
      .split("\0")
      .flatMap((line): [string, string][] => {
        const [, id, path] = /^[0-7]+ blob ([0-9a-f]+)\t([^]+)$/.exec(line) ?? [];
        return id === undefined || path === undefined ? [] : [[path, id]];
      }),
  );
  const unlike = [...files].flatMap(([path, bytes]) => {
    const id = committed.get(path);
    return id === undefined || committedTextsOf(bytes).some((text) => gitBlobId(text, at.objectFormat) === id)
      ? []
      : [path];
  });
  const added = [...files.keys()].filter((path) => !committed.has(path));
  if (unlike.length === 0) return { ...NONE, added };
  const edited = await editedPaths(folder, unlike);
  return { edited, added, altered: unlike.filter((path) => !edited.includes(path)) };
}
