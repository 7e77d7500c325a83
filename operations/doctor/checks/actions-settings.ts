import type { ActionsSettings, SelectedActions } from "../../../adapters/github/settings/settings.ts";
import { type Check, type Found, ok, problem, seen, unknown } from "../check.ts";
import type { Setup } from "../setup.ts";
import { type OtherUse, othersIn } from "../uses.ts";

const PAGE = "Settings › Actions › General › Actions permissions";

/** Whether the workflows may run at all. */
export const actionsSettings: Check = {
  name: "actions-settings",
  examine: (setup) =>
    seen(setup.github, ({ actions, repository }) => {
      const [owner = ""] = repository.name.split("/");
      return seen(actions, (settings) => judge(settings, othersIn(workflowsOf(setup)), owner));
    }),
};

function judge(settings: ActionsSettings, others: readonly OtherUse[], owner: string): Found {
  const { enabled, pinningRequired } = settings;
  if (!enabled) return problem("GitHub Actions is off: nothing checks or publishes", `${PAGE}: allow actions.`);
  const barred = others.find(({ uses }) => mayRun(uses, owner, settings) === false);
  if (barred !== undefined) {
    return problem(
      `${barred.place} uses ${barred.uses}, which may not run here`,
      `${PAGE}: choose "Allow ${owner}, and select non-${owner}, actions and reusable workflows", and add ${barred.uses.replace(/@.*/, "@*")} to the list.`,
    );
  }
  const loose = others.find(({ isPinned }) => !isPinned);
  if (pinningRequired && loose !== undefined) {
    return problem(
      `${loose.place} uses ${loose.uses}, and actions must be pinned to a full commit here`,
      `Name the commit instead of the tag, or at ${PAGE} untick "Require actions to be pinned to a full-length commit SHA".`,
    );
  }
  const open = others.find(({ uses }) => mayRun(uses, owner, settings) === undefined);
  if (open !== undefined)
    return unknown(`whether GitHub has verified the creator of ${open.uses}, which may run only then`);
  return ok("the workflows may run");
}

function mayRun(uses: string, owner: string, { allowedActions, selected }: ActionsSettings): boolean | undefined {
  switch (allowedActions) {
    case "all":
      return true;
    case "local_only":
      return uses.toLowerCase().startsWith(`${owner.toLowerCase()}/`);
    case "selected":
      return selected === undefined ? undefined : isSelected(uses, owner, selected);
  }
}

function workflowsOf({ parts }: Setup) {
  return [...new Set(parts.map(({ workflow }) => workflow))];
}

/**
 * Whether an action may run where some are selected; undefined where that hangs on whether GitHub has verified its creator.
 *
 * @param uses such as `actions/checkout@v7`
 * @param owner whose repository it is: the owner's own actions may always run
 */
function isSelected(
  uses: string,
  owner: string,
  { githubOwned, verified, patterns }: SelectedActions,
): boolean | undefined {
  const [creator = ""] = uses.split("/");
  if (creator.toLowerCase() === owner.toLowerCase()) return true;
  const matches = (pattern: string) => expressionOf(pattern).test(uses);
  const refused = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  if (refused.some(matches)) return false;
  if (githubOwned && ["actions", "github"].includes(creator)) return true;
  if (patterns.some((pattern) => !pattern.startsWith("!") && matches(pattern))) return true;
  return verified ? undefined : false;
}

/** `*` stands for anything, and a pattern without a version for every version. */
function expressionOf(pattern: string): RegExp {
  const parts = pattern.trim().split("*");
  const text = parts.map((part) => part.replaceAll(/[.+^${}()|[\]\\?]/g, "\\$&")).join(".*");
  return new RegExp(`^${text}${pattern.includes("@") ? "" : "(?:@.*)?"}$`, "i");
}
