import { tryGit } from "./git.ts";

/**
 * Whether git leaves a path out of what it would add to the repository of `folder`; undefined where the path is in no such
 * repository, behind a link, or inside git's own folder, which no commit can hold.
 *
 * @param path absolute; it need not exist
 */
export async function isIgnored(folder: string, path: string): Promise<boolean | undefined> {
  const { exitCode } = await tryGit(["check-ignore", "--quiet", "--", path], { cwd: folder });
  if (exitCode === 0) return true;
  return exitCode === 1 && !path.split("/").includes(".git") ? false : undefined;
}
