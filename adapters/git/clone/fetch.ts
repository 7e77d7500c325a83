import { tryGit } from "../git.ts";
import type { OpenRepository } from "../open-repository.ts";

export interface Remote {
  /** For the server's own addresses; undefined where the clone's own credentials must do. */
  readonly token: string | undefined;
  /** `https://github.com`. */
  readonly serverUrl: string;
}

/**
 * Brings the whole history of `commit` into a shallow clone.
 *
 * @returns what git said where it could not; undefined where the history is whole now
 */
export async function unshallow(
  repository: OpenRepository,
  commit: string,
  remote: Remote,
): Promise<string | undefined> {
  if (!(await repository.isShallow())) return undefined;
  return fetchFromOrigin(repository, ["--unshallow", "origin", commit], remote);
}

/** Brings commits by their names; undefined when they are here, else what git said. */
export async function fetchCommits(
  repository: OpenRepository,
  commits: readonly string[],
  remote: Remote,
): Promise<string | undefined> {
  const here = await repository.objects.describe(commits.map(nameOfCommit));
  const missing = commits.filter((commit) => !here.has(nameOfCommit(commit)));
  return missing.length === 0 ? undefined : fetchFromOrigin(repository, ["origin", ...missing], remote);
}

function nameOfCommit(commit: string): string {
  return `${commit}^{commit}`;
}

/** First with what the clone is set up with: a second credential beside it would be refused. */
async function fetchFromOrigin(
  repository: OpenRepository,
  words: readonly string[],
  remote: Remote,
): Promise<string | undefined> {
  const { folder } = repository;
  repository.forget();
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
