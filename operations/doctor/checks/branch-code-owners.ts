import { demanded } from "../branch-layers.ts";
import { type Check, advice } from "../check.ts";

export const branchCodeOwners: Check = {
  name: "branch-code-owners",
  examine: (setup) =>
    demanded(
      setup,
      ({ pullRequest }) => pullRequest?.codeOwners === true,
      "the owners in CODEOWNERS have to review",
      ({ place }) =>
        advice(
          "Any reviewer will do: CODEOWNERS asks the owners of a model, and nothing waits for them",
          `${place} › Require a pull request before merging: tick "Require review from Code Owners".`,
        ),
    ),
};
