import type { Observed } from "../../../core/gates/verdict.ts";
import type { GitHubClient } from "../client/client.ts";
import { observeSetting } from "./observe-setting.ts";
import { type Ruleset, readRulesets } from "./rulesets.ts";

/** What a repository's pages of settings say, each as far as the token may see it. */
export interface RepositorySettings {
  readonly repository: RepositoryFacts;
  readonly actions: Observed<ActionsSettings>;
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
  const { rest, request } = client.octokit;
  const { repo } = client;
  const administration = "administration: read";
  const [actions, workflowToken, rulesets, protection, codeOwnersErrors] = await Promise.all([
    observeSetting(client, "the permissions of Actions", administration, async (): Promise<ActionsSettings> => {
      const { data } = await rest.actions.getGithubActionsPermissionsRepository(repo);
      const allowedActions = data.allowed_actions ?? "all";
      const selected = allowedActions === "selected" ? await readSelectedActions(client) : undefined;
      return { enabled: data.enabled, allowedActions, selected, pinningRequired: data.sha_pinning_required ?? false };
    }),
    observeSetting(client, "the workflow permissions", administration, async (): Promise<WorkflowToken> => {
      const { data } = await rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(repo);
      return {
        defaultPermissions: data.default_workflow_permissions,
        mayOpenPullRequests: data.can_approve_pull_request_reviews,
      };
    }),
    observeSetting(client, "the rulesets", "metadata: read", () => readRulesets(client, repository.defaultBranch)),
    observeSetting(client, "the protection of the branch", administration, () =>
      readProtection(client, repository.defaultBranch),
    ),
    observeSetting(client, "the errors in CODEOWNERS", "contents: read", async () => {
      const { data } = await rest.repos.codeownersErrors(repo);
      return data.errors.map(({ line, kind, source }) => `line ${line}: ${kind}${source ? ` (${source.trim()})` : ""}`);
    }),
  ]);
  const immutableReleases = await observeSetting(client, "immutable releases", administration, async () => {
    try {
      const { data } = await request("GET /repos/{owner}/{repo}/immutable-releases", repo);
      return data.enabled;
    } catch (error) {
      // Where it is off GitHub answers 404, as it does for what a token may not see: another setting tells the two apart.
      if ((error as { status?: unknown }).status === 404 && workflowToken.known) return false;
      throw error;
    }
  });
  return { repository, actions, workflowToken, rulesets, protection, immutableReleases, codeOwnersErrors };
}

async function readSelectedActions(client: GitHubClient): Promise<SelectedActions> {
  const { data } = await client.octokit.rest.actions.getAllowedActionsRepository(client.repo);
  const { github_owned_allowed: githubOwned, verified_allowed: verified, patterns_allowed: patterns } = data;
  return { githubOwned: githubOwned ?? false, verified: verified ?? false, patterns: patterns ?? [] };
}

async function readRepository(client: GitHubClient): Promise<RepositoryFacts> {
  const { data } = await client.read("read the repository", () => client.octokit.rest.repos.get(client.repo));
  const { allow_merge_commit: merge, allow_squash_merge: squash, allow_rebase_merge: rebase } = data;
  const seen = merge !== undefined && squash !== undefined && rebase !== undefined;
  return {
    name: data.full_name,
    webUrl: data.html_url,
    defaultBranch: data.default_branch,
    private: data.private,
    mayPush: data.permissions?.push,
    mergeMethods: seen
      ? { known: true, value: { merge, squash, rebase } }
      : { known: false, reason: "needs a token with the permission contents: write" },
  };
}

async function readProtection(client: GitHubClient, branch: string): Promise<ClassicProtection | null> {
  try {
    const { data } = await client.octokit.rest.repos.getBranchProtection({ ...client.repo, branch });
    return protectionOf(data);
  } catch (error) {
    // GitHub answers with these words only to those who may see the protection.
    if (error instanceof Error && /branch not protected/i.test(error.message)) return null;
    throw error;
  }
}

type ProtectionData = Awaited<ReturnType<GitHubClient["octokit"]["rest"]["repos"]["getBranchProtection"]>>["data"];

function protectionOf(data: ProtectionData): ClassicProtection {
  const reviews = data.required_pull_request_reviews;
  const { users = [], teams = [], apps = [] } = reviews?.bypass_pull_request_allowances ?? {};
  const admins = data.enforce_admins?.enabled === true ? [] : ["administrators"];
  return {
    pullRequest:
      reviews === undefined
        ? undefined
        : {
            approvals: reviews.required_approving_review_count ?? 0,
            codeOwners: reviews.require_code_owner_reviews,
            dismissesStale: reviews.dismiss_stale_reviews,
            lastPush: reviews.require_last_push_approval ?? false,
          },
    checks: (data.required_status_checks?.checks ?? []).map(({ context, app_id: app }) => ({
      context,
      fromApp: app !== null && app > 0,
    })),
    strict: data.required_status_checks?.strict ?? false,
    blocksForcePushes: data.allow_force_pushes?.enabled !== true,
    blocksDeletion: data.allow_deletions?.enabled !== true,
    bypass: [
      ...admins,
      ...users.map(({ login }) => `@${login}`),
      ...teams.map(({ slug }) => `the team ${slug}`),
      ...apps.map((app) => `the app ${app?.slug ?? "?"}`),
    ],
  };
}
