import type { CallBudget, FaultBook } from "./http/faults.ts";
import type { Contract } from "./http/contract.ts";
import type { CheckRun, CommitStatus, Deployment } from "./checks/check-state.ts";
import type { Git } from "./repository/git.ts";
import type { Issue, Pull } from "./pulls/pull-state.ts";

/** Everything that the fake knows. One per `startFakeGitHub`, so that tests cannot see each other. */
export interface World {
  readonly folder: string;
  readonly origins: Origins;
  readonly users: Map<string, User>;
  readonly teams: Team[];
  readonly tokens: Map<string, Token>;
  readonly repositories: Map<string, Repository>;
  readonly requests: RequestRecord[];
  readonly faults: FaultBook;
  readonly callBudget: CallBudget;
  /** Null when nobody asked for traffic to be checked. */
  readonly contract: Contract | null;
  readonly signedUrls: Map<string, SignedUrl>;
  /** What callers without a token share. */
  readonly anonymousRate: RateLimit;
  readonly now: () => Date;
  readonly nextId: () => number;
}

interface Origins {
  readonly api: string;
  readonly uploads: string;
  /** Where the bytes of assets lie: another origin, which refuses a second credential. */
  readonly assets: string;
}

export type ServerName = keyof Origins;

export interface RequestRecord {
  readonly server: ServerName;
  readonly method: string;
  /** Decoded as sent, without the query and without `/api/v3`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** `PATCH /repos/{owner}/{repo}/releases/{release_id}`; null where nothing answers. */
  readonly operation: string | null;
  readonly login: string | null;
  body: unknown;
  /** Null while it runs, and for ever when the connection was cut. */
  status: number | null;
}

export interface User {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Bot" | "Organization";
}

export interface Team {
  readonly id: number;
  readonly organization: string;
  readonly slug: string;
  readonly members: Set<string>;
}

export type TokenKind = "user" | "app" | "actions";
export type Access = "read" | "write";
export type Permissions = Readonly<Record<string, Access>>;

export interface Token {
  readonly value: string;
  readonly user: User;
  readonly kind: TokenKind;
  permissions: Permissions;
  /** Full names of the repositories that it reaches. */
  repositories: "all" | readonly string[];
  rate: RateLimit;
}

export interface RateLimit {
  limit: number;
  remaining: number;
  resetAt: Date;
}

export type CollaboratorRole = "read" | "triage" | "write" | "maintain" | "admin";

export interface Repository {
  readonly id: number;
  readonly owner: User;
  readonly name: string;
  readonly fullName: string;
  readonly git: Git;
  readonly gitDir: string;
  readonly createdAt: string;
  readonly fork: Repository | null;
  private: boolean;
  /** A recursive listing of a tree gives no more entries than this. */
  listedEntries: number;
  defaultBranch: string;
  /** Published releases, their assets and tags are locked for ever. */
  immutableReleases: boolean;
  /** Tag names that an immutable release once had: never usable again, also after its deletion. */
  readonly burnedTags: Set<string>;
  /** A tag ruleset: names that match may not be created by anyone. */
  restrictedTags: RegExp | null;
  /** `false`: assets get `digest: null`, as those from before June 2025. */
  assetDigests: boolean;
  /** How an asset asked for as octet-stream arrives; clients must handle both. */
  assetDelivery: "redirect" | "direct";
  readonly releases: Release[];
  readonly verifiedCommits: Set<string>;
  readonly collaborators: Map<string, CollaboratorRole>;
  /** The active rules of branches, as `GET …/rules/branches/{branch}` shows them. */
  readonly branchRules: BranchRule[];
  readonly tagRulesets: TagRuleset[];
  /** How pull requests may be merged; seen by those who may push. */
  readonly mergeMethods: MergeMethods;
  /** What waits in the merge queue of a branch, by the numbers of the pull requests, the next first. */
  readonly mergeQueues: Map<string, readonly number[]>;
  /** Classic branch protection, by branch, as its endpoint shows it. */
  readonly protections: Map<string, Readonly<Record<string, unknown>>>;
  /** Issues and pull requests share one sequence of numbers. */
  readonly issues: (Issue | Pull)[];
  /** So often a pull request that has changed answers `mergeable: null` before it is known. */
  unknownMergeabilityReads: number;
  /** GitHub indexes merges late: so often it is asked for a merge's pull requests and names none. */
  lateIndexReads: number;
  readonly statuses: CommitStatus[];
  readonly checkRuns: CheckRun[];
  readonly deployments: Deployment[];
  readonly environments: string[];
  /** What GitHub found wrong in CODEOWNERS. */
  readonly codeownersErrors: string[];
  readonly actions: ActionsSettings;
  /** The states of workflows that are not active, by their files. */
  readonly workflowStates: Map<string, "disabled_inactivity" | "disabled_manually" | "disabled_fork">;
  /** Settles when the request before has been served; see `inTurn`. */
  lastTurn: Promise<void>;
}

export interface ActionsSettings {
  enabled: boolean;
  allowedActions: "all" | "local_only" | "selected";
  defaultWorkflowPermissions: "read" | "write";
  /** "Allow GitHub Actions to create and approve pull requests": off by default, for `GITHUB_TOKEN` only. */
  mayOpenPullRequests: boolean;
  /** "Require actions to be pinned to a full-length commit SHA" */
  pinningRequired: boolean;
  /** What may run where `allowedActions` is `selected`, besides the owner's own actions. */
  selected: SelectedActions;
}

interface SelectedActions {
  githubOwned: boolean;
  verified: boolean;
  patterns: readonly string[];
}

interface MergeMethods {
  merge: boolean;
  squash: boolean;
  rebase: boolean;
}

/** One rule of a ruleset, with the parameters that GitHub's description gives its type. */
export interface BranchRule {
  readonly branch: string;
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Who need not keep to it, as `bypass_actors` shows them to those who may change the ruleset. */
  readonly bypassActors?: readonly object[];
}

/** A ruleset for tags, as its endpoint shows it. */
export interface TagRuleset {
  readonly name: string;
  /** Patterns such as `refs/tags/*@v*`, or `~ALL`. */
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  readonly rules: readonly { readonly type: string; readonly parameters?: Readonly<Record<string, unknown>> }[];
  readonly bypassActors?: readonly object[];
}

export interface Release {
  readonly id: number;
  tagName: string;
  targetCommitish: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  immutable: boolean;
  makeLatest: "true" | "false" | "legacy";
  readonly author: User;
  createdAt: string;
  updatedAt: string;
  publishedAt: string | null;
  readonly assets: Asset[];
}

export interface Asset {
  readonly id: number;
  name: string;
  label: string | null;
  /** `starter`: the leftover of a failed upload, which blocks its name until it is deleted. */
  state: "uploaded" | "starter";
  contentType: string;
  sizeBytes: number;
  digest: string | null;
  downloadCount: number;
  readonly createdAt: string;
  updatedAt: string;
  readonly uploader: User;
  /** Where its bytes lie. */
  readonly file: string;
}

interface SignedUrl {
  readonly asset: Asset;
  readonly expiresAt: Date;
}
