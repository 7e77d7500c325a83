import { escapeMarkdown } from "../../core/text/escape.ts";
import { annotationsOf } from "../../core/reports/findings-annotations.ts";
import { countFindings, renderFindings } from "../../core/reports/findings-terminal.ts";
import { formatBytes, plural } from "../../core/text/quantities.ts";
import { stagePreviewText } from "../../core/reports/stage-preview.ts";
import { plainStyle } from "../../core/text/style.ts";
import type { ProposedDraft } from "../../operations/propose/changes.ts";
import { proposalMarkdown, proposalText } from "../../core/reports/proposal.ts";
import { proposalOutputs } from "../proposal-report.ts";
import type { Runner, StepResult } from "../runner.ts";
import { inWorkflowWords } from "../wording.ts";
import { DRAFT_WORDING } from "./inputs.ts";

/** Tells the workflow what was drafted; what the rules refuse has no outputs and ends the step red. */
export async function reportDraft(runner: Runner, drafted: ProposedDraft): Promise<StepResult> {
  const { findings, notes, stages, proposed } = drafted;
  if (findings.length > 0) runner.say(`${renderFindings(findings, plainStyle)}\n`);
  runner.annotate(annotationsOf(findings));
  if (findings.some(({ severity }) => severity === "error")) {
    const headline = `${countFindings(findings)}: nothing was saved or proposed.`;
    runner.say(headline);
    await runner.summarize(escapeMarkdown(headline));
    return "failure";
  }
  for (const [name, value] of Object.entries(draftOutputs(drafted))) runner.output(name, value);
  const remarks = [...notes.map((note) => inWorkflowWords(note, DRAFT_WORDING)), ...stages.map(stagePreviewText)];
  const outcome = proposed === undefined ? [] : [proposalText(proposed, plainStyle)];
  for (const line of [headlineOf(drafted), ...remarks, ...outcome]) runner.say(line);
  await runner.summarize(
    [
      `**${escapeMarkdown(headlineOf(drafted))}**`,
      ...(proposed === undefined ? [] : [proposalMarkdown(proposed)]),
      remarks.map((line) => `- ${escapeMarkdown(line)}`).join("\n"),
    ].join("\n\n"),
  );
  return "success";
}

/** The outputs of action.yml. */
function draftOutputs({ model, version, entry, sha256 = "", proposed }: ProposedDraft): Record<string, string> {
  const artifacts = entry.artifacts.map(({ path, size, sha256, format }) => ({ path, size, sha256, format }));
  return { model, version, sha256, artifacts: JSON.stringify(artifacts), ...proposalOutputs(proposed) };
}

function headlineOf({ model, version, entry, sizeBytes, store, unchanged }: ProposedDraft): string {
  const amount = `${plural(entry.artifacts.length, "file")}, ${formatBytes(sizeBytes)}`;
  const where = store === undefined ? "" : `, ${store.saved === 0 ? "already" : "saved"} in ${store.name}`;
  return `${model} ${version}: ${amount}${where}${unchanged ? "; registered already with exactly this" : ""}`;
}
