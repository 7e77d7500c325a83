import {
  type CheckedPullRequest,
  type Surroundings,
  checkMergeGroup,
  checkPullRequest,
  checkPush,
  recheckPullRequests,
} from "../../operations/check-event.ts";
import { readEvent } from "../event.ts";
import { type Runner, type StepResult, runStep } from "../runner.ts";
import { findSurroundings } from "../surroundings.ts";
import { type ValidateInputs, readValidateInputs } from "./inputs.ts";
import { reportStep } from "./report-step.ts";
import { tellMergeGroup, tellPullRequest } from "./tell-pull-request.ts";

await runStep(async (runner) => {
  const inputs = readValidateInputs(runner.input);
  const event = readEvent(runner.eventName, runner.payload);
  const around = await findSurroundings(runner, inputs);
  switch (event.kind) {
    case "pull-request": {
      const checked = await checkPullRequest(around, event);
      const result = await reportStep(runner, inputs, around.folder, checked.validated);
      await tellPullRequest(runner, inputs, around, checked);
      return result;
    }
    case "merge-group": {
      const validated = await checkMergeGroup(around, event);
      const result = await reportStep(runner, inputs, around.folder, validated);
      await tellMergeGroup(runner, inputs, around, { commit: event.head, validated });
      return result;
    }
    case "push":
      return reportStep(runner, inputs, around.folder, await checkPush(around, event.before));
    case "round":
      return checkRound(runner, inputs, around);
  }
});

/** On a timer: the branch itself, and every open pull request that promotes something. */
async function checkRound(runner: Runner, inputs: ValidateInputs, around: Surroundings): Promise<StepResult> {
  const result = await reportStep(runner, inputs, around.folder, await checkPush(around, undefined));
  const { GITHUB_REF_NAME: branch = "main" } = runner.environment;
  for await (const checked of recheckPullRequests(around, branch)) {
    if (isSkipped(checked)) runner.say(`#${checked.number} was not checked: ${checked.skipped}`);
    else await tellPullRequest(runner, inputs, around, checked);
  }
  return result;
}

function isSkipped(
  checked: CheckedPullRequest | { readonly number: number; readonly skipped: string },
): checked is { readonly number: number; readonly skipped: string } {
  return "skipped" in checked;
}
