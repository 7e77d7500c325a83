import type { Observed } from "../../../core/gates/verdict.ts";
import type { GitHubClient } from "../client/client.ts";
import { inParallel } from "../client/parallel.ts";

/** A ruleset that is in force. */
export interface Ruleset {
  readonly name: string;
  readonly target: "branch" | "tag";
  /** The default branch is one of its branches. */
  readonly coversDefaultBranch: boolean;
  /** What refs it is for, as its page lists them: `refs/tags/*@v*`, `~ALL`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly Rule[];
  /** Who need not keep to it; GitHub shows them only to those who may change the ruleset. */
  readonly bypass: Observed<readonly BypassActor[]>;
}

export interface Rule {
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface BypassActor {
  /** For people: `the repository role admin`. */
  readonly name: string;
  readonly isApp: boolean;
  readonly onlyInPullRequests: boolean;
}

/** All rulesets in force on branches and tags, those of the organisation too. */
export async function readRulesets(client: GitHubClient, defaultBranch: string): Promise<readonly Ruleset[]> {
  const { octokit, repo } = client;
  const listed = await octokit.paginate(octokit.rest.repos.getRepoRulesets, {
    ...repo,
    includes_parents: true,
    per_page: 100,
  });
  const onBranch = await octokit.paginate(octokit.rest.repos.getBranchRules, {
    ...repo,
    branch: defaultBranch,
    per_page: 100,
  });
  const covering = new Set(onBranch.map((rule) => rule.ruleset_id));
  const inForce = listed.filter(
    ({ enforcement, target }) => enforcement === "active" && (target === "branch" || target === "tag"),
  );
  return inParallel(inForce, async ({ id, name, target }) => {
    const { data } = await octokit.rest.repos.getRepoRuleset({ ...repo, ruleset_id: id, includes_parents: true });
    const conditions: { ref_name?: { include?: string[]; exclude?: string[] } } = data.conditions ?? {};
    return {
      name,
      target: target === "tag" ? "tag" : "branch",
      coversDefaultBranch: covering.has(id),
      include: conditions.ref_name?.include ?? [],
      exclude: conditions.ref_name?.exclude ?? [],
      rules: (data.rules ?? []).map((rule) => ({
        type: rule.type,
        parameters: ("parameters" in rule ? rule.parameters : undefined) ?? {},
      })),
      bypass: bypassOf(data.bypass_actors),
    };
  });
}

interface ActorData {
  readonly actor_id?: number | null;
  readonly actor_type: string;
  readonly bypass_mode?: string;
}

function bypassOf(actors: readonly ActorData[] | undefined): Ruleset["bypass"] {
  if (actors === undefined) {
    return {
      known: false,
      reason: "needs a token with the permission administration: write, which alone shows who may bypass",
    };
  }
  return {
    known: true,
    value: actors.map((actor) => ({
      name: nameOf(actor),
      isApp: actor.actor_type === "Integration",
      onlyInPullRequests: actor.bypass_mode === "pull_request",
    })),
  };
}

/** The ids of the roles that every repository has. Source: GitHub's documentation of repository rulesets. */
const ROLES: Readonly<Record<number, string>> = { 2: "maintain", 4: "write", 5: "admin" };

function nameOf({ actor_id: id, actor_type: type }: ActorData): string {
  switch (type) {
    case "OrganizationAdmin":
      return "the organisation's owners";
    case "RepositoryRole":
      return `the repository role ${ROLES[id ?? 0] ?? id ?? "?"}`;
    case "DeployKey":
      return "deploy keys";
    case "Integration":
      return `the app ${id ?? "?"}`;
    default:
      return `the ${type.toLowerCase()} ${id ?? "?"}`;
  }
}
