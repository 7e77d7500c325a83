import { type Answer, actor, created, noContent, ok, type RepositoryCall } from "../http/call.ts";
import { invalid, notFound } from "../http/errors.ts";
import { iso } from "../repository/git-commit.ts";
import { commentShape, issueShape, labelShape } from "./issue-shape.ts";
import { closePull, isPull } from "./merging.ts";
import { listPage } from "../http/paging.ts";
import type { Issue, IssueComment } from "./pull-state.ts";
import { type Needs, repositoryRoute, type Route } from "../http/router.ts";

/** Comments and labels of pull requests are reached with either permission. */
const reading: Needs = { issues: "read", pull_requests: "read" };
const writing: Needs = { issues: "write", pull_requests: "write" };

const bodyLimit = 65_536;

function issueOf(call: RepositoryCall): Issue {
  const issue = call.repository.issues.find(({ number }) => number === Number(call.params["issue_number"]));
  if (issue === undefined) throw notFound();
  return issue;
}

function commentOf(call: RepositoryCall): { readonly issue: Issue; readonly comment: IssueComment } {
  const id = Number(call.params["comment_id"]);
  for (const issue of call.repository.issues) {
    const comment = issue.comments.find((candidate) => candidate.id === id);
    if (comment !== undefined) return { issue, comment };
  }
  throw notFound();
}

const refuse = (message: string): Error =>
  invalid({ resource: "IssueComment", code: "unprocessable", field: "data", message });

function commentBody(call: RepositoryCall): string {
  const text = call.body.of("IssueComment").optionalText("body");
  if (text === undefined) throw invalid(call.body.of("IssueComment").missing("body"));
  if (text.trim() === "") throw refuse("Body can't be blank");
  if (text.length > bodyLimit) throw refuse(`Body is too long (maximum is ${bodyLimit} characters)`);
  return text;
}

function createComment(call: RepositoryCall): Answer {
  const issue = issueOf(call);
  const now = iso(call.world.now());
  const body = commentBody(call);
  const comment = { id: call.world.nextId(), author: actor(call).user, body, createdAt: now, updatedAt: now };
  issue.comments.push(comment);
  return created(commentShape(call, issue, comment));
}

function updateComment(call: RepositoryCall): Answer {
  const { issue, comment } = commentOf(call);
  comment.body = commentBody(call);
  comment.updatedAt = iso(call.world.now());
  return ok(commentShape(call, issue, comment));
}

function deleteComment(call: RepositoryCall): Answer {
  const { issue, comment } = commentOf(call);
  issue.comments.splice(issue.comments.indexOf(comment), 1);
  return noContent();
}

function createIssue(call: RepositoryCall): Answer {
  const body = call.body.of("Issue");
  const now = iso(call.world.now());
  const issue: Issue = {
    kind: "issue",
    id: call.world.nextId(),
    number: call.repository.issues.length + 1,
    author: actor(call).user,
    title: body.text("title"),
    body: body.nullableText("body") ?? null,
    state: "open",
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    labels: new Set(body.texts("labels")),
    comments: [],
  };
  call.repository.issues.push(issue);
  return created(issueShape(call, issue));
}

function updateIssue(call: RepositoryCall): Answer {
  const issue = issueOf(call);
  const body = call.body.of("Issue");
  issue.title = body.optionalText("title") ?? issue.title;
  if (body.has("body")) issue.body = body.nullableText("body") ?? null;
  const state = body.oneOf("state", ["open", "closed"] as const);
  if (state === "closed" && isPull(issue)) closePull(call.world, issue);
  else if (state !== undefined) {
    Object.assign(issue, { state, closedAt: state === "closed" ? iso(call.world.now()) : null });
  }
  const labels = body.texts("labels");
  if (labels !== undefined) replaceLabels(issue, labels);
  issue.updatedAt = iso(call.world.now());
  return ok(issueShape(call, issue));
}

function replaceLabels(issue: Issue, labels: readonly string[]): void {
  issue.labels.clear();
  for (const label of labels) issue.labels.add(label);
}

function listIssues(call: RepositoryCall): Answer | Promise<Answer> {
  const state = call.query.get("state") ?? "open";
  const labels = (call.query.get("labels") ?? "").split(",").filter((label) => label !== "");
  const found = call.repository.issues
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) => labels.every((label) => issue.labels.has(label)));
  return listPage(call, found.toReversed(), (issue) => issueShape(call, issue));
}

const labelsOf = (call: RepositoryCall, issue: Issue): Answer =>
  ok([...issue.labels].map((name) => labelShape(call, name)));

function addLabels(call: RepositoryCall): Answer {
  const issue = issueOf(call);
  for (const label of call.body.texts("labels") ?? []) issue.labels.add(label);
  return labelsOf(call, issue);
}

function removeLabel(call: RepositoryCall): Answer {
  const issue = issueOf(call);
  if (!issue.labels.delete(call.params["name"] ?? "")) throw notFound("Label does not exist");
  return labelsOf(call, issue);
}

export const issueRoutes: readonly Route[] = [
  repositoryRoute("GET", "/issues", reading, listIssues),
  repositoryRoute("POST", "/issues", { issues: "write" }, createIssue),
  repositoryRoute("GET", "/issues/{issue_number}", reading, (call) => ok(issueShape(call, issueOf(call)))),
  repositoryRoute("PATCH", "/issues/{issue_number}", writing, updateIssue),
  repositoryRoute("GET", "/issues/{issue_number}/comments", reading, (call) => {
    const issue = issueOf(call);
    return listPage(call, issue.comments, (comment) => commentShape(call, issue, comment));
  }),
  repositoryRoute("POST", "/issues/{issue_number}/comments", writing, createComment),
  repositoryRoute("GET", "/issues/comments/{comment_id}", reading, (call) => {
    const { issue, comment } = commentOf(call);
    return ok(commentShape(call, issue, comment));
  }),
  repositoryRoute("PATCH", "/issues/comments/{comment_id}", writing, updateComment),
  repositoryRoute("DELETE", "/issues/comments/{comment_id}", writing, deleteComment),
  repositoryRoute("GET", "/issues/{issue_number}/labels", reading, (call) => labelsOf(call, issueOf(call))),
  repositoryRoute("POST", "/issues/{issue_number}/labels", writing, addLabels),
  repositoryRoute("DELETE", "/issues/{issue_number}/labels/{name}", writing, removeLabel),
];
