import { resolve } from "node:path";
import { InputError } from "../core/errors.ts";
import { type Checkout, withCheckout } from "../operations/workspace/checkout.ts";
import { cloneOf } from "../operations/workspace/clone.ts";
import { type Location, parseLocation } from "../operations/workspace/location.ts";
import type { Runner } from "./runner.ts";

interface Where {
  /** The registry's folder, relative to the workspace. */
  readonly folder: string;
  readonly token: string | undefined;
}

/** Runs `work` with the clone that is checked out, its GitHub repository, and the store of its artifacts. */
export async function inCheckout<Result>(
  runner: Runner,
  { folder: path, token }: Where,
  work: (checkout: Checkout) => Promise<Result>,
): Promise<Result> {
  const folder = resolve(workspaceOf(runner), path);
  const remote = { token, serverUrl: runner.serverUrl };
  return withCheckout(folder, { environment: environmentWith(runner, token), now: runner.now(), remote }, work);
}

/**
 * Where the registry is that a step proposes a change of.
 *
 * @param registry a folder relative to the workspace, or `github:owner/name@branch`
 * @throws InputError `location-invalid`, `registry-elsewhere` for a checkout of another repository: the change would be
 * proposed to the one that the workflow runs in
 */
export async function registryLocation(runner: Runner, registry: string): Promise<Location> {
  const location = parseLocation(registry, workspaceOf(runner));
  const here = runner.environment["GITHUB_REPOSITORY"];
  const origin = here === undefined ? undefined : await cloneOf(location)?.origin();
  const prefix = `${runner.serverUrl}/`;
  if (here === undefined || origin?.startsWith(prefix) !== true) return location;
  if (origin.toLowerCase() === `${prefix}${here}`.toLowerCase()) return location;
  const other = origin.slice(prefix.length);
  throw new InputError({
    code: "registry-elsewhere",
    message: `The folder ${registry} is a checkout of ${other}, and this workflow runs in ${here}`,
    hint: `Set the input registry to github:${other}, which needs no checkout, and token to that of a GitHub App that is installed there.`,
  });
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
