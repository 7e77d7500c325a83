import { type Answer, actor, created, ok, type RepositoryCall } from "../http/call.ts";
import { type Deployment, deploymentStates, type DeploymentStatus } from "./check-state.ts";
import { conflict, custom, invalid, notFound } from "../http/errors.ts";
import { iso } from "../repository/git-commit.ts";
import { listPage } from "../http/paging.ts";
import type { RequestBody } from "../http/request-body.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import { nodeId, repositoryUrl, userShape } from "../shapes.ts";

const reading = { deployments: "read" } as const;
const writing = { deployments: "write" } as const;

/** `deployment`. */
function deploymentShape(call: RepositoryCall, deployment: Deployment) {
  const root = repositoryUrl(call, call.repository);
  const url = `${root}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId("Deployment", deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userShape(call, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.createdAt,
    statuses_url: `${url}/statuses`,
    repository_url: root,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
  };
}

/** `deployment-status`. */
function statusShape(call: RepositoryCall, deployment: Deployment, status: DeploymentStatus) {
  const { url, repository_url } = deploymentShape(call, deployment);
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId("DeploymentStatus", status.id),
    state: status.state,
    creator: userShape(call, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    log_url: status.logUrl,
    environment_url: status.environmentUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url,
  };
}

/** The dangerous default: the default branch is merged into what is deployed when that is behind. */
async function autoMerge(call: RepositoryCall, body: RequestBody, sha: string): Promise<boolean> {
  if (body.boolean("auto_merge") === false) return false;
  const { git, defaultBranch } = call.repository;
  return !(await git.succeeds(["merge-base", "--is-ancestor", `refs/heads/${defaultBranch}`, sha]));
}

/** The other one: every status of the commit must have succeeded unless the request says which. */
function unmetContexts(call: RepositoryCall, body: RequestBody, sha: string): string[] {
  const ofCommit = call.repository.statuses.filter((status) => status.sha === sha);
  const newest = new Map(ofCommit.map(({ context, state }) => [context, state]));
  const wanted = body.texts("required_contexts") ?? [...newest.keys()];
  return wanted.filter((context) => newest.get(context) !== "success");
}

async function createDeployment(call: RepositoryCall): Promise<Answer> {
  const body = call.body.of("Deployment");
  const ref = body.text("ref");
  const sha = await call.repository.git.resolveCommit(ref);
  if (sha === null) throw invalid(custom("Deployment", "ref", `No ref found for: ${ref}`));
  const environment = body.optionalText("environment") ?? "production";
  const description = body.nullableText("description") ?? null;
  if (description !== null && description.length > 140) {
    throw invalid(custom("Deployment", "description", "description is too long (maximum is 140 characters)"));
  }
  if (await autoMerge(call, body, sha)) {
    const message = `Auto-merged ${call.repository.defaultBranch} into ${ref} on deployment.`;
    return { kind: "json", status: 202, json: { message } };
  }
  const unmet = unmetContexts(call, body, sha);
  if (unmet.length > 0) throw conflict(`Conflict: Commit status checks failed for ${ref}: ${unmet.join(", ")}.`);
  const deployment: Deployment = {
    id: call.world.nextId(),
    sha,
    ref,
    task: body.optionalText("task") ?? "deploy",
    payload: body.fields["payload"] ?? {},
    environment,
    description,
    transient: body.boolean("transient_environment") ?? false,
    production: body.boolean("production_environment") ?? environment === "production",
    creator: actor(call).user,
    createdAt: iso(call.world.now()),
    statuses: [],
  };
  call.repository.deployments.push(deployment);
  if (!call.repository.environments.includes(environment)) call.repository.environments.push(environment);
  return created(deploymentShape(call, deployment));
}

function deploymentOf(call: RepositoryCall): Deployment {
  const deployment = call.repository.deployments.find(({ id }) => id === Number(call.params["deployment_id"]));
  if (deployment === undefined) throw notFound();
  return deployment;
}

function listDeployments(call: RepositoryCall): Answer | Promise<Answer> {
  const filters = (["sha", "ref", "task", "environment"] as const).map((name) => [name, call.query.get(name)] as const);
  const found = call.repository.deployments.filter((deployment) =>
    filters.every(([name, wanted]) => wanted === null || wanted === "none" || deployment[name] === wanted),
  );
  return listPage(call, found.toReversed(), (deployment) => deploymentShape(call, deployment));
}

function createStatus(call: RepositoryCall): Answer {
  const deployment = deploymentOf(call);
  const body = call.body.of("DeploymentStatus");
  const state = body.oneOf("state", deploymentStates);
  if (state === undefined) throw invalid(body.missing("state"));
  const status: DeploymentStatus = {
    id: call.world.nextId(),
    state,
    description: body.optionalText("description") ?? "",
    environment: body.optionalText("environment") ?? deployment.environment,
    logUrl: body.optionalText("log_url") ?? body.optionalText("target_url") ?? "",
    environmentUrl: body.optionalText("environment_url") ?? "",
    creator: actor(call).user,
    createdAt: iso(call.world.now()),
  };
  if (state === "success" && body.boolean("auto_inactive") !== false) retireEarlier(call, deployment);
  deployment.statuses.push(status);
  return created(statusShape(call, deployment, status));
}

/** A success ends the earlier deployments of the same task to the same, not production, environment. */
function retireEarlier(call: RepositoryCall, deployment: Deployment): void {
  for (const other of call.repository.deployments) {
    const same = other.environment === deployment.environment && !other.production && !other.transient;
    const last = other.statuses.at(-1);
    if (other === deployment || !same || last?.state !== "success") continue;
    other.statuses.push({ ...last, id: call.world.nextId(), state: "inactive", createdAt: iso(call.world.now()) });
  }
}

export const deploymentRoutes: readonly Route[] = [
  repositoryRoute("GET", "/deployments", reading, listDeployments),
  repositoryRoute("POST", "/deployments", writing, createDeployment),
  repositoryRoute("GET", "/deployments/{deployment_id}", reading, (call) =>
    ok(deploymentShape(call, deploymentOf(call))),
  ),
  repositoryRoute("GET", "/deployments/{deployment_id}/statuses", reading, (call) => {
    const deployment = deploymentOf(call);
    return listPage(call, deployment.statuses.toReversed(), (status) => statusShape(call, deployment, status));
  }),
  repositoryRoute("POST", "/deployments/{deployment_id}/statuses", writing, createStatus),
];
