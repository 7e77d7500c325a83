import { type Answer, actor, created, ok, type RepositoryCall } from "../http/call.ts";
import type { CommitStatus, StatusState } from "./check-state.ts";
import { commitOf } from "../repository/commits.ts";
import { invalid } from "../http/errors.ts";
import { iso } from "../repository/git-commit.ts";
import { listPage, pageOf } from "../http/paging.ts";
import { repositoryShape } from "../repository/repository-shape.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import { nodeId, repositoryUrl, userShape } from "../shapes.ts";

const states = ["error", "failure", "pending", "success"] as const;
const perContextLimit = 1000;

function simpleShape(call: RepositoryCall, status: CommitStatus) {
  return {
    url: `${repositoryUrl(call, call.repository)}/statuses/${status.sha}`,
    avatar_url: userShape(call, status.creator).avatar_url,
    id: status.id,
    node_id: nodeId("Status", status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

const statusShape = (call: RepositoryCall, status: CommitStatus) => ({
  ...simpleShape(call, status),
  creator: userShape(call, status.creator),
});

async function createStatus(call: RepositoryCall): Promise<Answer> {
  const body = call.body.of("Status");
  const { sha } = await commitOf(call, call.params["sha"] ?? "");
  const state = body.oneOf("state", states);
  if (state === undefined) throw invalid(body.missing("state"));
  const context = body.optionalText("context") ?? "default";
  const description = body.nullableText("description") ?? null;
  if (description !== null && description.length > 140) {
    const message = "description is too long (maximum is 140 characters)";
    throw invalid({ resource: "Status", code: "custom", field: "description", message });
  }
  if (statusesOf(call, sha).filter((status) => status.context === context).length >= perContextLimit) {
    const message = "This SHA and context has reached the maximum number of statuses.";
    throw invalid({ resource: "Status", code: "custom", field: "base", message });
  }
  const status: CommitStatus = {
    id: call.world.nextId(),
    sha,
    state,
    context,
    description,
    targetUrl: body.nullableText("target_url") ?? null,
    creator: actor(call).user,
    createdAt: iso(call.world.now()),
  };
  call.repository.statuses.push(status);
  return created(statusShape(call, status));
}

/** Newest first. */
const statusesOf = (call: RepositoryCall, sha: string): CommitStatus[] =>
  call.repository.statuses.filter((status) => status.sha === sha).toReversed();

function combined(latest: readonly CommitStatus[]): StatusState {
  if (latest.some(({ state }) => state === "error" || state === "failure")) return "failure";
  return latest.length === 0 || latest.some(({ state }) => state === "pending") ? "pending" : "success";
}

/** The newest status of each context, and what they come to. */
async function getCombined(call: RepositoryCall): Promise<Answer> {
  const { sha } = await commitOf(call, call.params["ref"] ?? "");
  const newest = new Map(
    call.repository.statuses.filter((status) => status.sha === sha).map((one) => [one.context, one]),
  );
  const latest = [...newest.values()];
  const page = pageOf(call, latest);
  const url = `${repositoryUrl(call, call.repository)}/commits/${sha}`;
  const json = {
    state: combined(latest),
    statuses: page.items.map((status) => simpleShape(call, status)),
    sha,
    total_count: latest.length,
    repository: repositoryShape(call, call.repository),
    commit_url: url,
    url: `${url}/status`,
  };
  return ok(json, page.headers);
}

export const statusRoutes: readonly Route[] = [
  repositoryRoute("POST", "/statuses/{sha}", { statuses: "write" }, createStatus),
  repositoryRoute("GET", "/commits/{ref}/status", { statuses: "read" }, getCombined),
  repositoryRoute("GET", "/commits/{ref}/statuses", { statuses: "read" }, async (call) => {
    const { sha } = await commitOf(call, call.params["ref"] ?? "");
    return listPage(call, statusesOf(call, sha), (status) => statusShape(call, status));
  }),
];
