import { may } from "../http/access.ts";
import { type Answer, noContent, ok, type RepositoryCall } from "../http/call.ts";
import { conflict, notFound } from "../http/errors.ts";
import { pageOf } from "../http/paging.ts";
import { repositoryRoute, type Route } from "../http/router.ts";
import { nodeId, repositoryUrl, webUrl } from "../shapes.ts";
import type { BranchRule } from "../state.ts";

const reading = { administration: "read" } as const;
const writing = { administration: "write" } as const;

/** Each branch rule lies in a ruleset of its own, numbered from the repository's id; those of tags follow. */
const rulesetId = (call: RepositoryCall, rule: BranchRule): number =>
  call.repository.id * 100 + call.repository.branchRules.indexOf(rule);

const FIRST_TAG_RULESET = 50;

/** What a rule holds when its maker has not said otherwise. */
const ruleDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  pull_request: {
    required_approving_review_count: 0,
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  },
  required_status_checks: { required_status_checks: [], strict_required_status_checks_policy: false },
  merge_queue: {
    check_response_timeout_minutes: 60,
    grouping_strategy: "ALLGREEN",
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: "MERGE",
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  },
};

function bareRule({ type, parameters }: Pick<BranchRule, "type" | "parameters">) {
  const all = { ...ruleDefaults[type], ...parameters };
  return { type, ...(Object.keys(all).length === 0 ? {} : { parameters: all }) };
}

function rulesOfBranch(call: RepositoryCall): Answer {
  const rules = call.repository.branchRules.filter(({ branch }) => branch === call.params["branch"]);
  const page = pageOf(call, rules);
  const shapes = page.items.map((rule) => ({
    ...bareRule(rule),
    ruleset_source_type: "Repository",
    ruleset_source: call.repository.fullName,
    ruleset_id: rulesetId(call, rule),
  }));
  return ok(shapes, page.headers);
}

interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly target: "branch" | "tag";
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly Pick<BranchRule, "type" | "parameters">[];
  readonly bypassActors: readonly object[];
}

function rulesetsOf(call: RepositoryCall): readonly Ruleset[] {
  const { branchRules, tagRulesets, id: base } = call.repository;
  const ofBranches = branchRules.map((rule): Ruleset => {
    const { type, branch, bypassActors = [] } = rule;
    const include = [`refs/heads/${branch}`];
    const name = `${type} on ${branch}`;
    return { id: rulesetId(call, rule), name, target: "branch", include, exclude: [], rules: [rule], bypassActors };
  });
  const ofTags = tagRulesets.map(({ exclude = [], bypassActors = [], ...ruleset }, index): Ruleset => {
    const id = base * 100 + FIRST_TAG_RULESET + index;
    return Object.assign({ id, target: "tag" as const, exclude, bypassActors }, ruleset);
  });
  return [...ofBranches, ...ofTags];
}

function rulesetShape(call: RepositoryCall, { id, name, target }: Ruleset) {
  const links = {
    self: { href: `${repositoryUrl(call, call.repository)}/rulesets/${id}` },
    html: { href: `${webUrl(call, call.repository)}/rules/${id}` },
  };
  return {
    id,
    name,
    target,
    source_type: "Repository",
    source: call.repository.fullName,
    enforcement: "active",
    node_id: nodeId("RepositoryRuleset", id),
    _links: links,
    created_at: call.repository.createdAt,
    updated_at: call.repository.createdAt,
  };
}

function listRulesets(call: RepositoryCall): Answer {
  const page = pageOf(call, rulesetsOf(call));
  return ok(
    page.items.map((ruleset) => rulesetShape(call, ruleset)),
    page.headers,
  );
}

/** Who may bypass a ruleset is shown to those who may change it. */
function getRuleset(call: RepositoryCall): Answer {
  const wanted = Number(call.params["ruleset_id"]);
  const ruleset = rulesetsOf(call).find(({ id }) => id === wanted);
  if (ruleset === undefined) throw notFound();
  const { include, exclude, rules, bypassActors } = ruleset;
  const mayChange = may(call.token, call.repository, "administration", "write");
  return ok({
    ...rulesetShape(call, ruleset),
    conditions: { ref_name: { include, exclude } },
    rules: rules.map(bareRule),
    ...(mayChange ? { bypass_actors: bypassActors } : {}),
  });
}

function getProtection(call: RepositoryCall): Answer {
  const branch = call.params["branch"] ?? "";
  const protection = call.repository.protections.get(branch);
  if (protection === undefined) throw notFound("Branch not protected");
  const url = `${repositoryUrl(call, call.repository)}/branches/${encodeURIComponent(branch)}/protection`;
  return ok({ url, ...protection });
}

function getWorkflowPermissions(call: RepositoryCall): Answer {
  const { defaultWorkflowPermissions, mayOpenPullRequests } = call.repository.actions;
  return ok({
    default_workflow_permissions: defaultWorkflowPermissions,
    can_approve_pull_request_reviews: mayOpenPullRequests,
  });
}

/** Where all actions may run, or none, GitHub has no list to show. */
function getSelectedActions(call: RepositoryCall): Answer {
  const { allowedActions, selected } = call.repository.actions;
  if (allowedActions !== "selected") throw conflict("Allowed actions is not set to selected");
  const { githubOwned, verified, patterns } = selected;
  return ok({ github_owned_allowed: githubOwned, verified_allowed: verified, patterns_allowed: patterns });
}

function putWorkflowPermissions(call: RepositoryCall): Answer {
  const { actions } = call.repository;
  const level = call.body.oneOf("default_workflow_permissions", ["read", "write"] as const);
  actions.defaultWorkflowPermissions = level ?? actions.defaultWorkflowPermissions;
  actions.mayOpenPullRequests = call.body.boolean("can_approve_pull_request_reviews") ?? actions.mayOpenPullRequests;
  return noContent();
}

function setImmutableReleases(call: RepositoryCall, enabled: boolean): Answer {
  call.repository.immutableReleases = enabled;
  return noContent();
}

/** `environment`, without the people and branches that GitHub would also name. */
const environmentShape = (call: RepositoryCall, name: string) => ({
  id: call.repository.id * 100 + call.repository.environments.indexOf(name),
  node_id: nodeId("Environment", name),
  name,
  url: `${repositoryUrl(call, call.repository)}/environments/${encodeURIComponent(name)}`,
  html_url: `${webUrl(call, call.repository)}/deployments/activity_log?environment=${encodeURIComponent(name)}`,
  created_at: call.repository.createdAt,
  updated_at: call.repository.createdAt,
  protection_rules: [],
  deployment_branch_policy: null,
});

function listEnvironments(call: RepositoryCall): Answer {
  const { environments } = call.repository;
  const page = pageOf(call, environments);
  const shapes = page.items.map((name) => environmentShape(call, name));
  return ok({ total_count: environments.length, environments: shapes }, page.headers);
}

/** The files of the default branch that are workflows. */
async function listWorkflows(call: RepositoryCall): Promise<Answer> {
  const { git, defaultBranch, createdAt, workflowStates } = call.repository;
  const listed = await git
    .lines(["ls-tree", "--name-only", `refs/heads/${defaultBranch}`, ".github/workflows/"])
    .catch(() => []);
  const page = pageOf(
    call,
    listed.filter((path) => /\.ya?ml$/.test(path)),
  );
  const workflows = page.items.map((path, index) => ({
    id: index + 1,
    node_id: nodeId("Workflow", index + 1),
    name: path.split("/").at(-1) ?? path,
    path,
    state: workflowStates.get(path) ?? "active",
    created_at: createdAt,
    updated_at: createdAt,
    url: `${repositoryUrl(call, call.repository)}/actions/workflows/${index + 1}`,
    html_url: `${webUrl(call, call.repository)}/blob/${defaultBranch}/${path}`,
    badge_url: `${webUrl(call, call.repository)}/workflows/${path}/badge.svg`,
  }));
  return ok({ total_count: listed.length, workflows }, page.headers);
}

export const settingsRoutes: readonly Route[] = [
  repositoryRoute("GET", "/actions/workflows", { actions: "read" }, listWorkflows),
  repositoryRoute("GET", "/rules/branches/{branch}", { metadata: "read" }, rulesOfBranch),
  repositoryRoute("GET", "/rulesets", { metadata: "read" }, listRulesets),
  repositoryRoute("GET", "/rulesets/{ruleset_id}", { metadata: "read" }, getRuleset),
  repositoryRoute("GET", "/branches/{branch}/protection", reading, getProtection),
  repositoryRoute("GET", "/actions/permissions", reading, (call) => {
    const { enabled, allowedActions, pinningRequired } = call.repository.actions;
    return ok({ enabled, allowed_actions: allowedActions, sha_pinning_required: pinningRequired });
  }),
  repositoryRoute("GET", "/actions/permissions/selected-actions", reading, getSelectedActions),
  repositoryRoute("GET", "/actions/permissions/workflow", reading, getWorkflowPermissions),
  repositoryRoute("PUT", "/actions/permissions/workflow", writing, putWorkflowPermissions),
  repositoryRoute("GET", "/immutable-releases", reading, (call) => {
    if (!call.repository.immutableReleases) throw notFound();
    return ok({ enabled: true, enforced_by_owner: false });
  }),
  repositoryRoute("PUT", "/immutable-releases", writing, (call) => setImmutableReleases(call, true)),
  repositoryRoute("DELETE", "/immutable-releases", writing, (call) => setImmutableReleases(call, false)),
  repositoryRoute("GET", "/environments", { actions: "read" }, listEnvironments),
];
