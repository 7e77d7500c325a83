import { type Check, type Found, advice, ok, problem } from "../check.ts";
import type { PartUse } from "../parts.ts";
import type { Step } from "../workflow.ts";

/** Soak, and what a push brought, are read from the history, of which a checkout leaves one commit. */
export const workflowCheckout: Check = {
  name: "workflow-checkout",
  examine({ parts }) {
    const uses = parts.filter(({ part }) => part === "validate" || part === "publish");
    const found = uses.flatMap((use) => shallow(use).concat(headInstead(use)));
    return found.length > 0 ? found : [ok("the jobs that look at history have the whole of it")];
  },
};

function checkoutBefore({ job, step }: PartUse): Step | undefined {
  return job.steps.find(({ uses, line }) => uses?.startsWith("actions/checkout@") === true && line < step.line);
}

function shallow(use: PartUse): readonly Found[] {
  const checkout = checkoutBefore(use);
  if (checkout === undefined || checkout.inputs["fetch-depth"] === "0") return [];
  const place = `${use.path}:${checkout.line}`;
  const lines = ["with:", "  fetch-depth: 0"];
  // The sub-actions fetch what is missing, as far as the clone's credentials reach; the command line does not.
  return use.as === "action"
    ? [
        advice(
          `${place} checks out one commit, and ${use.part} has to fetch the history in a second go`,
          "Add to the checkout:",
          lines,
        ),
      ]
    : [problem(`${place} checks out one commit, and ${use.part} needs the history`, "Add to the checkout:", lines)];
}

/** Judged is what would be merged: another ref than the event's is not that. */
function headInstead(use: PartUse): readonly Found[] {
  const checkout = checkoutBefore(use);
  if (use.part !== "validate" || use.as === "command" || checkout?.inputs["ref"] === undefined) return [];
  const place = `${use.path}:${checkout.line}`;
  return [
    problem(
      `${place} checks out ${checkout.inputs["ref"]} instead of the merge result`,
      "Take ref: out of the checkout.",
    ),
  ];
}
