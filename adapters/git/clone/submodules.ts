import { existsSync } from "node:fs";
import { join } from "node:path";
import { git } from "../git.ts";
import { findGitFolder } from "../git-folder.ts";

/**
 * The submodules that would be committed at or below a path. Before they are checked out their folders may be missing, so
 * that nothing in the work tree shows them; a recursive clone would fill them.
 *
 * @param folder `below` and the answer are relative to it
 */
export async function stagedSubmodules(folder: string, below: readonly string[]): Promise<readonly string[]> {
  const top = findGitFolder(folder)?.top;
  // Without this file nothing is ever checked out there.
  if (top === undefined || !existsSync(join(top, ".gitmodules"))) return [];
  const asked = ["--literal-pathspecs", "ls-files", "--stage", "-z", "--", ...below];
  const lines = (await git(asked, { cwd: folder })).split("\0");
  return lines.flatMap((line) => (line.startsWith("160000 ") ? line.slice(line.indexOf("\t") + 1) : []));
}
