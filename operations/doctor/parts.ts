import type { Job, Permissions, Step, Workflow } from "./workflow.ts";

/** A step that runs modelyard: a sub-action, or the command line in a script. */
export interface PartUse {
  readonly part: Part;
  /** The file that it stands in: another than the workflow's for a job of a reusable workflow. */
  readonly path: string;
  readonly workflow: Workflow;
  readonly job: Job;
  readonly step: Step;
  readonly as: "action" | "command";
  readonly opensPullRequest: boolean;
}

export type Part = "validate" | "publish" | "resolve" | "draft" | "promote";

const ACTION = /(?:^\.|modelyard[^@]*)\/action\/(validate|publish|resolve|draft|promote)(?:@|$)/;
const COMMAND =
  /\bmodelyard\s+(?:-C\s+\S+\s+)?(validate|publish|resolve|pull|draft|promote|rollback|withdraw)\b[^\n;&|]*/g;

/** What each command stands for: the sub-action with the same needs. */
const PART_OF_COMMAND: Readonly<Record<string, Part>> = {
  validate: "validate",
  publish: "publish",
  resolve: "resolve",
  pull: "resolve",
  draft: "draft",
  promote: "promote",
  rollback: "promote",
  withdraw: "promote",
};

/** Every use of modelyard in these workflows, those in reusable workflows of the same repository with their caller. */
export function findParts(workflows: readonly Workflow[]): readonly PartUse[] {
  // A workflow that is only called is looked at where it is called.
  const started = workflows.filter(({ triggers }) => !(triggers.size === 1 && triggers.has("workflow_call")));
  return started.flatMap((workflow) =>
    workflow.jobs.flatMap((job) => {
      const called = workflows.find(({ path }) => job.uses === `./${path}`);
      if (called === undefined) return partsOfJob(workflow, workflow.path, job);
      return called.jobs.flatMap((inner) =>
        partsOfJob(workflow, called.path, calledJob(job, inner, called.permissions)),
      );
    }),
  );
}

/** A job of a reusable workflow as its caller runs it: with the caller's name before its own. */
function calledJob(caller: Job, inner: Job, permissions: Permissions | undefined): Job {
  const { checkName } = inner;
  const isOpen = caller.checkName === undefined || checkName === undefined;
  return {
    ...inner,
    checkName: isOpen ? undefined : `${caller.checkName} / ${checkName}`,
    permissions: inner.permissions ?? permissions ?? caller.permissions,
  };
}

function partsOfJob(workflow: Workflow, path: string, job: Job): readonly PartUse[] {
  return job.steps.flatMap((step): readonly PartUse[] => {
    const action = ACTION.exec(step.uses ?? "")?.[1] as Part | undefined;
    if (action !== undefined) {
      const opensPullRequest = action === "draft" || action === "promote";
      return [{ part: action, path, workflow, job, step, as: "action", opensPullRequest }];
    }
    // A command may go on after a backslash.
    const script = step.run.replaceAll(/\\\n/g, " ");
    return [...script.matchAll(COMMAND)].flatMap(([line, command = ""]): readonly PartUse[] => {
      const part = PART_OF_COMMAND[command];
      if (part === undefined || /\s--dry-run\b/.test(line)) return [];
      return [{ part, path, workflow, job, step, as: "command", opensPullRequest: /\s--pr\b/.test(line) }];
    });
  });
}

/**
 * Whether a step calls GitHub with the workflow's own token. `without-app`: where the secrets of an App are not set,
 * which nobody can see from here.
 */
export function ownToken({ as, step }: PartUse): "always" | "without-app" | "never" {
  const given =
    as === "action" ? step.inputs["token"] : (step.environment["GITHUB_TOKEN"] ?? step.environment["GH_TOKEN"]);
  if (given === undefined) return "always";
  if (!/github\.token|secrets\.GITHUB_TOKEN/.test(given)) return "never";
  return given.includes("||") ? "without-app" : "always";
}

/**
 * What the workflow's own token may do in a job.
 *
 * @param byDefault what it gets where nobody says; undefined: not known
 */
export function accessOf(
  { workflow, job }: PartUse,
  scope: string,
  byDefault: "read" | "write" | undefined,
): "none" | "read" | "write" | undefined {
  const given = job.permissions ?? workflow.permissions;
  if (given === undefined) return byDefault === "read" && scope !== "contents" ? "none" : byDefault;
  const access = given.get(scope) ?? given.get("all") ?? "none";
  return access === "write" || access === "read" ? access : "none";
}

/** `.github/workflows/registry.yml:12` */
export function placeOf({ path, step }: PartUse): string {
  return `${path}:${step.line}`;
}

/** Whether pull requests start it. */
export function runsOnPullRequests({ workflow }: PartUse): boolean {
  return workflow.triggers.has("pull_request") || workflow.triggers.has("pull_request_target");
}
