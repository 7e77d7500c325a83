import { ModelyardError } from "../../core/errors.ts";
import type { Verdict } from "../../core/gates/verdict.ts";
import { type CheckReport, checkMarkdown, checkStatus } from "../../core/reports/check-markdown.ts";
import { escapeStart, escapeTerminal } from "../../core/text/escape.ts";
import type { CheckedPullRequest } from "../../operations/validate/check-pull-requests.ts";
import { keepVerdictComment, keepVerdictStatus } from "../../operations/validate/tell-github.ts";
import type { Validated } from "../../operations/validate/validate.ts";
import type { Checkout } from "../../operations/workspace/checkout.ts";
import { defaultBranchOf, isFromFork } from "../event.ts";
import type { Runner } from "../runner.ts";
import { runUrl } from "../checkout.ts";
import { inWorkflowWords } from "../wording.ts";
import { checkReport } from "./check-report.ts";
import { VALIDATE_WORDING, type ValidateInputs } from "./inputs.ts";

/** GitHub takes 65,536 characters. */
const COMMENT_UNITS = 65_000;
const STATUS_UNITS = 140;

/** Writes the result of a check on its pull request. Where the token may not, the log says so and the step goes on. */
export async function tellPullRequest(
  runner: Runner,
  { comment, status }: ValidateInputs,
  checkout: Checkout,
  checked: CheckedPullRequest,
): Promise<void> {
  const { number, base, headCommit, validated } = checked;
  const report = checkReport(validated, runner, headCommit);
  const url = runUrl(runner);
  if (comment) {
    const marker = markerOf(checkout);
    const rest = url === undefined ? undefined : `[the summary of the run](${url}) has more`;
    const judged = `${JUDGED}${checkout.now} -->`;
    const most = COMMENT_UNITS - marker.length - judged.length;
    const body = `${marker}\n${judged}\n${checkMarkdown(report, { most, rest })}`;
    const isOutdated = (before: string) => isJudgedAfter(before, { judgedAt: checkout.now, now: runner.now() });
    // In a repository with more than a registry most pull requests have nothing to do with it.
    const editsOnly = report.changes?.length === 0 && report.findings.length === 0;
    await attempt(runner, `comment on #${number}`, async () => {
      const done = await keepVerdictComment(checkout, checked, { marker, body, saysTheSame, isOutdated, editsOnly });
      if (done === "outdated") {
        runner.say(`The comment on #${number} is left to the check of what it is now.`);
        return;
      }
      const what = done === "not-needed" ? "not written: nothing of the registry changes" : done;
      runner.say(`The comment on #${number} is ${what}.`);
    });
  }
  const main = defaultBranchOf(runner.payload);
  if (status !== undefined && main !== undefined && base !== main) {
    // GitHub keeps a status by its commit alone: what other gates let pass would be taken for what these did.
    const why = `#${number} asks for a merge to ${base}, and a status of its head would count for ${main} too`;
    runner.say(`No status ${status} is set: ${why}.`);
    return;
  }
  await tellCommit(runner, status, checkout, { commit: headCommit, what: `#${number}`, report });
}

/** Tells a merge group what its check came to: a status that merges require must be there on the group's commit too. */
export async function tellMergeGroup(
  runner: Runner,
  { status }: ValidateInputs,
  checkout: Checkout,
  { commit, validated }: { readonly commit: string; readonly validated: Validated },
): Promise<void> {
  await tellCommit(runner, status, checkout, {
    commit,
    what: "the merge group",
    report: checkReport(validated, runner),
  });
}

interface CheckedCommit {
  readonly commit: string;
  readonly what: string;
  readonly report: CheckReport;
}

async function tellCommit(
  runner: Runner,
  status: string | undefined,
  checkout: Checkout,
  { commit, what, report }: CheckedCommit,
): Promise<void> {
  if (status === undefined) return;
  const url = runUrl(runner);
  const description = escapeStart(checkStatus(report), STATUS_UNITS);
  const state = STATES[report.verdict];
  await attempt(runner, `set the status ${status} of ${what}`, async () => {
    const done = await keepVerdictStatus(checkout, { commit, context: status, state, description, url });
    if (done === "outdated")
      runner.say(`The status ${status} of ${what} stays as a check that began later has set it.`);
  });
}

const STATES: Record<Verdict, "success" | "failure" | "pending"> = {
  passed: "success",
  failed: "failure",
  pending: "pending",
  unknown: "pending",
};

/** One comment for each registry of a repository. The folder's name is encoded: nothing in it can end the comment. */
function markerOf({ prefix }: Checkout): string {
  return `<!-- modelyard validate ${encodeURIComponent(prefix).replaceAll("-", "%2D")} -->`;
}

/** The time of the judgement in the comment, where nobody sees it. */
const JUDGED = "<!-- judged ";
/** Clocks of runners differ by less. */
const MAX_SKEW_MS = 2 * 60_000;

/** A time in the future, which a wrong clock has written, holds back no check. */
function isJudgedAfter(comment: string, { judgedAt, now }: { readonly judgedAt: string; readonly now: Date }): boolean {
  const [, when = ""] = /^<!-- judged ([0-9T:.-]+Z) -->$/m.exec(comment) ?? [];
  const ms = Date.parse(when);
  return ms > Date.parse(judgedAt) && ms <= now.getTime() + MAX_SKEW_MS;
}

function saysTheSame(before: string, after: string): boolean {
  return newsIn(before) === newsIn(after);
}

/** The time of the judgement alone is no news, nor is the run that looked. */
function newsIn(text: string): string {
  const judged = text
    .replaceAll(/^<!-- judged .* -->\n/gm, "")
    .replaceAll(/\bJudged \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "Judged");
  return judged.replaceAll(/\/actions\/runs\/\d+/g, "").trim();
}

const FORK = "A pull request from a fork is checked with a token that may only read.";
const DEPENDABOT =
  "For Dependabot, GitHub gives a token that may only read unless the workflow grants its job more by name: pull-requests and statuses, each write.";

/** Why GitHub gives the run a token that may only read, where that is so. */
function whyReadOnly({ payload, environment }: Runner): string | undefined {
  if (isFromFork(payload)) return FORK;
  return environment["GITHUB_ACTOR"] === "dependabot[bot]" ? DEPENDABOT : undefined;
}

/** Where the token may not, the log says so and the step goes on: the summary has everything. */
async function attempt(runner: Runner, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
    const why = error.code === "github-forbidden" ? whyReadOnly(runner) : undefined;
    const hint = why ?? error.hint;
    const message = `Could not ${what}: ${error.message}. ${inWorkflowWords(hint, VALIDATE_WORDING)} The summary of this run has everything.`;
    runner.annotate([{ level: "notice", title: "modelyard", message: escapeTerminal(message) }]);
  }
}
