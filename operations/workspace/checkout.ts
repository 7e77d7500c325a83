import { join } from "node:path";
import { cacheFolder } from "../../adapters/cache/folder.ts";
import { type Remote, fetchCommits, unshallow } from "../../adapters/git/clone/fetch.ts";
import { UNSHALLOW } from "../../adapters/git/history/history.ts";
import { type OpenRepository, withRepository } from "../../adapters/git/open-repository.ts";
import type { GitHubClient } from "../../adapters/github/client/client.ts";
import { InputError } from "../../core/errors.ts";
import { type Environment, connectToLocation } from "./open-location.ts";
import { type OpenStore, storeOpener } from "./store-context.ts";

interface WorkspaceOptions {
  readonly environment: Environment;
  readonly now: Date;
}

/** A registry's folder, and what is around it on this machine. */
export interface Workspace {
  /** It holds `registry/`. */
  readonly folder: string;
  readonly openStore: OpenStore;
  /** RFC 3339 in UTC. */
  readonly now: string;
  /** The folder that remembers checked files. */
  readonly documentCache: string;
}

/** What is around a registry's folder. Nothing is read or asked yet. */
export function openWorkspace(folder: string, { environment, now }: WorkspaceOptions): Workspace {
  return {
    folder,
    openStore: storeOpener({ kind: "folder", folder }, environment),
    now: now.toISOString(),
    documentCache: join(cacheFolder(environment), "documents"),
  };
}

/** A clone of the registry's repository, and the GitHub that it is on. */
export interface Checkout extends Workspace {
  readonly client: GitHubClient;
  readonly remote: Remote;
  readonly repository: OpenRepository;
  /** The repository's folder that holds `registry/`, with a closing slash; empty for its root. */
  readonly prefix: string;
}

/**
 * Lets `work` use what is around a clone that a job has checked out.
 *
 * @param options its remote: where commits that the clone lacks are fetched from
 * @throws InputError `github-repository-unknown`, `revision-unknown` where the folder is in no git repository
 */
export async function withCheckout<Result>(
  folder: string,
  { remote, ...options }: WorkspaceOptions & { readonly remote: Remote },
  work: (checkout: Checkout) => Promise<Result>,
): Promise<Result> {
  const client = await connectToLocation({ kind: "folder", folder }, options.environment);
  return withRepository(folder, (repository) =>
    work({ ...openWorkspace(folder, options), client, remote, repository, prefix: repository.prefix }),
  );
}

/**
 * Brings what gates look at into a shallow clone. Without the whole history they say so; without the base nothing can be said.
 *
 * @throws InputError `clone-shallow`
 */
export async function bringHistory({ repository, remote }: Checkout, head: string, base: string): Promise<void> {
  const refused = await unshallow(repository, head, remote);
  if (refused === undefined && (await fetchCommits(repository, [base, head], remote)) === undefined) return;
  if ((await repository.isShallow()) && (await fetchCommits(repository, [base, head], remote)) === undefined) return;
  throw cloneShallow(
    `This clone lacks the commit ${base}, and git could not fetch it: ${refused ?? "it is not there"}`,
  );
}

/**
 * Brings the whole history of what is checked out: a release names the merge that registered its version, which a shallow
 * clone would get wrong, and for ever.
 *
 * @throws InputError `clone-shallow`
 */
export async function bringWholeHistory({ repository, remote }: Checkout): Promise<void> {
  const refused = await unshallow(repository, await repository.resolveCommit("HEAD"), remote);
  if (refused !== undefined) throw cloneShallow(`This clone is shallow, and git could not fetch the rest: ${refused}`);
}

function cloneShallow(message: string): InputError {
  return new InputError({ code: "clone-shallow", message, hint: `To get the rest, ${UNSHALLOW}.` });
}
