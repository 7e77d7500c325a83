import { copyFile, lstat, mkdtemp, readFile, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAX_FILE_BYTES } from "../../../core/tree/tree.ts";
import { git } from "../git.ts";
import type { OpenRepository } from "../open-repository.ts";
import { changedInFolder } from "./changed-paths.ts";

/** Settings of the user with which git would write files beside the index, or refuse to write. */
const SETTLED = ["-c", "core.splitIndex=false", "-c", "core.fsmonitor=false", "-c", "core.safecrlf=false"];

const NOBODY = {
  GIT_AUTHOR_NAME: "modelyard",
  GIT_AUTHOR_EMAIL: "modelyard@invalid",
  GIT_COMMITTER_NAME: "modelyard",
  GIT_COMMITTER_EMAIL: "modelyard@invalid",
  // The same edits make the same commit, however often they are checked.
  GIT_AUTHOR_DATE: "@0 +0000",
  GIT_COMMITTER_DATE: "@0 +0000",
};

/**
 * What a work tree would be if all of it was committed now: every tracked file, and below some paths also what git does not
 * track or ignores. The commit is on no branch, and neither the index nor a file of the work tree is touched.
 *
 * @param below files and folders, relative to the repository's folder
 * @returns undefined where something below these paths cannot be committed, or is too large to be kept for a check
 * @throws OutsideError `git-failed`
 */
export async function commitOfFolder(
  repository: OpenRepository,
  below: readonly string[],
): Promise<string | undefined> {
  const { folder } = repository;
  const changed = await changedInFolder(repository, "HEAD", below);
  const kept = await Promise.all(changed.map((path) => canBeKept(join(folder, path))));
  if (kept.includes(false)) return undefined;
  const room = await mkdtemp(join(tmpdir(), "modelyard-index-"));
  try {
    const environment = { GIT_INDEX_FILE: join(room, "index") };
    await copyIndex(folder, environment.GIT_INDEX_FILE);
    await git([...SETTLED, "add", "--update", "--", ":/"], { cwd: folder, environment });
    const places = below.filter((place) => changed.some((path) => path === place || path.startsWith(`${place}/`)));
    if (places.length > 0) {
      const add = [...SETTLED, "--literal-pathspecs", "add", "--all", "--force", "--", ...places];
      await git(add, { cwd: folder, environment });
    }
    const tree = await git([...SETTLED, "write-tree"], { cwd: folder, environment });
    const parents = (await parentsToBe(folder)).flatMap((parent) => ["-p", parent]);
    const commit = ["commit-tree", tree, ...parents, "-m", "What is in the working folder"];
    return await git(commit, { cwd: folder, environment: NOBODY });
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

/** Whether a path can be in a commit; what it holds is of no interest. */
async function canBeKept(file: string): Promise<boolean> {
  const stats = await lstat(file).catch(() => undefined);
  return stats === undefined || stats.isSymbolicLink() || (stats.isFile() && stats.size <= MAX_FILE_BYTES);
}

/** With the copy git need not read what was not touched since. */
async function copyIndex(folder: string, copy: string): Promise<void> {
  const index = await git(["rev-parse", "--path-format=absolute", "--git-path", "index"], { cwd: folder });
  const stats = await stat(index).catch(() => undefined);
  // Before anything was ever added.
  if (stats === undefined) return;
  await copyFile(index, copy);
  // What was touched when the index was written git reads again, and it knows by the index's own time.
  const before = Math.floor(stats.mtimeMs / 1000) - 1;
  await utimes(copy, before, before);
}

/** The commit that is checked out, and what is just being merged to it. */
async function parentsToBe(folder: string): Promise<readonly string[]> {
  const asked = ["rev-parse", "--path-format=absolute", "--git-path", "MERGE_HEAD", "--verify", "HEAD^{commit}"];
  const [merging = "", head = ""] = (await git(asked, { cwd: folder })).split("\n");
  const others = await readFile(merging, "utf8").catch(() => "");
  return [head, ...others.split("\n").filter((id) => id !== "" && id !== head)];
}
