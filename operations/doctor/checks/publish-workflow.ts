import { type Check, type Found, advice, ok, problem, unknown } from "../check.ts";
import { type PartUse, placeOf } from "../parts.ts";
import type { Setup } from "../setup.ts";

export const publishWorkflow: Check = {
  name: "publish-workflow",
  examine(setup) {
    const uses = setup.parts.filter(({ part }) => part === "publish");
    const [use] = uses;
    if (use === undefined) return [nothingFound(setup)];
    const pushed = uses.find((each) => runsOnPush(each, setup.defaultBranch));
    if (pushed === undefined) {
      const lines = ["on:", "  push:", `    branches: [${setup.defaultBranch}]`];
      return [
        problem(
          `${placeOf(use)} does not run when ${setup.defaultBranch} is pushed to: what is merged stays unpublished`,
          `In ${use.workflow.path}, under on:, add:`,
          lines,
        ),
      ];
    }
    if (!uses.some(({ workflow }) => workflow.triggers.has("schedule"))) {
      const why = "a merge that a workflow makes with its own token starts no push, and stays unpublished";
      return [
        advice(`${placeOf(pushed)} does not run on a timer: ${why}`, `In ${pushed.workflow.path}, under on:, add:`, [
          "  schedule:",
          '    - cron: "17 * * * *"',
        ]),
      ];
    }
    return [ok(`${placeOf(pushed)} publishes what is merged`)];
  },
};

function nothingFound({ workflows }: Setup): Found {
  const called = workflows.flatMap(({ path, jobs }) =>
    jobs.flatMap(({ uses }) => (uses?.includes("@") ? [`${uses} (${path})`] : [])),
  );
  if (called.length > 0) return unknown(`no step here publishes; ${called.join(", ")} may, and was not looked into`);
  return problem(
    "No workflow publishes: merged versions stay unsealed, and no deploy can pull them",
    "Run modelyard init: it writes .github/workflows/registry.yml. Commit it.",
  );
}

function runsOnPush({ workflow }: PartUse, branch: string): boolean {
  const push = workflow.triggers.get("push");
  if (push === undefined) return false;
  const branches = [push.filters["branches"] ?? []].flat().map(String);
  if (branches.length === 0) return push.filters["tags"] === undefined;
  return branches.some((pattern) => pattern === branch || pattern.includes("*"));
}
