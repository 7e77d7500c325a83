import type { Verdict } from "../gates/verdict.ts";
import type { Card } from "./card.ts";
import type { Tone } from "./card-metrics.ts";
import { escapeTerminal, shorten } from "../text/escape.ts";
import { listing } from "../text/listing.ts";
import type { Style } from "../text/style.ts";
import { renderTable } from "../text/table.ts";

/** The longest text that is shown whole, in characters. */
const MAX_TEXT = 400;
const MAX_NAME = 100;
const MAX_WARNINGS = 10;

/** The promotion card for a terminal, without a closing line break. */
export function renderCardTerminal(card: Card, style: Style): string {
  const { status, warnings } = card;
  const lead = toneOfVerdict(card.verdict, style)(show(status.lead));
  const sections = [
    `${heading(card, style)}\n${lead}: ${show(status.rest)}`,
    ...(warnings.length === 0
      ? []
      : [
          warnings
            .slice(0, MAX_WARNINGS)
            .map((warning) => `${style.yellow("warning:")} ${show(warning)}`)
            .join("\n"),
        ]),
    ...metricsTable(card, style),
    gatesTable(card, style),
    ...policyLines(card, style),
    footer(card, style),
  ];
  return sections.join("\n\n");
}

/** Where a promotion stands and a line for each gate: the card without what led to it. */
export function renderVerdictTerminal(card: Card, style: Style): string {
  const { lead, rest } = card.status;
  const refusing = card.gates.filter(({ verdict }) => verdict === "failed");
  // The table has just said why.
  const why =
    refusing.length === 0
      ? rest
      : `by ${listing(
          refusing.map(({ label }) => label),
          "and",
          10,
        )}.`;
  const said = `${toneOfVerdict(card.verdict, style)(show(lead))}${refusing.length === 0 ? ":" : ""} ${show(why)}`;
  return [gatesTable(card, style), ...policyLines(card, style), said].join("\n\n");
}

function heading({ model, stage, now, proposed, rollback }: Card, style: Style): string {
  const [what, where, version] = [show(model), show(stage), style.bold(show(proposed))];
  if (rollback) return `${what}: roll back ${where} to ${version}${now === undefined ? "" : ` from ${show(now)}`}`;
  return now === undefined ? `${what}: ${version} in ${where}` : `${what}: ${show(now)} → ${version} in ${where}`;
}

function metricsTable({ metrics, now, proposed }: Card, style: Style): string[] {
  if (metrics.rows.length === 0) return [];
  const tones = metrics.rows.map(({ tone }) => tone);
  const table = renderTable({
    columns: [
      { title: "metric" },
      { title: now === undefined ? "now" : `now ${show(now)}`, align: "right" },
      { title: `proposed ${show(proposed)}`, align: "right" },
      { title: "", paint: (text, row) => paintTone(text, tones[row] ?? "plain", style) },
    ],
    rows: metrics.rows.map((row) => [show(row.name, MAX_NAME), row.now, row.proposed, show(row.words)]),
    style,
  });
  return [metrics.more === undefined ? table : `${table}\n… ${show(metrics.more)}`];
}

function gatesTable({ gates }: Card, style: Style): string {
  const verdicts = gates.map(({ verdict }) => verdict);
  return renderTable({
    columns: [
      { title: "gate" },
      { title: "", paint: (text, row) => toneOfVerdict(verdicts[row] ?? "unknown", style)(text) },
      { title: "why" },
    ],
    rows: gates.map(({ label, word, reason, command }) => [
      show(label, MAX_NAME),
      word,
      command === undefined ? show(reason) : `${show(reason)}: ${show(command)}`,
    ]),
    style,
  });
}

/** Lines to be copied into a file: in a cell of a table they would be broken. */
function policyLines({ gates }: Card, style: Style): string[] {
  return gates.flatMap(({ policyLine }) =>
    policyLine === undefined
      ? []
      : [
          `To allow it, write this in ${show(policyLine.where)}, in the place of the line for formats that is there:\n  ${style.cyan(escapeTerminal(policyLine.line))}`,
        ],
  );
}

function footer(card: Card, style: Style): string {
  const { origins, skipped, undo, stage } = card;
  const width = Math.max(0, ...origins.map(({ title }) => title.length));
  const lines = [
    ...origins.map(({ title, text, more }) => {
      const shown = [text, more].flatMap((part) => (part === undefined ? [] : [show(part)]));
      return `${style.dim(title.toLowerCase().padEnd(width))}  ${shown.join(" ")}`;
    }),
    ...(origins.length === 0 ? [] : [""]),
    ...(skipped.length === 0
      ? []
      : [
          `It passed these gates when it first held ${show(stage)}, so they are not checked again: ${skipped.join(", ")}.`,
        ]),
    ...undoText(undo, style),
    style.dim(judgedText(card)),
  ];
  return lines.join("\n");
}

function undoText(undo: Card["undo"], style: Style): string[] {
  if (undo === undefined) return [];
  return undo.by === "command"
    ? [`Roll back later with ${style.cyan(show(undo.command))} (to ${show(undo.to)}).`]
    : [`To undo it, revert the merge: ${show(undo.reason)}.`];
}

function judgedText({ judged, command }: Card): string {
  const where = judged.head === undefined ? "" : ` at ${judged.head}`;
  const on = judged.base === undefined ? "the base branch" : show(judged.base, MAX_NAME);
  const commit = judged.baseCommit === undefined ? "" : ` (${judged.baseCommit})`;
  const same = command === undefined ? "" : ` Same as ${show(command)}.`;
  return `Judged ${judged.at}${where} by the policy on ${on}${commit}.${same}`;
}

function paintTone(text: string, tone: Tone, style: Style): string {
  switch (tone) {
    case "good":
      return style.green(text);
    case "bad":
      return style.yellow(text);
    case "broken":
      return style.red(text);
    case "plain":
      return text;
  }
}

function toneOfVerdict(verdict: Verdict, style: Style): (text: string) => string {
  switch (verdict) {
    case "passed":
      return style.green;
    case "failed":
      return style.red;
    case "pending":
    case "unknown":
      return style.yellow;
  }
}

function show(text: string, most = MAX_TEXT): string {
  return escapeTerminal(shorten(text, most));
}
