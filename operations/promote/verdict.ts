import { defaultBranch } from "../../adapters/git/repository.ts";
import { shortRef } from "../../adapters/git/revisions.ts";
import { openCommit } from "../../adapters/trees/git-commit.ts";
import { ModelyardError } from "../../core/errors.ts";
import type { GateVerdict, Verdict } from "../../core/gates/verdict.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import type { Card } from "../../core/reports/card.ts";
import { NOBODY_ASKED } from "../judge/judge.ts";
import { validate } from "../validate/validate.ts";
import type { Workspace } from "../workspace/checkout.ts";

/** The verdict that a pull request with a promotion would get. */
export type PromotionVerdict =
  | {
      readonly known: true;
      readonly verdict: Verdict;
      readonly gates: readonly GateVerdict[];
      readonly card: Card;
    }
  | { readonly known: false; readonly reason: string };

/**
 * Judges a promotion that was just written into a folder, as a pull request to the default branch would be judged. Nobody
 * is asked who approved.
 *
 * @returns undefined where the default branch says the same of the stage already
 */
export async function verdictOfPromotion(
  workspace: Workspace,
  { model, stage }: { readonly model: string; readonly stage: string },
): Promise<PromotionVerdict | undefined> {
  try {
    const ref = await defaultBranch(workspace.folder);
    if (ref === undefined) return { known: false, reason: "there is no main branch to compare with" };
    const settings = pathOf({ kind: "registry" });
    const base = await openCommit(workspace.folder, ref);
    const baseName = shortRef(ref);
    if ((await base.read([settings])).size === 0) return { known: false, reason: `${baseName} has no registry yet` };
    const { comparison } = await validate({ ...workspace, base: base.commit, baseName, people: NOBODY_ASKED });
    const found = comparison?.promotions.find(({ judgement: { promotion } }) => {
      return promotion.model === model && promotion.stage === stage;
    });
    if (found === undefined) return undefined;
    const { verdict, gates } = found.judgement;
    return { known: true, verdict, gates, card: found.card };
  } catch (error) {
    // The line is written all the same: a promotion that cannot be judged here is judged in the pull request.
    if (error instanceof ModelyardError) return { known: false, reason: error.message };
    throw error;
  }
}
