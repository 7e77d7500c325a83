import { expect, test } from "vitest";
import type { Repository } from "../../servers/github/index.ts";
import { type DoctorWorld, REVIEWS, changeRule, createDoctorWorld } from "./world.ts";

interface Case {
  readonly name: string;
  readonly change: (repository: Repository) => void;
  readonly complaints: readonly string[];
  /** In what it says, or what it says to do. */
  readonly says: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "Actions are off",
    change: ({ actions }) => (actions.enabled = false),
    complaints: ["problem actions-settings"],
    says: ["GitHub Actions is off", "Settings › Actions › General › Actions permissions"],
  },
  {
    name: "only the owner's actions may run",
    change: ({ actions }) => (actions.allowedActions = "local_only"),
    complaints: ["problem actions-settings"],
    says: ["actions/checkout@3d3c42e", "may not run here", "actions/checkout@*"],
  },
  {
    name: "the list of actions lacks modelyard's",
    change: ({ actions }) => (actions.allowedActions = "selected"),
    complaints: ["problem actions-settings"],
    says: ["acme-tools/modelyard/action/validate@v1", "acme-tools/modelyard/action/validate@*"],
  },
  {
    name: "a tag may not name an action",
    change: ({ actions }) => (actions.pinningRequired = true),
    complaints: ["problem actions-settings"],
    says: ["must be pinned to a full commit"],
  },
  {
    name: "workflows may write by default",
    change: ({ actions }) => (actions.defaultWorkflowPermissions = "write"),
    complaints: ["advice workflow-token"],
    says: ["Settings › Actions › General › Workflow permissions"],
  },
  {
    name: "workflows may open pull requests for nothing",
    change: ({ actions }) => (actions.mayOpenPullRequests = true),
    complaints: ["advice actions-pull-requests"],
    says: ['"Allow GitHub Actions to create and approve pull requests": untick it'],
  },
  {
    name: "the branch takes pushes",
    change: (repository) => changeRule(repository, "pull_request", null),
    complaints: [
      "problem branch-pull-request",
      "problem branch-approvals",
      "advice branch-code-owners",
      "advice branch-stale-approvals",
    ],
    says: ["main can be pushed to without a pull request", "Settings › Rules › Rulesets"],
  },
  {
    name: "no approval is needed",
    change: (repository) =>
      changeRule(repository, "pull_request", { parameters: { required_approving_review_count: 0 } }),
    complaints: ["problem branch-approvals"],
    says: ['"Required approvals" to 1', "registry.yaml could lower that unseen"],
  },
  {
    name: "any reviewer will do",
    change: (repository) =>
      changeRule(repository, "pull_request", { parameters: { require_code_owner_review: false } }),
    complaints: ["advice branch-code-owners"],
    says: ['"Require review from Code Owners"'],
  },
  {
    name: "an approval outlives a push",
    change: (repository) =>
      changeRule(repository, "pull_request", { parameters: { dismiss_stale_reviews_on_push: false } }),
    complaints: ["advice branch-stale-approvals"],
    says: ['"Require approval of the most recent reviewable push"'],
  },
  {
    name: "another check is required",
    change: (repository) =>
      changeRule(repository, "required_status_checks", {
        parameters: { required_status_checks: [{ context: "Validate" }] },
      }),
    complaints: ["problem required-check"],
    says: ["required: Validate, and the registry's workflow reports modelyard or validate", "add modelyard"],
  },
  {
    name: "anybody can report the check",
    change: (repository) =>
      changeRule(repository, "required_status_checks", {
        parameters: { required_status_checks: [{ context: "validate" }] },
      }),
    complaints: ["advice required-check"],
    says: ["validate: choose GitHub Actions as its source"],
  },
  {
    name: "the merge queue takes what failed",
    change: (repository) => changeRule(repository, "merge_queue", { parameters: { grouping_strategy: "HEADGREEN" } }),
    complaints: ["problem merge-queue"],
    says: ['"Only merge non-failing pull requests" (ALLGREEN)'],
  },
  {
    name: "pull requests are merged as they were checked",
    change: (repository) => changeRule(repository, "merge_queue", null),
    complaints: ["advice merge-queue"],
    says: ['"Require branches to be up to date before merging"'],
  },
  {
    name: "the merge queue rebases",
    change: (repository) => changeRule(repository, "merge_queue", { parameters: { merge_method: "REBASE" } }),
    complaints: ["advice merge-methods"],
    says: ["Require merge queue › Merge method"],
  },
  {
    name: "the branch can be deleted",
    change: (repository) => changeRule(repository, "deletion", null),
    complaints: ["advice branch-history"],
    says: ['"Restrict deletions"'],
  },
  {
    name: "somebody may bypass the rules",
    change: (repository) =>
      changeRule(repository, "pull_request", {
        bypassActors: [
          { actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" },
          { actor_id: 77, actor_type: "Team", bypass_mode: "pull_request" },
        ],
      }),
    complaints: ["advice bypass"],
    says: ["the repository role admin and the team 77 (in pull requests)", "pull_request on main › Bypass list"],
  },
  {
    name: "nobody may make tags",
    change: ({ tagRulesets }) =>
      tagRulesets.push({ name: "no tags", include: ["~ALL"], rules: [{ type: "creation" }] }),
    complaints: ["problem tag-creation"],
    says: ["The ruleset no tags lets nobody make the tag churn@v1.0.0", "exclude the tags *@v*"],
  },
  {
    name: "tags must look otherwise",
    change: ({ tagRulesets }) =>
      tagRulesets.push({
        name: "semver",
        include: ["~ALL"],
        rules: [{ type: "tag_name_pattern", parameters: { operator: "starts_with", pattern: "v" } }],
      }),
    complaints: ["problem tag-creation"],
    says: ["The ruleset semver"],
  },
  {
    name: "releases can change, and so can tags",
    change: (repository) => (repository.immutableReleases = false),
    complaints: ["advice tag-protection", "advice immutable-releases"],
    says: ['"Enable release immutability"', 'tick "Restrict updates" and "Restrict deletions"'],
  },
  {
    name: "releases can change, and a ruleset guards their tags",
    change(repository) {
      repository.immutableReleases = false;
      const update = { type: "update", parameters: { update_allows_fetch_and_merge: false } };
      const rules = [update, { type: "deletion" }];
      repository.tagRulesets.push({ name: "versions", include: ["refs/tags/*@v*"], rules });
    },
    complaints: ["advice immutable-releases"],
    says: ["the tags of versions can be neither moved nor deleted"],
  },
  {
    name: "single commits land on the branch",
    change(repository) {
      repository.mergeMethods.rebase = true;
      changeRule(repository, "merge_queue", null);
    },
    complaints: ["advice merge-queue", "advice merge-methods"],
    says: ['Settings › General › Pull Requests: untick "Allow rebase merging"'],
  },
  {
    name: "GitHub passes over a line of CODEOWNERS",
    change: ({ codeownersErrors }) => codeownersErrors.push("Unknown owner on line 1"),
    complaints: ["problem codeowners"],
    says: ["GitHub ignores lines of .github/CODEOWNERS"],
  },
];

/** What tests change, as it was. */
function remember(repository: Repository): () => void {
  const { actions, branchRules, mergeMethods, immutableReleases } = repository;
  const [before, rules, methods] = [{ ...actions }, [...branchRules], { ...mergeMethods }];
  return () => {
    Object.assign(actions, before);
    Object.assign(mergeMethods, methods);
    branchRules.splice(0, branchRules.length, ...rules);
    repository.immutableReleases = immutableReleases;
    repository.tagRulesets.splice(0);
    repository.protections.clear();
    repository.codeownersErrors.splice(0);
  };
}

async function tryAll(world: DoctorWorld, cases: readonly Case[]): Promise<void> {
  for (const { name, change, complaints, says } of cases) {
    const restore = remember(world.repository);
    change(world.repository);
    const examined = await world.examine();
    restore();
    expect({ name, complaints: examined.complaints }).toEqual({ name, complaints });
    expect(examined.exitCode).toBe(complaints.some((line) => line.startsWith("problem")) ? 1 : 0);
    const said = examined.results.map(({ message, fix }) => `${message}\n${fix ?? ""}`).join("\n");
    for (const text of says) expect(said).toContain(text);
  }
}

test(
  "one setting wrong gives just that complaint, with the page where it is changed",
  { timeout: 300_000 },
  async () => {
    const world = await createDoctorWorld();
    await tryAll(world, CASES);
    expect(world.github.contractViolations).toEqual([]);
  },
);

test("rules that let publish through, and other ways to the same end, are fine", { timeout: 120_000 }, async () => {
  const app = { actor_id: 15_368, actor_type: "Integration", bypass_mode: "always" };
  const creation = [{ type: "creation" }];
  const world = await createDoctorWorld();
  await tryAll(
    world,
    [
      {
        name: "the app that publishes may bypass",
        change: ({ tagRulesets }: Repository) =>
          tagRulesets.push({ name: "tags", include: ["~ALL"], rules: creation, bypassActors: [app] }),
      },
      {
        name: "other tags",
        change: ({ tagRulesets }: Repository) =>
          tagRulesets.push(
            { name: "releases", include: ["refs/tags/v*"], rules: creation },
            { name: "rest", include: ["~ALL"], exclude: ["refs/tags/*@v*"], rules: creation },
          ),
      },
      {
        name: "selected actions with those that are used",
        change: ({ actions }: Repository) => {
          actions.allowedActions = "selected";
          actions.selected.patterns = ["acme-tools/modelyard/*"];
        },
      },
      {
        name: "up-to-date branches instead of a queue",
        change: (repository: Repository) => {
          changeRule(repository, "merge_queue", null);
          changeRule(repository, "required_status_checks", {
            parameters: { strict_required_status_checks_policy: true },
          });
        },
      },
    ].map(({ name, change }) => ({ name, change, complaints: [], says: [] })),
  );
  expect(world.github.contractViolations).toEqual([]);
});

const OFF = { enabled: false };

test("classic protection counts as rulesets do", { timeout: 120_000 }, async () => {
  const world = await createDoctorWorld();
  const { repository, github } = world;
  repository.branchRules.splice(0);
  const url = `${github.apiUrl}/repos/acme/models/branches/main/protection`;
  const reviews = { ...REVIEWS, require_code_owner_reviews: true, dismiss_stale_reviews: true, url };
  const protection = {
    required_pull_request_reviews: reviews,
    required_status_checks: {
      strict: true,
      contexts: ["modelyard"],
      checks: [{ context: "modelyard", app_id: 15_368 }],
    },
    enforce_admins: { url, enabled: true },
    allow_force_pushes: OFF,
    allow_deletions: OFF,
  };
  repository.protections.set("main", protection);
  expect((await world.examine()).complaints).toEqual([]);

  repository.protections.set("main", { ...protection, enforce_admins: { url, ...OFF } });
  const { results, complaints } = await world.examine();
  expect(complaints).toEqual(["advice bypass"]);
  expect(results.find(({ check }) => check === "bypass")).toMatchObject({
    message: "The branch's rules do not hold for administrators",
    fix: expect.stringContaining('tick "Do not allow bypassing the above settings"') as string,
  });

  repository.protections.clear();
  expect((await world.examine()).complaints).toEqual([
    "problem branch-pull-request",
    "problem branch-approvals",
    "advice branch-code-owners",
    "advice branch-stale-approvals",
    "problem required-check",
    "advice merge-queue",
    "advice branch-history",
  ]);
});
