import { InputError } from "../../core/errors.ts";
import { readCodeState } from "../git/repository.ts";
import { GitHubClient } from "./client.ts";
import { findApiUrl, findToken } from "./token.ts";

export interface Connection {
  /** A folder in a clone of the repository. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `owner/name`, where it is known. */
  readonly repository?: string | undefined;
  /** The address of the REST API, where it is not github.com's. */
  readonly apiUrl?: string | undefined;
}

/**
 * Connects to the repository that is named, that the workflow runs in (`GITHUB_REPOSITORY`), or that `origin` points at.
 *
 * @throws InputError `github-repository-unknown`
 */
export async function connectToGitHub({ folder, environment, repository, apiUrl }: Connection): Promise<GitHubClient> {
  const name =
    repository ?? environment["MODELYARD_REPOSITORY"] ?? environment["GITHUB_REPOSITORY"] ?? (await originOf(folder));
  const [owner = "", repo = "", ...rest] = (name ?? "").split("/");
  if (!isRepositoryPart(owner) || !isRepositoryPart(repo) || rest.length > 0) {
    throw new InputError({
      code: "github-repository-unknown",
      message:
        name === undefined
          ? "It is not known which GitHub repository this is"
          : `${JSON.stringify(name)} is not a GitHub repository`,
      hint: "Add the remote origin (git remote add origin https://github.com/OWNER/NAME), or set GITHUB_REPOSITORY=OWNER/NAME.",
    });
  }
  const url = findApiUrl(environment, apiUrl);
  return new GitHubClient({ apiUrl: url, token: await findToken(environment, url), owner, repository: repo });
}

function isRepositoryPart(text: string): boolean {
  return /^[A-Za-z0-9_.-]+$/.test(text) && text !== "." && text !== "..";
}

async function originOf(folder: string): Promise<string | undefined> {
  const address = (await readCodeState(folder))?.repository;
  return address === undefined ? undefined : /^https?:\/\/[^/]+\/([^/]+\/[^/]+)$/.exec(address)?.[1];
}
