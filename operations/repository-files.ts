import { join } from "node:path";
import { AnswerCache } from "../adapters/cache/answer-cache.ts";
import { cacheFolder } from "../adapters/cache/folder.ts";
import type { GitHubClient } from "../adapters/github/client.ts";
import { RepositoryFiles } from "../adapters/github/repository-files.ts";
import type { Environment } from "./workspace/open-location.ts";

/** A repository's files, with answers kept in the user's cache folder. */
export function repositoryFiles(client: GitHubClient, environment: Environment): RepositoryFiles {
  return new RepositoryFiles(client, new AnswerCache(join(cacheFolder(environment), "answers")));
}
