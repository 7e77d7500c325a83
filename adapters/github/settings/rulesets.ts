import type { Observed } from "../../../core/gates/verdict.ts";
import type { GitHubClient } from "../client/client.ts";
import { inParallel } from "../client/parallel.ts";
import { type ContentOf, fields, list, maybe, number, record, text } from "../client/shape.ts";

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

const LISTED = fields({ id: number, name: text, enforcement: text, target: maybe(text) });
const BRANCH_RULE = fields({ ruleset_id: maybe(number) });
const ACTOR = fields({ actor_id: maybe(number), actor_type: text, bypass_mode: maybe(text) });
const PATTERNS = maybe(list(text));
const RULESET = fields({
  conditions: maybe(fields({ ref_name: maybe(fields({ include: PATTERNS, exclude: PATTERNS })) })),
  rules: maybe(list(fields({ type: text, parameters: maybe(record) }))),
  bypass_actors: maybe(list(ACTOR)),
});

/** All rulesets in force on branches and tags, those of the organisation too. */
export async function readRulesets(client: GitHubClient, defaultBranch: string): Promise<readonly Ruleset[]> {
  const parents = { includes_parents: true };
  const listed = await client.list("list the rulesets", "/rulesets", parents, LISTED);
  const branch = { branch: defaultBranch };
  const onBranch = await client.list("read the rules of the branch", "/rules/branches/{branch}", branch, BRANCH_RULE);
  const covering = new Set(onBranch.map((rule) => rule.ruleset_id));
  const inForce = listed.filter(
    ({ enforcement, target }) => enforcement === "active" && (target === "branch" || target === "tag"),
  );
  return inParallel(inForce, async ({ id, name, target }) => {
    const asked = { ruleset_id: id, ...parents };
    const found = await client.get(`read the ruleset ${name}`, "/rulesets/{ruleset_id}", asked, RULESET);
    return {
      name,
      target: target === "tag" ? "tag" : "branch",
      coversDefaultBranch: covering.has(id),
      include: found.conditions?.ref_name?.include ?? [],
      exclude: found.conditions?.ref_name?.exclude ?? [],
      rules: (found.rules ?? []).map(({ type, parameters }) => ({ type, parameters: parameters ?? {} })),
      bypass: bypassOf(found.bypass_actors ?? undefined),
    };
  });
}

type ActorData = ContentOf<typeof ACTOR>;

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
