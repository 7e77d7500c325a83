import { fetchCommits } from "../../adapters/git/clone/fetch.ts";
import { headOf } from "../../adapters/github/repository/branches.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import { ModelyardError, OutsideError } from "../../core/errors.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Checkout } from "../workspace/checkout.ts";
import type { MergedPromotion } from "./merged-promotions.ts";

/** What a deploy job does: one entry of a matrix. */
export interface Deployment {
  readonly model: string;
  readonly stage: string;
  readonly version: string;
  /** What the stage held before; null: nothing. */
  readonly previous: string | null;
  /** The version held the stage before. */
  readonly rollback: boolean;
}

export interface DeploymentPlan {
  readonly deployments: readonly Deployment[];
  /** Promotions that came in without passing their gates. */
  readonly bypassed: readonly MergedPromotion[];
  /** Promotions of which GitHub does not tell yet how they came in. */
  readonly notYet: readonly MergedPromotion[];
  /** Promotions whose stage holds something else by now: a run that comes late, or again, deploys nothing old. */
  readonly superseded: readonly MergedPromotion[];
}

/** What each stage of the merged promotions holds now: the version, or null. */
export type StagesNow = (promotion: Pick<MergedPromotion, "model" | "stage">) => string | null;

/**
 * What is to be deployed after promotions came into a branch: of each stage what it holds now, unless its promotion came
 * in past a gate.
 *
 * @example planDeployments(merged, { now: () => "1.4.0", includeBypassed: false }).deployments
 * // [{ model: "churn", stage: "production", version: "1.4.0", previous: "1.3.1", rollback: false }]
 */
export function planDeployments(
  merged: readonly MergedPromotion[],
  { now, includeBypassed }: { readonly now: StagesNow; readonly includeBypassed: boolean },
): DeploymentPlan {
  const ends = new Map<string, { readonly first: MergedPromotion; readonly last: MergedPromotion }>();
  for (const promotion of merged) {
    const key = `${promotion.model}/${promotion.stage}`;
    ends.set(key, { first: ends.get(key)?.first ?? promotion, last: promotion });
  }
  const deployments = [...ends.values()].flatMap(({ first: { previous }, last }): readonly Deployment[] => {
    const { model, stage, version } = last;
    const { verdict, rollback } = last.judgement;
    if (now(last) !== version || previous === version) return [];
    if (verdict !== "passed" && !includeBypassed) return [];
    return [{ model, stage, version, previous, rollback }];
  });
  return {
    deployments,
    bypassed: merged.filter(({ judgement, notYet }) => judgement.verdict !== "passed" && notYet === undefined),
    notYet: merged.filter(({ notYet }) => notYet !== undefined),
    superseded: merged.filter((promotion) => now(promotion) !== promotion.version),
  };
}

/** Reads what the stages of promotions hold at the branch's head as GitHub has it now. */
export async function readStagesNow(
  { client, repository, remote }: Checkout,
  branch: string,
  merged: readonly MergedPromotion[],
): Promise<StagesNow> {
  const versions = new Map<string, string | null>();
  if (merged.length > 0) {
    const head = await headOf(client, branch);
    const refused = head === undefined ? "it is gone" : await fetchCommits(repository, [head], remote);
    if (head === undefined || refused !== undefined) {
      throw new OutsideError({
        code: "fetch-failed",
        message: `What ${branch} is at now could not be fetched: ${refused ?? ""}`,
        hint: "Run the job again. Its token needs contents: read.",
      });
    }
    const reader = new RegistryReader(treeIn(repository, head));
    for (const { model, stage } of merged) versions.set(`${model}/${stage}`, await held(reader, model, stage));
  }
  return ({ model, stage }) => versions.get(`${model}/${stage}`) ?? null;
}

async function held(reader: RegistryReader, model: string, stage: string): Promise<string | null> {
  try {
    return (await reader.stage(model, stage))?.version ?? null;
  } catch (error) {
    if (error instanceof ModelyardError) return null;
    throw error;
  }
}
