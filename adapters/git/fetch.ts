import { tryGit } from "./git.ts";

export interface Remote {
  /** For the server's own addresses; undefined where the clone's own credentials must do. */
  readonly token: string | undefined;
  /** `https://github.com`. */
  readonly serverUrl: string;
}

/** Whether the clone in `folder` lacks old commits. */
export async function isShallow(folder: string): Promise<boolean> {
  const { stdout } = await tryGit(["rev-parse", "--is-shallow-repository"], { cwd: folder });
  return stdout.toString("utf8").trim() === "true";
}

/**
 * Brings the whole history of `commit` into a shallow clone.
 *
 * @returns what git said where it could not; undefined where the history is whole now
 */
export async function unshallow(folder: string, commit: string, remote: Remote): Promise<string | undefined> {
  if (!(await isShallow(folder))) return undefined;
  return fetchFromOrigin(folder, ["--unshallow", "origin", commit], remote);
}

/** Brings commits by their names; undefined when they are here, else what git said. */
export async function fetchCommits(
  folder: string,
  commits: readonly string[],
  remote: Remote,
): Promise<string | undefined> {
  const missing: string[] = [];
  for (const commit of commits) {
    if ((await tryGit(["cat-file", "-e", `${commit}^{commit}`], { cwd: folder })).exitCode !== 0) missing.push(commit);
  }
  return missing.length === 0 ? undefined : fetchFromOrigin(folder, ["origin", ...missing], remote);
}

/** First with what the clone is set up with: a second credential beside it would be refused. */
async function fetchFromOrigin(folder: string, words: readonly string[], remote: Remote): Promise<string | undefined> {
  const args = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", ...words];
  // Nobody is there to answer, and a server that stalls for a minute is given up.
  const quiet = { GIT_TERMINAL_PROMPT: "0", GIT_HTTP_LOW_SPEED_LIMIT: "1", GIT_HTTP_LOW_SPEED_TIME: "60" };
  const plain = await tryGit(args, { cwd: folder, environment: quiet });
  if (plain.exitCode === 0) return undefined;
  if (remote.token === undefined) return plain.stderr;
  const credential = Buffer.from(`x-access-token:${remote.token}`).toString("base64");
  const environment = {
    ...quiet,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${remote.serverUrl}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${credential}`,
  };
  const again = await tryGit(args, { cwd: folder, environment });
  return again.exitCode === 0 ? undefined : again.stderr;
}
