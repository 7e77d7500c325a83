import { escapeMarkdown, escapeTerminal } from "../../core/text/escape.ts";
import { plainStyle } from "../../core/text/style.ts";
import type { Promotion } from "../../operations/promote/promote.ts";
import type { Proposed } from "../../operations/propose/pull-request.ts";
import { proposalMarkdown, proposalText } from "../../core/reports/proposal.ts";
import { proposalOutputs } from "../proposal-report.ts";
import type { Runner } from "../runner.ts";

export interface ProposedPromotion extends Promotion {
  readonly proposed: Proposed | undefined;
}

/** Tells the workflow which line is to change, and where that is proposed. */
export async function reportPromotion(runner: Runner, promotion: ProposedPromotion): Promise<void> {
  const { warnings, proposed } = promotion;
  for (const [name, value] of Object.entries(promoteOutputs(promotion))) runner.output(name, value);
  const headline = headlineOf(promotion);
  for (const line of [headline, ...(proposed === undefined ? [] : [proposalText(proposed, plainStyle)])])
    runner.say(line);
  runner.annotate(warnings.map((text) => ({ level: "warning", title: "modelyard", message: escapeTerminal(text) })));
  const outcome = proposed === undefined ? [] : [proposalMarkdown(proposed)];
  await runner.summarize([`**${escapeMarkdown(headline)}**`, ...outcome].join("\n\n"));
}

/** The outputs of action.yml. */
function promoteOutputs({ model, stage, from, to, proposed }: ProposedPromotion): Record<string, string> {
  return { model, version: to ?? "", stage, previous: from ?? "", ...proposalOutputs(proposed) };
}

function headlineOf({ model, stage, from, to, proposed }: ProposedPromotion): string {
  if (proposed === undefined) return `${model} ${to ?? "nothing"} is in ${stage} already; nothing changed`;
  return `${model}: ${from ?? "nothing"} → ${to ?? "nothing"} in ${stage}`;
}
