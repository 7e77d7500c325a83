import { type Check, type Found, advice, ok, problem } from "../check.ts";
import { runsOnPullRequests } from "../parts.ts";
import type { Trigger } from "../workflow.ts";

/** A required check whose workflow is filtered out never reports, and holds the merge for ever. */
export const pathFilter: Check = {
  name: "path-filter",
  examine({ parts, defaultBranch }) {
    const workflows = new Set(
      parts.filter((use) => use.part === "validate" && runsOnPullRequests(use)).map((use) => use.workflow),
    );
    const found = [...workflows].flatMap(({ path, triggers }) => {
      const trigger = triggers.get("pull_request") ?? triggers.get("pull_request_target");
      return trigger === undefined ? [] : filtersOf(trigger, path, defaultBranch);
    });
    return found.length > 0 ? found : [ok("the required check runs on every pull request")];
  },
};

/** What a pull request is checked on unless `types` says otherwise; less would leave a push unchecked. */
const NEEDED_TYPES = ["opened", "synchronize", "reopened"];
/** Among other edits. A check is kept by its commit, and the new base has other gates. */
const RETARGETED = "edited";

function filtersOf({ filters }: Trigger, path: string, branch: string): readonly Found[] {
  const found: Found[] = [];
  for (const filter of ["paths", "paths-ignore"]) {
    if (filters[filter] === undefined) continue;
    const why = "its required check never reports for others, and they can never be merged";
    found.push(
      problem(
        `${path} runs for some paths alone: ${why}`,
        `In ${path}, take ${filter}: out from under pull_request:. A run without registry files takes seconds.`,
      ),
    );
  }
  const types = new Set([filters["types"] ?? NEEDED_TYPES].flat().map(String));
  const missing = NEEDED_TYPES.filter((type) => !types.has(type));
  const lines = [`    types: [${[...new Set([...NEEDED_TYPES, RETARGETED, ...types])].join(", ")}]`];
  if (missing.length > 0) {
    found.push(
      problem(
        `${path} does not run when a pull request is ${missing.join(", ")}`,
        `In ${path}, under pull_request:, write:`,
        lines,
      ),
    );
  } else if (!types.has(RETARGETED)) {
    found.push(
      advice(
        `${path} does not run when a pull request asks for a merge to another branch than before: what it passed there would count for ${branch}`,
        `In ${path}, under pull_request:, write:`,
        lines,
      ),
    );
  }
  const branches = [filters["branches"] ?? []].flat().map(String);
  if (branches.length > 0 && !branches.some((pattern) => pattern === branch || pattern.includes("*"))) {
    found.push(
      problem(
        `${path} does not run for pull requests to ${branch}`,
        `In ${path}, take branches: out from under pull_request:.`,
      ),
    );
  }
  return found;
}
