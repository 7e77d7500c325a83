import { type Check, type Found, advice, ok, problem, seen } from "../check.ts";
import { ownToken, placeOf } from "../parts.ts";
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
  const opening = parts.filter((use) => use.opensPullRequest);
  const always = opening.find((use) => ownToken(use) === "always");
  const withoutApp = opening.find((use) => ownToken(use) === "without-app");
  if (always === undefined && withoutApp === undefined) {
    return allowed
      ? advice("Workflows may open and approve pull requests, and none here needs to", `${BOX}: untick it.`)
      : ok("no workflow opens pull requests with its own token, and none may");
  }
  if (allowed) return ok("workflows may open pull requests");
  const elsewhere = "where it is grey, the organisation's settings forbid it";
  if (always !== undefined) {
    return problem(
      `${placeOf(always)} opens pull requests with the workflow's own token, which GitHub does not let it`,
      `${BOX}: tick it; ${elsewhere}. Or give the step the token of a GitHub App.`,
    );
  }
  return advice(
    `${withoutApp === undefined ? "" : placeOf(withoutApp)} opens pull requests with the token of a GitHub App, and cannot where none is set`,
    `Set the variable and the secret of the App (docs/action.md, App token). Without one: ${BOX}: tick it; ${elsewhere}.`,
  );
}
