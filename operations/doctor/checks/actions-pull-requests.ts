import { type Check, type Found, advice, ok, problem, seen } from "../check.ts";
import { placeOf, usesOwnToken } from "../parts.ts";
import type { Setup } from "../setup.ts";

const BOX =
  'Settings › Actions › General › Workflow permissions › "Allow GitHub Actions to create and approve pull requests"';

/** The box is for the workflows' own token alone: the token of an App needs no leave. */
export const actionsPullRequests: Check = {
  name: "actions-pull-requests",
  examine: (setup) =>
    seen(setup.github, ({ workflowToken }) =>
      seen(workflowToken, ({ mayOpenPullRequests }) => judge(setup, mayOpenPullRequests)),
    ),
};

function judge({ parts }: Setup, allowed: boolean): Found {
  const opening = parts.find((use) => use.opensPullRequest && usesOwnToken(use));
  if (opening === undefined) {
    return allowed
      ? advice("Workflows may open and approve pull requests, and none here needs to", `${BOX}: untick it.`)
      : ok("no workflow opens pull requests with its own token, and none may");
  }
  if (allowed) return ok("workflows may open pull requests");
  return problem(
    `${placeOf(opening)} opens pull requests with the workflow's own token, which GitHub does not let it`,
    `${BOX}: tick it; where it is grey, the organisation's settings forbid it. Or give the step the token of a GitHub App.`,
  );
}
