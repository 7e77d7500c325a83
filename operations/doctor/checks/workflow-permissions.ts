import { type Check, type Found, advice, ok, problem } from "../check.ts";
import { type Part, type PartUse, accessOf, ownToken, placeOf } from "../parts.ts";
import type { Setup } from "../setup.ts";

interface Need {
  readonly access: "read" | "write";
  /** What does not work without it. */
  readonly loss: string;
  /** The part goes on without it. */
  readonly optional?: boolean;
}

type Needs = Readonly<Record<string, Need>>;

const PROPOSING: Needs = {
  contents: { access: "write", loss: "the branch of the pull request cannot be made" },
  "pull-requests": { access: "write", loss: "the pull request cannot be opened" },
};

/** The least that each part needs of the workflow's own token. */
const NEEDS: Readonly<Record<Part, Needs>> = {
  validate: {
    contents: { access: "read", loss: "the repository cannot be checked out" },
    "pull-requests": { access: "write", loss: "there is no comment on the pull request", optional: true },
    statuses: { access: "write", loss: "no status is set when time makes a gate pass", optional: true },
  },
  publish: {
    contents: { access: "write", loss: "no release can be made" },
    "pull-requests": {
      access: "read",
      loss: "the reviews that a promotion came in with cannot be seen",
      optional: true,
    },
  },
  resolve: { contents: { access: "read", loss: "the registry cannot be read" } },
  draft: PROPOSING,
  promote: PROPOSING,
};

export const workflowPermissions: Check = {
  name: "workflow-permissions",
  examine(setup) {
    const found = [...new Set(setup.parts.map(({ job }) => job))].flatMap((job) => {
      const uses = setup.parts.filter((use) => use.job === job);
      return uses.flatMap((use) => missing(setup, use)).concat(excess(uses));
    });
    return found.length > 0 ? found : [ok("every job has the least permissions that it needs")];
  },
};

function needsOf({ part, as, step, opensPullRequest }: PartUse): Needs {
  const { "pull-requests": comment, statuses, ...rest } = NEEDS[part];
  // A draft without --pr, and every command but those, asks for less.
  if (as === "command" && part === "validate") return rest;
  if ((part === "draft" || part === "promote") && !opensPullRequest) return {};
  return {
    ...rest,
    ...(comment === undefined || step.inputs["comment"] === "false" ? {} : { "pull-requests": comment }),
    ...(statuses === undefined || step.inputs["status"] === "" ? {} : { statuses }),
  };
}

function missing({ github }: Setup, use: PartUse): readonly Found[] {
  if (ownToken(use) === "never") return [];
  const token = github.known && github.value.workflowToken.known ? github.value.workflowToken.value : undefined;
  return Object.entries(needsOf(use)).flatMap(([scope, { access, loss, optional }]) => {
    // Where the workflow names none and the repository's default cannot be seen, it is taken for what new repositories have.
    const given = accessOf(use, scope, token?.defaultPermissions ?? "read");
    if (given === "write" || given === access) return [];
    const say = optional === true ? advice : problem;
    const lines = ["permissions:", `  ${scope}: ${access}`];
    return [
      say(
        `${placeOf(use)} (${use.part}) lacks ${scope}: ${access}: ${loss}`,
        `In ${use.path}, in the job ${use.job.id}, add:`,
        lines,
      ),
    ];
  });
}

/** What nobody needs is for whoever takes a job over. A job that does other things too may need more. */
function excess(uses: readonly PartUse[]): readonly Found[] {
  const [use] = uses;
  if (use === undefined) return [];
  const { job, workflow, path } = use;
  const given = job.permissions ?? workflow.permissions ?? new Map<string, string>();
  if (given.get("all") === "write") {
    const least = uses.flatMap((each) =>
      Object.entries(needsOf(each)).map(([scope, { access }]) => `  ${scope}: ${access}`),
    );
    return [
      advice(`The job ${job.id} of ${path} may write everything`, `Name what it needs:`, [
        "permissions:",
        ...new Set(least),
      ]),
    ];
  }
  const isAlone = job.steps.every(
    ({ uses: name, run }) =>
      run === "" && (name?.startsWith("actions/checkout@") === true || uses.some(({ step }) => step.uses === name)),
  );
  if (!isAlone) return [];
  const tooMuch = [...given].filter(
    ([scope, access]) =>
      access === "write" &&
      !uses.some((each) => ownToken(each) !== "never" && needsOf(each)[scope]?.access === "write"),
  );
  return tooMuch.map(([scope]) =>
    advice(
      `The job ${job.id} of ${path} has ${scope}: write and needs it for nothing`,
      `In ${path}, take it away from its permissions:.`,
    ),
  );
}
