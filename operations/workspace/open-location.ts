import { join } from "node:path";
import type { GitHubClient } from "../../adapters/github/client.ts";
import type { RepositoryFiles } from "../../adapters/github/repository-files.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import type { Tree } from "../../core/tree/tree.ts";
import type { GitHubLocation, Location } from "./location.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The tree of a location; on GitHub nothing is asked for before something is read. */
export async function openLocation(location: Location, environment: Environment): Promise<Tree> {
  if (location.kind === "folder") return openFolder(location.folder);
  const [{ openGitHubTree }, files] = await Promise.all([
    import("../../adapters/trees/github.ts"),
    openRepositoryFiles(location, environment),
  ]);
  return openGitHubTree(files, { ref: location.ref });
}

/** The files of a repository on GitHub, with the token and the address that the environment names. */
export async function openRepositoryFiles(
  { owner, name }: GitHubLocation,
  environment: Environment,
): Promise<RepositoryFiles> {
  // GitHub's client is large: whoever works in a folder never loads it.
  const { connectToGitHub } = await import("../../adapters/github/connect.ts");
  return repositoryFiles(
    await connectToGitHub({ folder: ".", environment, repository: `${owner}/${name}` }),
    environment,
  );
}

/** A repository's files, with answers kept in the user's cache folder. */
export async function repositoryFiles(client: GitHubClient, environment: Environment): Promise<RepositoryFiles> {
  const [{ RepositoryFiles: Files }, { AnswerCache }, { cacheFolder }] = await Promise.all([
    import("../../adapters/github/repository-files.ts"),
    import("../../adapters/cache/answer-cache.ts"),
    import("../../adapters/cache/folder.ts"),
  ]);
  return new Files(client, new AnswerCache(join(cacheFolder(environment), "answers")));
}
