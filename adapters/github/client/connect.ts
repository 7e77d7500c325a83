import { InputError } from "../../../core/errors.ts";
import { originAddress } from "../../git/repository.ts";
import { GitHubClient } from "./client.ts";
import { execFile } from "node:child_process";
import { withoutTrailing } from "../../../core/text/trailing.ts";

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
  const address = await originAddress(folder);
  return address === undefined ? undefined : /^https?:\/\/[^/]+\/([^/]+\/[^/]+)$/.exec(address)?.[1];
}

/**
 * The token to call GitHub with: `GITHUB_TOKEN`, `GH_TOKEN`, or what the `gh` program is logged in with.
 *
 * @returns undefined where there is none: public repositories can be read without
 */
async function findToken(environment: Connection["environment"], apiUrl: string): Promise<string | undefined> {
  const given = environment["GITHUB_TOKEN"] || environment["GH_TOKEN"];
  if (given) return given;
  const host = new URL(apiUrl).hostname.replace(/^api\.(?=(?:github|[^.]+\.ghe)\.com$)/, "");
  return new Promise((resolve) => {
    const words = ["auth", "token", "--hostname", host];
    execFile("gh", words, { timeout: 5000 }, (error, stdout) =>
      resolve(error === null ? stdout.trim() || undefined : undefined),
    );
  });
}

/** The address of GitHub's REST API: github.com's, or that of an Enterprise Server in `GITHUB_API_URL`. */
function findApiUrl(environment: Connection["environment"], given?: string): string {
  return withoutTrailing(given || environment["GITHUB_API_URL"] || "https://api.github.com", "/");
}
