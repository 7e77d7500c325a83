import type { Pull } from "./pull-state.ts";
import type { Repository } from "../state.ts";

const writers = new Set(["write", "maintain", "admin"]);

/** What the base branch's rules still ask of a pull request, in GitHub's words. */
export function unmetRules(repository: Repository, pull: Pull): string[] {
  return repository.branchRules
    .filter(({ branch }) => branch === pull.base)
    .flatMap(({ type, parameters = {} }) => {
      if (type === "pull_request") return missingApprovals(repository, pull, parameters);
      if (type === "required_status_checks") return missingChecks(repository, pull, parameters);
      return [];
    });
}

function missingApprovals(repository: Repository, pull: Pull, parameters: Readonly<Record<string, unknown>>): string[] {
  const wanted = Number(parameters["required_approving_review_count"] ?? 0);
  const latest = new Map(
    pull.reviews
      .filter(({ state }) => state !== "COMMENTED" && state !== "PENDING")
      .map((review) => [review.author, review]),
  );
  const counted = [...latest.values()].filter(
    ({ state, author }) => state === "APPROVED" && writers.has(repository.collaborators.get(author.login) ?? ""),
  );
  if (counted.length >= wanted) return [];
  const reviews = wanted === 1 ? "1 approving review is" : `${wanted} approving reviews are`;
  return [`At least ${reviews} required by reviewers with write access.`];
}

function missingChecks(repository: Repository, pull: Pull, parameters: Readonly<Record<string, unknown>>): string[] {
  const required = (parameters["required_status_checks"] ?? []) as readonly { readonly context: string }[];
  return required
    .filter(({ context }) => !passed(repository, pull.headSha, context))
    .map(({ context }) => `Required status check "${context}" is expected.`);
}

function passed(repository: Repository, sha: string, name: string): boolean {
  const status = repository.statuses.findLast((candidate) => candidate.sha === sha && candidate.context === name);
  const run = repository.checkRuns.findLast((candidate) => candidate.headSha === sha && candidate.name === name);
  return status?.state === "success" || ["success", "neutral", "skipped"].includes(run?.conclusion ?? "");
}
