import { may, notAccessible } from "../http/access.ts";
import { actor, type RepositoryCall } from "../http/call.ts";
import { forbidden, invalid } from "../http/errors.ts";
import { iso } from "../repository/git-commit.ts";
import { fetchHead, isPull } from "./merging.ts";
import type { Pull } from "./pull-state.ts";
import type { Repository } from "../state.ts";

/** `GITHUB_TOKEN` opens and approves pull requests only where an administrator has allowed it. */
export function checkActionsMayOpen(call: RepositoryCall): void {
  if (actor(call).kind === "actions" && !call.repository.actions.mayOpenPullRequests) {
    throw forbidden("GitHub Actions is not permitted to create or approve pull requests.");
  }
}

/** Where `branch` or `owner:branch` lies: the repository itself, or a fork of it, which one of the same owner's is by name. */
function headRepository(
  call: RepositoryCall,
  owner: string | undefined,
  name: string | undefined,
): Repository | undefined {
  const { repository, world } = call;
  const { login } = repository.owner;
  if (name === undefined && (owner === undefined || owner === login)) return repository;
  return [...world.repositories.values()].find(
    ({ fork, owner: theirs, name: known }) =>
      fork === repository && theirs.login === (owner ?? login) && (name === undefined || known === name),
  );
}

const refused = (message: string) => invalid({ resource: "PullRequest", code: "custom", message });

/** Opens a pull request. Throws 422 when there is one already, or nothing to merge. */
export async function openPull(call: RepositoryCall): Promise<Pull> {
  checkActionsMayOpen(call);
  const { repository, world } = call;
  const body = call.body.of("PullRequest");
  const [head, base] = [body.text("head"), body.text("base")];
  const [branch = "", owner] = head.split(":").toReversed();
  const from = headRepository(call, owner, body.optionalText("head_repo"));
  const headSha = await from?.git.resolve(`refs/heads/${branch}`);
  if (from === undefined || headSha === undefined || headSha === null) {
    throw invalid({ resource: "PullRequest", field: "head", code: "invalid" });
  }
  if (from.private && !may(call.token, from, "contents", "read"))
    throw notAccessible(actor(call), { contents: "read" });
  const baseSha = await repository.git.resolve(`refs/heads/${base}`);
  if (baseSha === null) throw invalid({ resource: "PullRequest", field: "base", code: "invalid" });
  const existing = repository.issues
    .filter(isPull)
    .some(
      (pull) =>
        pull.state === "open" && pull.head.repository === from && pull.head.branch === branch && pull.base === base,
    );
  if (existing) throw refused(`A pull request already exists for ${from.owner.login}:${branch}.`);
  const now = iso(world.now());
  const pull: Pull = {
    kind: "pull",
    id: world.nextId(),
    number: repository.issues.length + 1,
    author: actor(call).user,
    title: body.text("title"),
    body: body.nullableText("body") ?? null,
    state: "open",
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    labels: new Set(),
    comments: [],
    head: { repository: from, branch },
    base,
    draft: body.boolean("draft") ?? false,
    maintainerCanModify: body.boolean("maintainer_can_modify") ?? false,
    headSha,
    baseSha,
    trial: null,
    merge: null,
    reviews: [],
    requestedReviewers: new Set(),
    requestedTeams: new Set(),
  };
  await fetchHead(repository, pull);
  const ahead = await repository.git.text(["rev-list", "--count", headSha, `^${baseSha}`]);
  if (ahead === "0") throw refused(`No commits between ${base} and ${branch}`);
  repository.issues.push(pull);
  return pull;
}
