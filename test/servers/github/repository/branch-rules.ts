import { notAccessible } from "../http/access.ts";
import { actor, type RepositoryCall } from "../http/call.ts";
import { conflict } from "../http/errors.ts";
import type { Repository } from "../state.ts";

/** A branch that asks for pull requests takes no direct commit. */
export function checkBranchRules(repository: Repository, branch: string): void {
  const wantsPullRequest = repository.branchRules.some(
    (rule) => rule.branch === branch && rule.type === "pull_request",
  );
  if (wantsPullRequest) {
    throw conflict("Repository rule violations found\n\nChanges must be made through a pull request.\n\n");
  }
}

const isWorkflow = (path: string): boolean => path.startsWith(".github/workflows/");

/** Changing a workflow file needs a permission of its own, which `GITHUB_TOKEN` can never have. */
export function checkWorkflowPaths(call: RepositoryCall, paths: readonly string[]): void {
  const token = actor(call);
  if (paths.some(isWorkflow) && token.permissions["workflows"] !== "write") {
    throw notAccessible(token, { contents: "write", workflows: "write" });
  }
}

export async function checkWorkflowChanges(call: RepositoryCall, from: string, to: string): Promise<void> {
  checkWorkflowPaths(call, await call.repository.git.lines(["diff", "--name-only", from, to]));
}
