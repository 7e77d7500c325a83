import { demanded } from "../branch-layers.ts";
import { type Check, advice, problem } from "../check.ts";

/** The gates judge promotions; who may change the gates themselves is for the branch's own rules. */
export const branchApprovals: Check = {
  name: "branch-approvals",
  examine(setup) {
    const settings = setup.registry.settings?.value;
    const wanted = settings?.stages.some(({ gates }) => (gates?.approvals ?? 0) > 0) ?? false;
    return demanded(
      setup,
      ({ pullRequest }) => (pullRequest?.approvals ?? 0) > 0,
      "every pull request needs an approval",
      ({ place }) => {
        const fix = `${place} › Require a pull request before merging: set "Required approvals" to 1 or more.`;
        return wanted
          ? problem(
              "Pull requests need no approval: a stage asks for approvals, and a change of registry.yaml could lower that unseen",
              fix,
            )
          : advice("Pull requests need no approval: nobody has to look at a change of registry.yaml", fix);
      },
    );
  },
};
