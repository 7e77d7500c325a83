import type { Observed } from "../../../core/gates/verdict.ts";
import type { GitHubClient } from "../client/client.ts";
import { GitHubError } from "../client/errors.ts";
import { type ContentOf, fields, list, maybe, number, text, truth } from "../client/shape.ts";
import { observeSetting } from "./observe-setting.ts";
import { type Ruleset, readRulesets } from "./rulesets.ts";

/** What a repository's pages of settings say, each as far as the token may see it. */
export interface RepositorySettings {
  readonly repository: RepositoryFacts;
  readonly actions: Observed<ActionsSettings>;
  readonly workflows: Observed<readonly WorkflowState[]>;
  readonly workflowToken: Observed<WorkflowToken>;
  /** Rulesets of the repository and of what it belongs to, with the rules that are in force. */
  readonly rulesets: Observed<readonly Ruleset[]>;
  /** Classic protection of the default branch; null where there is none. */
  readonly protection: Observed<ClassicProtection | null>;
  readonly immutableReleases: Observed<boolean>;
  /** What GitHub finds wrong in CODEOWNERS on the default branch, one sentence each. */
  readonly codeOwnersErrors: Observed<readonly string[]>;
}

export interface RepositoryFacts {
  /** `owner/name`. */
  readonly name: string;
  readonly webUrl: string;
  readonly defaultBranch: string;
  readonly private: boolean;
  /** Whether the token may push; undefined where GitHub does not say. */
  readonly mayPush: boolean | undefined;
  readonly mergeMethods: Observed<MergeMethods>;
}

export interface MergeMethods {
  readonly merge: boolean;
  readonly squash: boolean;
  readonly rebase: boolean;
}

export interface ActionsSettings {
  readonly enabled: boolean;
  readonly allowedActions: "all" | "local_only" | "selected";
  /** What may run where some are selected, besides the owner's own. */
  readonly selected: SelectedActions | undefined;
  /** Actions that are not named by a full commit do not start. */
  readonly pinningRequired: boolean;
}

export interface SelectedActions {
  /** Those of the owners `actions` and `github`. */
  readonly githubOwned: boolean;
  /** Those of creators that GitHub has verified. */
  readonly verified: boolean;
  /** Such as `acme/*` or `!acme/old@*`. */
  readonly patterns: readonly string[];
}

/** Whether GitHub starts a workflow, by its file. */
export interface WorkflowState {
  readonly path: string;
  /** `active`, `disabled_inactivity`, `disabled_manually` or another word of GitHub's. */
  readonly state: string;
}

export interface WorkflowToken {
  readonly defaultPermissions: "read" | "write";
  readonly mayOpenPullRequests: boolean;
}

/** What classic protection asks, in the shape of a ruleset's rules. */
export interface ClassicProtection {
  readonly pullRequest:
    | {
        readonly approvals: number;
        readonly codeOwners: boolean;
        readonly dismissesStale: boolean;
        readonly lastPush: boolean;
      }
    | undefined;
  readonly checks: readonly { readonly context: string; readonly fromApp: boolean }[];
  readonly strict: boolean;
  readonly blocksForcePushes: boolean;
  readonly blocksDeletion: boolean;
  /** Who need not keep to it. */
  readonly bypass: readonly string[];
}

/**
 * Reads the settings of the client's repository.
 *
 * @throws OutsideError where even the repository itself cannot be read
 */
export async function readRepositorySettings(client: GitHubClient): Promise<RepositorySettings> {
  const repository = await readRepository(client);
  const administration = "administration: read";
  const [actions, workflows, workflowToken, rulesets, protection, codeOwnersErrors] = await Promise.all([
    observeSetting(client, administration, () => readActions(client)),
    observeSetting(client, "actions: read", () => readWorkflowStates(client)),
    observeSetting(client, administration, () => readWorkflowToken(client)),
    observeSetting(client, "metadata: read", () => readRulesets(client, repository.defaultBranch)),
    observeSetting(client, administration, () => readProtection(client, repository.defaultBranch)),
    observeSetting(client, "contents: read", () => readCodeOwnersErrors(client)),
  ]);
  const immutableReleases = await observeSetting(client, administration, async () => {
    try {
      const shape = fields({ enabled: truth });
      return (await client.get("read immutable releases", "/immutable-releases", {}, shape)).enabled;
    } catch (error) {
      // Where it is off GitHub answers 404, as it does for what a token may not see: another setting tells the two apart.
      if (error instanceof GitHubError && error.refusal.status === 404 && workflowToken.known) return false;
      throw error;
    }
  });
  return { repository, actions, workflows, workflowToken, rulesets, protection, immutableReleases, codeOwnersErrors };
}

const ACTIONS = fields({ enabled: truth, allowed_actions: maybe(text), sha_pinning_required: maybe(truth) });
const WORKFLOW_TOKEN = fields({ default_workflow_permissions: text, can_approve_pull_request_reviews: truth });
const SELECTED = fields({
  github_owned_allowed: maybe(truth),
  verified_allowed: maybe(truth),
  patterns_allowed: maybe(list(text)),
});
const CODEOWNERS_ERROR = fields({ line: number, kind: text, source: maybe(text) });
const REPOSITORY = fields({
  full_name: text,
  html_url: text,
  default_branch: text,
  private: truth,
  permissions: maybe(fields({ push: maybe(truth) })),
  allow_merge_commit: maybe(truth),
  allow_squash_merge: maybe(truth),
  allow_rebase_merge: maybe(truth),
});
const SWITCH = maybe(fields({ enabled: truth }));
const LOGIN = fields({ login: text });
const SLUG = fields({ slug: text });
const PROTECTION = fields({
  required_pull_request_reviews: maybe(
    fields({
      required_approving_review_count: maybe(number),
      require_code_owner_reviews: truth,
      dismiss_stale_reviews: truth,
      require_last_push_approval: maybe(truth),
      bypass_pull_request_allowances: maybe(
        fields({ users: maybe(list(LOGIN)), teams: maybe(list(SLUG)), apps: maybe(list(maybe(SLUG))) }),
      ),
    }),
  ),
  required_status_checks: maybe(
    fields({ strict: maybe(truth), checks: maybe(list(fields({ context: text, app_id: maybe(number) }))) }),
  ),
  enforce_admins: SWITCH,
  allow_force_pushes: SWITCH,
  allow_deletions: SWITCH,
});

async function readActions(client: GitHubClient): Promise<ActionsSettings> {
  const answer = await client.get("read the permissions of Actions", "/actions/permissions", {}, ACTIONS);
  const allowed = answer.allowed_actions ?? "all";
  // What a later GitHub calls otherwise lets no more start than what it names.
  const allowedActions = allowed === "all" || allowed === "local_only" ? allowed : "selected";
  const selected = allowed === "selected" ? await readSelectedActions(client) : undefined;
  const { enabled, sha_pinning_required: pinned } = answer;
  return { enabled, allowedActions, selected, pinningRequired: pinned ?? false };
}

async function readWorkflowStates(client: GitHubClient): Promise<readonly WorkflowState[]> {
  const shape = fields({ workflows: list(fields({ path: text, state: text })) });
  return (await client.get("list the workflows", "/actions/workflows", { per_page: 100 }, shape)).workflows;
}

async function readWorkflowToken(client: GitHubClient): Promise<WorkflowToken> {
  const answer = await client.get("read the workflow permissions", "/actions/permissions/workflow", {}, WORKFLOW_TOKEN);
  return {
    defaultPermissions: answer.default_workflow_permissions === "write" ? "write" : "read",
    mayOpenPullRequests: answer.can_approve_pull_request_reviews,
  };
}

async function readCodeOwnersErrors(client: GitHubClient): Promise<readonly string[]> {
  const shape = fields({ errors: list(CODEOWNERS_ERROR) });
  const { errors } = await client.get("read the errors in CODEOWNERS", "/codeowners/errors", {}, shape);
  return errors.map(({ line, kind, source }) => `line ${line}: ${kind}${source ? ` (${source.trim()})` : ""}`);
}

async function readSelectedActions(client: GitHubClient): Promise<SelectedActions> {
  const what = "read which actions may run";
  const answer = await client.get(what, "/actions/permissions/selected-actions", {}, SELECTED);
  const { github_owned_allowed: githubOwned, verified_allowed: verified, patterns_allowed: patterns } = answer;
  return { githubOwned: githubOwned ?? false, verified: verified ?? false, patterns: patterns ?? [] };
}

async function readRepository(client: GitHubClient): Promise<RepositoryFacts> {
  const data = await client.get("read the repository", "", {}, REPOSITORY);
  const { allow_merge_commit: merge, allow_squash_merge: squash, allow_rebase_merge: rebase } = data;
  const seen = merge != null && squash != null && rebase != null;
  return {
    name: data.full_name,
    webUrl: data.html_url,
    defaultBranch: data.default_branch,
    private: data.private,
    mayPush: data.permissions?.push ?? undefined,
    mergeMethods: seen
      ? { known: true, value: { merge, squash, rebase } }
      : { known: false, reason: "needs a token with the permission contents: write" },
  };
}

async function readProtection(client: GitHubClient, branch: string): Promise<ClassicProtection | null> {
  try {
    const what = "read the protection of the branch";
    return protectionOf(await client.get(what, "/branches/{branch}/protection", { branch }, PROTECTION));
  } catch (error) {
    // GitHub answers with these words only to those who may see the protection.
    if (error instanceof Error && /branch not protected/i.test(error.message)) return null;
    throw error;
  }
}

function protectionOf(data: ContentOf<typeof PROTECTION>): ClassicProtection {
  const reviews = data.required_pull_request_reviews;
  const { users, teams, apps } = reviews?.bypass_pull_request_allowances ?? {};
  const admins = data.enforce_admins?.enabled === true ? [] : ["administrators"];
  return {
    pullRequest:
      reviews == null
        ? undefined
        : {
            approvals: reviews.required_approving_review_count ?? 0,
            codeOwners: reviews.require_code_owner_reviews,
            dismissesStale: reviews.dismiss_stale_reviews,
            lastPush: reviews.require_last_push_approval ?? false,
          },
    checks: (data.required_status_checks?.checks ?? []).map(({ context, app_id: app }) => ({
      context,
      fromApp: app != null && app > 0,
    })),
    strict: data.required_status_checks?.strict ?? false,
    blocksForcePushes: data.allow_force_pushes?.enabled !== true,
    blocksDeletion: data.allow_deletions?.enabled !== true,
    bypass: [
      ...admins,
      ...(users ?? []).map(({ login }) => `@${login}`),
      ...(teams ?? []).map(({ slug }) => `the team ${slug}`),
      ...(apps ?? []).map((app) => `the app ${app?.slug ?? "?"}`),
    ],
  };
}
