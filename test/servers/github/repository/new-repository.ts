import { join } from "node:path";
import { Git } from "./git.ts";
import { iso } from "./git-commit.ts";
import { type NewUser, userNamed } from "../people/users.ts";
import type { Repository, World } from "../state.ts";

export interface NewRepository {
  readonly owner: string;
  readonly name: string;
  /** What the owner is when nobody added it before. */
  readonly ownerType?: NewUser["type"];
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly fork?: Repository;
  readonly immutableReleases?: boolean;
}

/** A repository with a bare git repository of its own. A fork starts with the branches of its parent. */
export async function newRepository(world: World, options: NewRepository): Promise<Repository> {
  const { name, fork = null } = options;
  const owner = userNamed(world, options.owner, options.ownerType ?? "Organization");
  const fullName = `${owner.login}/${name}`;
  const defaultBranch = options.defaultBranch ?? fork?.defaultBranch ?? "main";
  const gitDir = join(world.folder, `${owner.login}-${name}.git`);
  const git = await Git.init(gitDir, defaultBranch);
  if (fork !== null) await git.run(["fetch", "--quiet", fork.gitDir, "refs/heads/*:refs/heads/*"]);
  const repository: Repository = {
    id: world.nextId(),
    owner,
    name,
    fullName,
    git,
    gitDir,
    createdAt: iso(world.now()),
    fork,
    private: options.private ?? false,
    listedEntries: 100_000,
    defaultBranch,
    immutableReleases: options.immutableReleases ?? false,
    burnedTags: new Set(),
    restrictedTags: null,
    assetDigests: true,
    assetDelivery: "redirect",
    releases: [],
    verifiedCommits: new Set(),
    collaborators: new Map(),
    branchRules: [],
    tagRulesets: [],
    mergeMethods: { merge: true, squash: true, rebase: true },
    mergeQueues: new Map(),
    protections: new Map(),
    issues: [],
    unknownMergeabilityReads: 1,
    lateIndexReads: 0,
    statuses: [],
    checkRuns: [],
    deployments: [],
    environments: [],
    codeownersErrors: [],
    workflowStates: new Map(),
    lastTurn: Promise.resolve(),
    actions: {
      enabled: true,
      allowedActions: "all",
      defaultWorkflowPermissions: "read",
      mayOpenPullRequests: false,
      pinningRequired: false,
      selected: { githubOwned: true, verified: false, patterns: [] },
    },
  };
  world.repositories.set(fullName.toLowerCase(), repository);
  return repository;
}
