import { demanded } from "../branch-layers.ts";
import { type Check, problem } from "../check.ts";

/** Without it everybody with write access promotes by a push that nothing checks. */
export const branchPullRequest: Check = {
  name: "branch-pull-request",
  examine: (setup) =>
    demanded(
      setup,
      ({ pullRequest }) => pullRequest !== undefined,
      `${setup.defaultBranch} changes by pull request alone`,
      ({ place }) =>
        problem(
          `${setup.defaultBranch} can be pushed to without a pull request, past every gate`,
          `${place}: tick "Require a pull request before merging".`,
        ),
    ),
};
