import type { Card, CardGate } from "./card.ts";
import type { CardMetric } from "./card-metrics.ts";
import type { CardOrigin } from "./card-origins.ts";
import { escapeMarkdown, markdownCode, shorten } from "../text/escape.ts";

/** The longest reason that is shown whole, in characters. */
const MAX_REASON = 400;
const MAX_NAME = 100;
const MAX_WARNINGS = 10;

/** The promotion card as GitHub Flavored Markdown. Nothing of the registry's text is live in it. */
export function renderCardMarkdown(card: Card): string {
  const { status, warnings } = card;
  const sections = [
    `### ${heading(card)}\n**${prose(status.lead)}**: ${prose(status.rest)}`,
    ...(warnings.length === 0
      ? []
      : [
          warnings
            .slice(0, MAX_WARNINGS)
            .map((warning) => `> ${prose(warning)}`)
            .join("\n>\n"),
        ]),
    ...metricsTable(card),
    gatesTable(card.gates),
    footer(card),
  ];
  return `${sections.join("\n\n")}\n`;
}

function heading({ model, stage, now, proposed, rollback }: Card): string {
  const [what, where] = [prose(model), prose(stage)];
  const version = `**${prose(proposed)}**`;
  if (rollback) return `${what}: roll back ${where} to ${version}${now === undefined ? "" : ` from ${prose(now)}`}`;
  return now === undefined ? `${what}: ${version} in ${where}` : `${what}: ${prose(now)} → ${version} in ${where}`;
}

function metricsTable({ metrics, now, proposed }: Card): string[] {
  if (metrics.rows.length === 0) return [];
  const header = `| metric | now${now === undefined ? "" : ` ${prose(now)}`} | proposed ${prose(proposed)} | |`;
  const table = [header, "|---|--:|--:|---|", ...metrics.rows.map(metricRow)].join("\n");
  return [metrics.more === undefined ? table : `${table}\n\n… ${prose(metrics.more)}`];
}

function metricRow({ name, now, proposed, changed, words, tone }: CardMetric): string {
  const value = changed ? `**${proposed}**` : proposed;
  return `| ${prose(name, MAX_NAME)} | ${now} | ${value} | ${tone === "broken" ? `**${prose(words)}**` : prose(words)} |`;
}

function gatesTable(gates: readonly CardGate[]): string {
  const rows = gates.map(({ label, verdict, word, reason, command, policyLine }) => {
    const shown = verdict === "passed" ? word : `**${word}**`;
    const next = command === undefined ? "" : `: ${markdownCode(command)}`;
    const grant =
      policyLine === undefined ? "" : `. To allow it: ${markdownCode(policyLine.line)} in ${prose(policyLine.where)}`;
    return `| ${prose(label, MAX_NAME)} | ${shown} | ${prose(reason)}${next}${grant} |`;
  });
  return ["| gate | | why |", "|---|---|---|", ...rows].join("\n");
}

function footer({ origins, skipped, undo, judged, command, stage }: Card): string {
  const lines = [
    ...(origins.length === 0 ? [] : [origins.map(originText).join(" · ")]),
    ...(skipped.length === 0
      ? []
      : [
          `It passed these gates when it first held ${prose(stage)}, so they are not checked again: ${skipped.join(", ")}.`,
        ]),
    ...undoText(undo),
    `<sub>${judgedText(judged)}${command === undefined ? "" : ` Same as ${markdownCode(command)}.`}</sub>`,
  ];
  return lines.join("\n");
}

function undoText(undo: Card["undo"]): string[] {
  if (undo === undefined) return [];
  return undo.by === "command"
    ? [`Roll back later with ${markdownCode(undo.command)} (to ${prose(undo.to)}).`]
    : [`To undo it, revert the merge: ${prose(undo.reason)}.`];
}

function originText({ title, text, link, more }: CardOrigin): string {
  const shown = link === undefined ? prose(text) : `[${text}](${link})`;
  return [`**${title}**`, shown, ...(more === undefined ? [] : [prose(more)])].join(" ");
}

function judgedText({ at, head, base, baseCommit }: Card["judged"]): string {
  const where = head === undefined ? "" : ` at ${head}`;
  const on = base === undefined ? "the base branch" : prose(base, MAX_NAME);
  return `Judged ${at}${where} by the policy on ${on}${baseCommit === undefined ? "" : ` (${baseCommit})`}.`;
}

function prose(text: string, most = MAX_REASON): string {
  return escapeMarkdown(shorten(text, most));
}
