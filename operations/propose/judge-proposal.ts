import { openStore } from "../../adapters/stores/open.ts";
import { readGitHubHistory } from "../../adapters/github/repository/history.ts";
import { loadChange } from "../../core/change-check/load-change.ts";
import { ModelyardError } from "../../core/errors.ts";
import { overlayTree } from "../../core/tree/overlay.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Card } from "../../core/reports/card.ts";
import { declaredStages } from "../history/model-history.ts";
import { type Past, readVersions } from "../judge/past.ts";
import { judgePromotions, peopleUnknown } from "../judge/judge.ts";
import type { Environment } from "../workspace/open-location.ts";
import { partOf } from "../../core/registry/names/part-of.ts";
import type { ProposalTarget } from "./target.ts";

const NO_REVIEWS = { known: true, value: [] } as const;

/** The card of a promotion that is about to be proposed; undefined where the registry cannot be judged. */
export async function judgeProposal(
  target: ProposalTarget,
  files: ReadonlyMap<string, string>,
  { model, environment, now }: { readonly model: string; readonly environment: Environment; readonly now: string },
): Promise<Card | undefined> {
  const { base: at, tree } = target;
  const part = partOf(tree, model);
  try {
    const proposed = overlayTree(part, files);
    const trees = { mergeBase: part, baseTip: part, head: proposed, paths: files.keys() };
    const { baseTip: base, head, changes } = await loadChange(trees);
    const [promotion] = await judgePromotions({
      past: gitHubPast(target),
      base,
      baseName: at.branch,
      baseCommit: at.commit,
      head,
      headCommit: undefined,
      changes,
      // A pull request that is not open yet has no reviews.
      people: () => Promise.resolve({ ...peopleUnknown("the pull request is only being opened"), reviews: NO_REVIEWS }),
      openStore: (settings) =>
        openStore(settings, { root: undefined, repository: target.files.client.name, environment }),
      now,
    });
    return promotion?.card;
  } catch (error) {
    if (error instanceof ModelyardError) return undefined;
    throw error;
  }
}

/** What GitHub tells of the time before; how the version entered the stage before, only the check of the pull request sees. */
function gitHubPast({ files, base, tree, prefix }: ProposalTarget): Past {
  const reader = new RegistryReader(tree);
  const tenuresOf = async (model: string, stages: readonly string[]): ReturnType<Past["stageTenures"]> => {
    const request = { commit: base.commit, branches: [base.branch], model, prefix };
    const histories = await Promise.all(stages.map((stage) => readGitHubHistory(files, { ...request, stage })));
    return { known: true, value: histories.flatMap(({ history }) => history.tenures) };
  };
  return {
    tenures: async (model) => tenuresOf(model, await declaredStages(reader)),
    stageTenures: (model, stage) => tenuresOf(model, [stage]),
    policies: () => Promise.resolve({ known: true, value: [] }),
    versions: (model, names) => readVersions(reader, model, names),
    entry: () => Promise.resolve(undefined),
  };
}
