import { demanded } from "../branch-layers.ts";
import { type Check, advice } from "../check.ts";

/** Who held a stage, and since when, is read from the branch's history. */
export const branchHistory: Check = {
  name: "branch-history",
  examine: (setup) =>
    demanded(
      setup,
      [({ blocksForcePushes }) => blocksForcePushes, ({ blocksDeletion }) => blocksDeletion],
      `the history of ${setup.defaultBranch} cannot be rewritten`,
      ({ place }) =>
        advice(
          `${setup.defaultBranch} can be force-pushed or deleted, and with it the record of who promoted what`,
          `${place}: tick "Block force pushes" and "Restrict deletions".`,
        ),
    ),
};
