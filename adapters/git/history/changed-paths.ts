import { randomUUID } from "node:crypto";
import { git } from "../git.ts";
import type { OpenRepository } from "../open-repository.ts";
import { stagedSubmodules } from "../clone/submodules.ts";

/** What `.gitmodules` and the user's settings could hide: a submodule with `ignore = all` would differ from nothing. */
const SETTLED = ["--ignore-submodules=none", "--no-ext-diff", "--no-textconv"];

/**
 * The paths that differ between two commits, in content or in mode, by one `git diff-tree`: what lies in folders that are
 * the same is not even looked at, so it costs what the difference costs.
 *
 * @param repository the paths and the answer are relative to its folder
 * @param below files and folders
 */
export async function changedPaths(
  { folder }: OpenRepository,
  base: string,
  head: string,
  below: readonly string[],
): Promise<readonly string[]> {
  const asked = ["-r", "-z", "--name-only", "--no-renames", "--relative", "--end-of-options", base, head];
  const command = ["--literal-pathspecs", "diff-tree", ...SETTLED, ...asked, "--", ...below];
  // It would read the index of everything that is checked out, and has no use for it.
  const environment = { GIT_INDEX_FILE: `.no-index-${randomUUID()}` };
  const output = await git(command, { cwd: folder, environment });
  return output.split("\0").filter((path) => path !== "");
}

/**
 * What differs between two commits or trees, by path from the repository's root: the modes and the blob ids before and after.
 */
export async function changedBlobs(
  { folder }: OpenRepository,
  base: string,
  head: string,
): Promise<ReadonlyMap<string, string>> {
  const asked = ["-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-relative", "--end-of-options", base, head];
  const environment = { GIT_INDEX_FILE: `.no-index-${randomUUID()}` };
  const output = await git(["diff-tree", ...SETTLED, ...asked, "--"], { cwd: folder, environment });
  const parts = output.split("\0");
  const changes = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) changes.set(parts[at + 1] ?? "", parts[at] ?? "");
  return changes;
}

/**
 * The paths at which a work tree differs from a commit, in content or in mode, with what git does not track yet and what it
 * ignores. Git compares by what its index knows of the files, and looks only into those that were touched since.
 *
 * @param repository of a work tree; the paths and the answer are relative to its folder
 * @param below files and folders
 */
export async function changedInFolder(
  { folder }: OpenRepository,
  base: string,
  below: readonly string[],
): Promise<readonly string[]> {
  const asked = ["-z", "--name-only", "--no-renames", "--relative", "--end-of-options", base];
  const [tracked, others, submodules] = await Promise.all([
    git(["--literal-pathspecs", "diff", ...SETTLED, ...asked, "--", ...below], { cwd: folder }),
    git(["--literal-pathspecs", "ls-files", "--others", "-z", "--", ...below], { cwd: folder }),
    stagedSubmodules(folder, below),
  ]);
  // Git lists a repository inside of the repository with a slash at its end.
  const paths = [...tracked.split("\0"), ...others.split("\0")].map((path) => path.replace(/\/$/, ""));
  return [...new Set([...paths, ...submodules])].filter((path) => path !== "");
}
