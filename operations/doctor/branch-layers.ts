import type { ClassicProtection } from "../../adapters/github/settings/settings.ts";
import type { Ruleset } from "../../adapters/github/settings/rulesets.ts";
import type { Observed } from "../../core/gates/verdict.ts";
import { type Found, unknown } from "./check.ts";
import type { Setup } from "./setup.ts";

/** One ruleset of the default branch, or its classic protection: the strictest of all layers holds. */
export interface BranchLayer {
  /** Where people change it. */
  readonly place: string;
  readonly pullRequest: ClassicProtection["pullRequest"];
  readonly checks: readonly { readonly context: string; readonly fromApp: boolean }[];
  readonly strict: boolean;
  readonly queue: { readonly allGreen: boolean; readonly mergeMethod: string } | undefined;
  /** Undefined: whatever the repository allows. */
  readonly mergeMethods: readonly string[] | undefined;
  readonly blocksForcePushes: boolean;
  readonly blocksDeletion: boolean;
  readonly bypass: Observed<readonly string[]>;
}

export interface BranchLayers {
  readonly layers: readonly BranchLayer[];
  /** Why some layer could not be seen; what the others lack may stand there. */
  readonly unseen: readonly string[];
  /** Where a new rule goes. */
  readonly place: string;
}

/** What protects the default branch; for settings that could not be read, the reason. */
export function branchLayers({ github }: Setup): Observed<BranchLayers> {
  if (!github.known) return github;
  const { repository, rulesets, protection } = github.value;
  const layers = [
    ...(rulesets.known
      ? rulesets.value.filter(({ coversDefaultBranch }) => coversDefaultBranch).map(layerOfRuleset)
      : []),
    ...(protection.known && protection.value !== null
      ? [layerOfProtection(protection.value, repository.defaultBranch)]
      : []),
  ];
  const unseen = [rulesets, protection].flatMap((observed) => (observed.known ? [] : [observed.reason]));
  const place = layers[0]?.place ?? "Settings › Rules › Rulesets › New branch ruleset, for the default branch";
  return { known: true, value: { layers, unseen, place } };
}

/**
 * Fine where any layer asks for it, or for every part of it; else what is missing, or that a layer which nobody could see may ask for it.
 *
 * @param missing what to say where every layer was seen and none asks for it
 */
export function demanded(
  setup: Setup,
  asks: ((layer: BranchLayer) => boolean) | readonly ((layer: BranchLayer) => boolean)[],
  fine: string,
  missing: (all: BranchLayers) => Found,
): readonly Found[] {
  const all = branchLayers(setup);
  if (!all.known) return [unknown(all.reason)];
  if ([asks].flat().every((part) => all.value.layers.some(part))) return [{ level: "ok", message: fine }];
  const [reason] = all.value.unseen;
  return [reason === undefined ? missing(all.value) : unknown(`${reason}, to see all protection of the branch`)];
}

function layerOfRuleset({ name, rules, bypass }: Ruleset): BranchLayer {
  const parametersOf = (type: string) => rules.find((rule) => rule.type === type)?.parameters;
  const reviews = parametersOf("pull_request");
  const checks = parametersOf("required_status_checks");
  const queue = parametersOf("merge_queue");
  const required = (checks?.["required_status_checks"] ?? []) as readonly CheckParameter[];
  return {
    place: `Settings › Rules › Rulesets › ${name}`,
    pullRequest:
      reviews === undefined
        ? undefined
        : {
            approvals: Number(reviews["required_approving_review_count"] ?? 0),
            codeOwners: reviews["require_code_owner_review"] === true,
            dismissesStale: reviews["dismiss_stale_reviews_on_push"] === true,
            lastPush: reviews["require_last_push_approval"] === true,
          },
    checks: required.map(({ context, integration_id: app }) => ({
      context,
      fromApp: (app ?? undefined) !== undefined,
    })),
    strict: checks?.["strict_required_status_checks_policy"] === true,
    queue:
      queue === undefined
        ? undefined
        : {
            allGreen: queue["grouping_strategy"] === "ALLGREEN",
            mergeMethod: textOf(queue["merge_method"]).toLowerCase(),
          },
    mergeMethods: reviews?.["allowed_merge_methods"] as readonly string[] | undefined,
    blocksForcePushes: parametersOf("non_fast_forward") !== undefined,
    blocksDeletion: parametersOf("deletion") !== undefined,
    bypass: bypass.known
      ? {
          known: true,
          value: bypass.value.map((actor) =>
            actor.onlyInPullRequests ? `${actor.name} (in pull requests)` : actor.name,
          ),
        }
      : bypass,
  };
}

interface CheckParameter {
  readonly context: string;
  readonly integration_id?: number | null;
}

function layerOfProtection({ bypass, ...protection }: ClassicProtection, branch: string): BranchLayer {
  return {
    ...protection,
    place: `Settings › Branches › Branch protection rules › ${branch}`,
    queue: undefined,
    mergeMethods: undefined,
    bypass: { known: true, value: bypass },
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
