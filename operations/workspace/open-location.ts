import { join } from "node:path";
import type { GitHubClient } from "../../adapters/github/client/client.ts";
import type { RepositoryFiles } from "../../adapters/github/repository/repository-files.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { type GitHubLocation, type Location, folderIn, repositoryIn } from "./location.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The tree of a location; on GitHub nothing is asked for before something is read.
 *
 * @param options a revision: that commit instead of the working folder, or of the location's own ref
 * @throws InputError `revision-unknown`
 */
export async function openLocation(
  location: Location,
  environment: Environment,
  { revision }: { readonly revision?: string | undefined } = {},
): Promise<Tree> {
  if (location.kind === "folder") {
    if (revision === undefined) return openFolder(location.folder);
    const { openCommit } = await import("../../adapters/trees/git-commit.ts");
    return openCommit(location.folder, revision);
  }
  const [{ openGitHubTree }, files] = await Promise.all([
    import("../../adapters/trees/github.ts"),
    openRepositoryFiles(location, environment),
  ]);
  return openGitHubTree(files, { ref: revision ?? location.ref });
}

/** The files of a repository on GitHub, with the token and the address that the environment names. */
export async function openRepositoryFiles(
  location: GitHubLocation,
  environment: Environment,
): Promise<RepositoryFiles> {
  return repositoryFiles(await connectToLocation(location, environment), environment);
}

/**
 * Connects to GitHub about a location: about the repository that it names, or that its folder is a clone of.
 *
 * @throws InputError `github-repository-unknown`
 */
export async function connectToLocation(location: Location, environment: Environment): Promise<GitHubClient> {
  // GitHub's client is large: whoever works in a folder never loads it.
  const { connectToGitHub } = await import("../../adapters/github/client/connect.ts");
  return connectToGitHub({ folder: folderIn(location) ?? ".", environment, repository: repositoryIn(location) });
}

/** A repository's files, with answers kept in the user's cache folder. */
export async function repositoryFiles(client: GitHubClient, environment: Environment): Promise<RepositoryFiles> {
  const [{ RepositoryFiles: Files }, { AnswerCache }, { cacheFolder }] = await Promise.all([
    import("../../adapters/github/repository/repository-files.ts"),
    import("../../adapters/cache/answer-cache.ts"),
    import("../../adapters/cache/folder.ts"),
  ]);
  return new Files(client, new AnswerCache(join(cacheFolder(environment), "answers")));
}
