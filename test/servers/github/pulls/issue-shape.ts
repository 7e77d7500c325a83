import { createHash } from "node:crypto";
import type { RepositoryCall } from "../http/call.ts";
import type { Issue, IssueComment } from "./pull-state.ts";
import { nodeId, repositoryUrl, userShape, webUrl } from "../shapes.ts";
import type { Repository, User, World } from "../state.ts";

/** How the author stands to the repository. */
export function association(world: World, repository: Repository, user: User): string {
  if (user === repository.owner) return "OWNER";
  const member = world.teams.some(
    ({ organization, members }) => organization === repository.owner.login && members.has(user.login),
  );
  if (member) return "MEMBER";
  return repository.collaborators.has(user.login) ? "COLLABORATOR" : "NONE";
}

export function labelShape(call: RepositoryCall, name: string) {
  // A label's id follows from its name, so that it is the same wherever it is shown.
  const id = createHash("sha1").update(name).digest().readUInt32BE();
  return {
    id,
    node_id: nodeId("Label", id),
    url: `${repositoryUrl(call, call.repository)}/labels/${encodeURIComponent(name)}`,
    name,
    color: "ededed",
    default: false,
    description: null,
  };
}

/** `issue`; a pull request is one too. */
export function issueShape(call: RepositoryCall, issue: Issue) {
  const url = `${repositoryUrl(call, call.repository)}/issues/${issue.number}`;
  const kind = issue.kind === "pull" ? "pull" : "issues";
  const html = `${webUrl(call, call.repository)}/${kind}/${issue.number}`;
  const pullUrl = `${repositoryUrl(call, call.repository)}/pulls/${issue.number}`;
  return {
    url,
    repository_url: repositoryUrl(call, call.repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: issue.id,
    node_id: nodeId("Issue", issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: userShape(call, issue.author),
    labels: [...issue.labels].map((name) => labelShape(call, name)),
    state: issue.state,
    state_reason: null,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: association(call.world, call.repository, issue.author),
    ...(issue.kind === "pull"
      ? { pull_request: { url: pullUrl, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch` } }
      : {}),
  };
}

/** `issue-comment`. */
export function commentShape(call: RepositoryCall, issue: Issue, comment: IssueComment) {
  const url = repositoryUrl(call, call.repository);
  const kind = issue.kind === "pull" ? "pull" : "issues";
  return {
    url: `${url}/issues/comments/${comment.id}`,
    html_url: `${webUrl(call, call.repository)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${url}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    user: userShape(call, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    body: comment.body,
    author_association: association(call.world, call.repository, comment.author),
    performed_via_github_app: null,
  };
}
