import { join } from "node:path";
import { tryGit } from "../git.ts";
import { type GitFolder, exists } from "../git-folder.ts";

/** The files below a folder that a sparse checkout leaves out of the work tree: they are in the index, and not here. */
export async function sparsePaths(git: GitFolder, folder: string, below: string): Promise<readonly string[]> {
  // Only where this file is can a checkout be sparse: nobody else pays for a process.
  if (!exists(join(git.folder, "info/sparse-checkout"))) return [];
  const asked = ["--literal-pathspecs", "ls-files", "-t", "-z", "--", below];
  const { stdout } = await tryGit(asked, { cwd: folder });
  const skipped = stdout
    .toString("utf8")
    .split("\0")
    .flatMap((line) => (line.startsWith("S ") ? [line.slice(2)] : []));
  return skipped.filter((path) => !exists(join(folder, path)));
}
