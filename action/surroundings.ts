import { resolve } from "node:path";
import { connectToGitHub } from "../adapters/github/connect.ts";
import { openStore } from "../adapters/stores/open.ts";
import type { Surroundings } from "../operations/check-event.ts";
import type { Runner } from "./runner.ts";

interface Where {
  /** The registry's folder, relative to the workspace. */
  readonly folder: string;
  readonly token: string | undefined;
}

/** Connects to what is around a step: the clone that is checked out, its GitHub, and the store of its artifacts. */
export async function findSurroundings(runner: Runner, { folder: path, token }: Where): Promise<Surroundings> {
  const folder = resolve(workspaceOf(runner), path);
  const environment = environmentWith(runner, token);
  return {
    folder,
    client: await connectToGitHub({ folder, environment }),
    remote: { token, serverUrl: runner.serverUrl },
    openStore: (settings) => openStore(settings, { root: folder, environment }),
    now: runner.now().toISOString(),
  };
}

/** The folder that relative paths of inputs count from, absolute. */
export function workspaceOf({ environment }: Runner): string {
  return resolve(environment["GITHUB_WORKSPACE"] ?? ".");
}

/** The step's environment with the token, and the address of the API, that inputs give. */
export function environmentWith(
  { environment }: Runner,
  token: string | undefined,
  apiUrl?: string,
): Runner["environment"] {
  return {
    ...environment,
    ...(token === undefined ? {} : { GITHUB_TOKEN: token }),
    ...(apiUrl === undefined ? {} : { GITHUB_API_URL: apiUrl }),
  };
}

/** The page of this workflow run. */
export function runUrl({ serverUrl, environment }: Runner): string | undefined {
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment;
  if (repository === undefined || run === undefined) return undefined;
  return `${serverUrl}/${repository}/actions/runs/${run}`;
}
