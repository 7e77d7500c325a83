import { NO_OWNER } from "../../../core/project.ts";
import { compareText } from "../../../core/text/order.ts";
import { branchLayers } from "../branch-layers.ts";
import { type Check, type Found, advice, ok, problem, unknown } from "../check.ts";
import { type PartUse, placeOf, runsOnPullRequests } from "../parts.ts";
import type { Setup } from "../setup.ts";

export const validateWorkflow: Check = {
  name: "validate-workflow",
  examine(setup) {
    const broken = setup.brokenWorkflows.map((path) =>
      problem(
        `${path} is no YAML that GitHub could run`,
        "Correct it: the Actions tab of the repository shows where it ends.",
      ),
    );
    if (broken.length > 0) return broken;
    const uses = setup.parts.filter(({ part }) => part === "validate");
    const use = uses.find(runsOnPullRequests);
    if (use === undefined) return [nothingFound(setup, uses)];
    const found = [...misplaced(setup), ...wrongEvent(uses), ...lateEvents(setup, uses)];
    return found.length > 0 ? found : [ok(`${placeOf(use)} checks pull requests and merge groups`)];
  },
};

function nothingFound({ workflows }: Setup, uses: readonly PartUse[]): Found {
  const [use] = uses;
  if (use !== undefined) {
    const lines = ["on:", "  pull_request:", "  merge_group:"];
    return problem(`${placeOf(use)} does not run for pull requests`, `In ${use.workflow.path}, under on:, add:`, lines);
  }
  const called = workflows.flatMap(({ path, jobs }) =>
    jobs.flatMap(({ uses: name }) => (name?.includes("@") ? [`${name} (${path})`] : [])),
  );
  if (called.length > 0)
    return unknown(`no step here checks the registry; ${called.join(", ")} may, and was not looked into`);
  return problem(
    "No workflow checks pull requests: nothing holds a promotion that fails its gates",
    "Run modelyard init: it writes .github/workflows/registry.yml. Commit it.",
  );
}

function misplaced({ parts }: Setup): readonly Found[] {
  const uses = parts.filter(({ step }) => step.uses?.startsWith(`${NO_OWNER}/`));
  if (uses.length === 0) return [];
  const places = uses.map(placeOf).sort(compareText).join(", ");
  return [
    problem(
      `${NO_OWNER}/modelyard is a placeholder, not a repository: ${places}`,
      "Replace OWNER by the GitHub owner whose modelyard action you use.",
    ),
  ];
}

/** `pull_request_target` checks out the base: what would be merged is not there to be judged. */
function wrongEvent(uses: readonly PartUse[]): readonly Found[] {
  const use = uses.find(
    ({ workflow }) => !workflow.triggers.has("pull_request") && workflow.triggers.has("pull_request_target"),
  );
  if (use === undefined) return [];
  const lines = ["on:", "  pull_request:"];
  return [
    problem(
      `${placeOf(use)} runs on pull_request_target, which has no merge result to check`,
      `In ${use.workflow.path}:`,
      lines,
    ),
  ];
}

/** Events without which a gate passes unnoticed. */
function lateEvents(setup: Setup, uses: readonly PartUse[]): readonly Found[] {
  const { registry } = setup;
  const stages = registry.settings?.value.stages ?? [];
  const gates = [
    ...stages.map((stage) => stage.gates),
    ...[...registry.models.values()].flatMap(({ model }) => Object.values(model?.value.gates ?? {})),
  ];
  const some = (event: string) => uses.some(({ workflow }) => workflow.triggers.has(event));
  const path = uses[0]?.workflow.path ?? "";
  const found: Found[] = [];
  const add = (message: string, lines: readonly string[]) =>
    found.push(advice(message, `In ${path}, under on:, add:`, lines));
  const protection = branchLayers(setup);
  const hasQueue = protection.known && protection.value.layers.some(({ queue }) => queue !== undefined);
  // Where there is a queue already, its own check says so.
  if (!some("merge_group") && !hasQueue) {
    add("It does not run for merge groups: turning on a merge queue would stop all merges", ["  merge_group:"]);
  }
  if (gates.some((gate) => (gate?.approvals ?? 0) > 0) && !some("pull_request_review") && !some("schedule")) {
    add("It does not run on a review: an approval counts only after the next push", [
      "  pull_request_review:",
      "    types: [submitted, dismissed]",
    ]);
  }
  if (gates.some((gate) => gate?.soak !== undefined || gate?.freeze !== undefined) && !some("schedule")) {
    add("It does not run on a timer: a gate that waits for time passes, and the pull request does not say so", [
      "  schedule:",
      '    - cron: "17 * * * *"',
    ]);
  }
  return found;
}
