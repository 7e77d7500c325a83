import { demanded } from "../branch-layers.ts";
import { type Check, advice } from "../check.ts";

export const branchStaleApprovals: Check = {
  name: "branch-stale-approvals",
  examine: (setup) =>
    demanded(
      setup,
      ({ pullRequest }) => pullRequest?.dismissesStale === true || pullRequest?.lastPush === true,
      "an approval does not outlive a later push",
      ({ place }) =>
        advice(
          "An approval still counts after a later push",
          `${place} › Require a pull request before merging: tick "Dismiss stale pull request approvals when new commits are pushed", or "Require approval of the most recent reviewable push".`,
        ),
    ),
};
