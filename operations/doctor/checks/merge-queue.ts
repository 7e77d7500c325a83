import { branchLayers } from "../branch-layers.ts";
import { type Check, type Found, advice, ok, problem, seen, unknown } from "../check.ts";
import { placeOf, runsOnPullRequests } from "../parts.ts";
import type { Setup } from "../setup.ts";

/** Two pull requests that are fine alone may not be together: one withdraws what the other promotes. */
export const mergeQueue: Check = {
  name: "merge-queue",
  examine: (setup) =>
    seen(branchLayers(setup), ({ layers, unseen, place }): readonly Found[] => {
      const queue = layers.find((layer) => layer.queue !== undefined);
      if (queue !== undefined) return queueFindings(setup, queue.place, queue.queue?.allGreen === true);
      if (layers.some(({ strict }) => strict)) return [ok("branches are up to date before they are merged")];
      const [reason] = unseen;
      if (reason !== undefined) return [unknown(`${reason}, to see whether merges are checked together`)];
      return [
        advice(
          "A pull request is merged as it was checked, whatever was merged since",
          `${place}: tick "Require status checks to pass" with "Require branches to be up to date before merging", or "Require merge queue" with "Only merge non-failing pull requests".`,
        ),
      ];
    }),
};

function queueFindings({ parts }: Setup, place: string, allGreen: boolean): readonly Found[] {
  const found: Found[] = [];
  if (!allGreen) {
    found.push(
      problem(
        "The merge queue merges a pull request that failed, if a later one of its group passes",
        `${place} › Require merge queue: tick "Only merge non-failing pull requests" (ALLGREEN).`,
      ),
    );
  }
  const checking = parts.filter((use) => use.part === "validate" && runsOnPullRequests(use));
  const deaf = checking.find(({ workflow }) => !workflow.triggers.has("merge_group"));
  if (deaf !== undefined && checking.every(({ workflow }) => !workflow.triggers.has("merge_group"))) {
    found.push(
      problem(
        `There is a merge queue, and ${placeOf(deaf)} does not run for it: nothing would ever be merged`,
        `In ${deaf.workflow.path}, add merge_group to on:`,
        ["on:", "  merge_group:"],
      ),
    );
  }
  return found.length > 0 ? found : [ok("the merge queue takes only what passes, each pull request by itself")];
}
