import { branchLayers } from "../branch-layers.ts";
import { type Check, advice, ok, seen } from "../check.ts";

/** A rebase merge puts each commit of a pull request onto the branch by itself, as states that no check has seen. */
export const mergeMethods: Check = {
  name: "merge-methods",
  examine: (setup) =>
    seen(setup.github, ({ repository }) =>
      seen(repository.mergeMethods, ({ rebase }) => {
        const known = branchLayers(setup);
        const layers = known.known ? known.value.layers : [];
        const queue = layers.find((layer) => layer.queue !== undefined)?.queue;
        const restricted = layers.some(({ mergeMethods: some }) => some !== undefined && !some.includes("rebase"));
        const allowed = queue === undefined ? rebase && !restricted : queue.mergeMethod === "rebase";
        if (!allowed) return ok("each pull request lands as one change of the branch");
        return advice(
          "A rebase merge puts the single commits of a pull request into the history, and nothing has checked those: a version that one of them puts into a stage counts as having held it",
          queue === undefined
            ? 'Settings › General › Pull Requests: untick "Allow rebase merging".'
            : 'Settings › Rules › Rulesets › Require merge queue › Merge method: choose "Merge" or "Squash and merge".',
        );
      }),
    ),
};
