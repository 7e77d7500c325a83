import {
  type CheckedPullRequest,
  type SkippedPullRequest,
  checkTrigger,
} from "../../operations/validate/check-pull-requests.ts";
import type { Checkout } from "../../operations/workspace/checkout.ts";
import { checkHeadline } from "../../core/reports/check-markdown.ts";
import { escapeMarkdown, shorten } from "../../core/text/escape.ts";
import { readEvent } from "../event.ts";
import { type Runner, runStep } from "../runner.ts";
import { inCheckout } from "../checkout.ts";
import { checkReport } from "./check-report.ts";
import { VALIDATE_WORDING, type ValidateInputs, readValidateInputs } from "./inputs.ts";
import { reportStep } from "./report-step.ts";
import { tellMergeGroup, tellPullRequest } from "./tell-pull-request.ts";

const MAX_LINE_LENGTH = 500;

await runStep(VALIDATE_WORDING, async (runner) => {
  const inputs = readValidateInputs(runner.input);
  const { GITHUB_REF_NAME: branch = "main" } = runner.environment;
  const event = { ...readEvent(runner.eventName, runner.payload), branch };
  return inCheckout(runner, inputs, async (checkout) => {
    const checked = await checkTrigger(checkout, event);
    const result = await reportStep(runner, inputs, checkout, checked.validated);
    switch (checked.kind) {
      case "pull-request":
        await tellPullRequest(runner, inputs, checkout, checked.pullRequest);
        break;
      case "merge-group":
        await tellMergeGroup(runner, inputs, checkout, checked);
        break;
      case "push":
        break;
      case "schedule":
        await tellOpenPromotions(runner, inputs, checkout, { branch, pullRequests: checked.pullRequests });
    }
    return result;
  });
});

interface OpenPromotions {
  readonly branch: string;
  readonly pullRequests: AsyncIterable<CheckedPullRequest | SkippedPullRequest>;
}

/** On a timer: every open pull request that changes a stage. */
async function tellOpenPromotions(
  runner: Runner,
  inputs: ValidateInputs,
  checkout: Checkout,
  { branch, pullRequests }: OpenPromotions,
): Promise<void> {
  const lines: string[] = [];
  for await (const checked of pullRequests) {
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
}

function isSkipped(checked: CheckedPullRequest | SkippedPullRequest): checked is SkippedPullRequest {
  return "skipped" in checked;
}
