import type { ActionsSettings } from "../../../adapters/github/settings.ts";
import { type Check, type Found, ok, problem, seen, unknown } from "../check.ts";
import { isSelected } from "../selected-actions.ts";
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
