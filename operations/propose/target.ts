import { headOf } from "../../adapters/github/repository/branches.ts";
import type { RepositoryFiles } from "../../adapters/github/repository/repository-files.ts";
import { openGitHubTree } from "../../adapters/trees/github.ts";
import { InputError } from "../../core/errors.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { prefixIn } from "../workspace/clone.ts";
import { type Location, refIn } from "../workspace/location.ts";
import { type Environment, connectToLocation, repositoryFiles } from "../workspace/open-location.ts";

/** Where a change is proposed: a repository on GitHub, as it is now. */
export interface ProposalTarget {
  readonly files: RepositoryFiles;
  /** The branch that changes are merged to, and its head. */
  readonly base: { readonly branch: string; readonly commit: string };
  /** The registry at that commit. */
  readonly tree: Tree;
  /** The repository's folder that holds `registry/`, with a closing slash; empty for the repository's root. */
  readonly prefix: string;
}

/**
 * Opens the repository of a location for proposals. What lies in a folder plays no part: a change is made from the branch
 * that it will be merged to.
 *
 * @throws InputError `github-repository-unknown`, `branch-unknown`
 */
export async function openProposalTarget(location: Location, environment: Environment): Promise<ProposalTarget> {
  const client = await connectToLocation(location, environment);
  const files = await repositoryFiles(client, environment);
  const prefix = await prefixIn(location);
  const branch = refIn(location) ?? (await files.answers.defaultBranch());
  const commit = await headOf(client, branch);
  if (commit !== undefined)
    return { files, base: { branch, commit }, tree: openGitHubTree(files, { ref: commit, prefix }), prefix };
  throw new InputError({
    code: "branch-unknown",
    message: `${client.name} has no branch ${branch}`,
    hint: "A pull request asks for a merge to a branch: name one, github:OWNER/NAME@BRANCH, or leave it out for the default branch.",
  });
}
