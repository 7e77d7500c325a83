import {
  type CheckedPullRequest,
  type SkippedPullRequest,
  type Surroundings,
  checkMergeGroup,
  checkPullRequest,
  checkPush,
  recheckPullRequests,
} from "../../operations/validate/check-pull-requests.ts";
import { checkHeadline } from "../../core/reports/check-markdown.ts";
import { escapeMarkdown, shorten } from "../../core/text/escape.ts";
import { readEvent } from "../event.ts";
import { type Runner, type StepResult, runStep } from "../runner.ts";
import { findSurroundings } from "../checkout.ts";
import { checkReport } from "./check-report.ts";
import { VALIDATE_WORDING, type ValidateInputs, readValidateInputs } from "./inputs.ts";
import { reportStep } from "./report-step.ts";
import { tellMergeGroup, tellPullRequest } from "./tell-pull-request.ts";

const LONGEST_LINE = 500;

await runStep(VALIDATE_WORDING, async (runner) => {
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

/** On a timer: the branch itself, and every open pull request that changes a stage. */
async function checkRound(runner: Runner, inputs: ValidateInputs, around: Surroundings): Promise<StepResult> {
  const result = await reportStep(runner, inputs, around.folder, await checkPush(around, undefined));
  const { GITHUB_REF_NAME: branch = "main" } = runner.environment;
  const lines: string[] = [];
  for await (const checked of recheckPullRequests(around, branch)) {
    const { number } = checked;
    const came = isSkipped(checked)
      ? `was not checked: ${checked.skipped}`
      : checkHeadline(checkReport(checked.validated, runner, checked.headCommit));
    runner.say(`#${number} ${came}`);
    const url = `${runner.serverUrl}/${around.client.name}/pull/${number}`;
    lines.push(`- [#${number}](${url}) ${escapeMarkdown(shorten(came, LONGEST_LINE))}`);
    if (!isSkipped(checked)) await tellPullRequest(runner, inputs, around, checked);
  }
  const none = `No open pull request to ${escapeMarkdown(branch)} changes what a stage holds.`;
  await runner.summarize(lines.length === 0 ? none : ["### Open promotions", "", ...lines].join("\n"));
  return result;
}

function isSkipped(checked: CheckedPullRequest | SkippedPullRequest): checked is SkippedPullRequest {
  return "skipped" in checked;
}
