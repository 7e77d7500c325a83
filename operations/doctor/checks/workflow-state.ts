import { type Check, type Found, ok, problem, seen } from "../check.ts";
import type { Setup } from "../setup.ts";

/** GitHub does not start a workflow that was switched off, by somebody or because nothing was pushed for 60 days. */
export const workflowState: Check = {
  name: "workflow-state",
  examine: (setup) =>
    seen(setup.github, ({ workflows }) =>
      seen(workflows, (states): readonly Found[] => {
        const used = new Set(setup.parts.map(({ workflow }) => workflow.path));
        const off = states.filter(({ path, state }) => used.has(path) && state !== "active");
        return off.length === 0 ? [ok(fine(setup))] : off.map(({ path, state }) => switchedOff(path, state));
      }),
    ),
};

function switchedOff(path: string, state: string): Found {
  const isIdle = state === "disabled_inactivity";
  const why = isIdle ? "because nothing was pushed for 60 days" : `(${state})`;
  return problem(
    `GitHub has switched off ${path} ${why}: its schedule does not run, and gates that wait for time do not pass by themselves`,
    `Actions › ${path.split("/").at(-1) ?? path} › Enable workflow.${isIdle ? " A push within every 60 days keeps it on." : ""}`,
  );
}

function fine({ github, parts }: Setup): string {
  const isScheduled = parts.some(({ workflow }) => workflow.triggers.has("schedule"));
  const isPublic = github.known && !github.value.repository.private;
  const note =
    isScheduled && isPublic ? "; in a public repository, GitHub stops schedules 60 days after the last push" : "";
  return `GitHub has switched off none of the workflows${note}`;
}
