import { git } from "./git.ts";

/**
 * The version of the git that runs here.
 *
 * @throws OutsideError `git-missing`
 * @example await gitVersion("/srv/registry") // "2.39.5"
 */
export async function gitVersion(folder: string): Promise<string> {
  const text = await git(["--version"], { cwd: folder });
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? text;
}
