import {
  type CheckedPullRequest,
  type SkippedPullRequest,
  type Checkout,
  checkMergeGroup,
  checkPullRequest,
  checkPush,
  recheckPullRequests,
} from "../../operations/validate/check-pull-requests.ts";
import { checkHeadline } from "../../core/reports/check-markdown.ts";
import { escapeMarkdown, shorten } from "../../core/text/escape.ts";
import { readEvent } from "../event.ts";
import { type Runner, type StepResult, runStep } from "../runner.ts";
import { findCheckout } from "../checkout.ts";
import { checkReport } from "./check-report.ts";
import { VALIDATE_WORDING, type ValidateInputs, readValidateInputs } from "./inputs.ts";
import { reportStep } from "./report-step.ts";
import { tellMergeGroup, tellPullRequest } from "./tell-pull-request.ts";

const MAX_LINE_LENGTH = 500;

await runStep(VALIDATE_WORDING, async (runner) => {
  const inputs = readValidateInputs(runner.input);
  const event = readEvent(runner.eventName, runner.payload);
  const checkout = await findCheckout(runner, inputs);
  switch (event.kind) {
    case "pull-request": {
      const checked = await checkPullRequest(checkout, event);
      const result = await reportStep(runner, inputs, checkout.folder, checked.validated);
      await tellPullRequest(runner, inputs, checkout, checked);
      return result;
    }
    case "merge-group": {
      const validated = await checkMergeGroup(checkout, event);
      const result = await reportStep(runner, inputs, checkout.folder, validated);
      await tellMergeGroup(runner, inputs, checkout, { commit: event.head, validated });
      return result;
    }
    case "push":
      return reportStep(runner, inputs, checkout.folder, await checkPush(checkout, event.before));
    case "round":
      return checkRound(runner, inputs, checkout);
  }
});

/** On a timer: the branch itself, and every open pull request that changes a stage. */
async function checkRound(runner: Runner, inputs: ValidateInputs, checkout: Checkout): Promise<StepResult> {
  const result = await reportStep(runner, inputs, checkout.folder, await checkPush(checkout, undefined));
  const { GITHUB_REF_NAME: branch = "main" } = runner.environment;
  const lines: string[] = [];
  for await (const checked of recheckPullRequests(checkout, branch)) {
    const { number } = checked;
    const came = isSkipped(checked)
      ? `was not checked: ${checked.skipped}`
      : checkHeadline(checkReport(checked.validated, runner, checked.headCommit));
    runner.say(`#${number} ${came}`);
    const url = `${runner.serverUrl}/${checkout.client.name}/pull/${number}`;
    lines.push(`- [#${number}](${url}) ${escapeMarkdown(shorten(came, MAX_LINE_LENGTH))}`);
    if (!isSkipped(checked)) await tellPullRequest(runner, inputs, checkout, checked);
  }
  const none = `No open pull request to ${escapeMarkdown(branch)} changes what a stage holds.`;
  await runner.summarize(lines.length === 0 ? none : ["### Open promotions", "", ...lines].join("\n"));
  return result;
}

function isSkipped(checked: CheckedPullRequest | SkippedPullRequest): checked is SkippedPullRequest {
  return "skipped" in checked;
}
