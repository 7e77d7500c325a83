import type { Change } from "../changes/change.ts";
import type { Verdict } from "../gates/verdict.ts";
import type { Finding } from "../registry/finding.ts";
import type { Card } from "./card.ts";
import { renderCardMarkdown } from "./card-markdown.ts";
import { countChanges, describeChange } from "./changes.ts";
import { escapeMarkdown, shorten } from "../text/escape.ts";
import { findingsMarkdown } from "./findings-markdown.ts";
import { countFindings } from "./findings-terminal.ts";
import { plural } from "../text/quantities.ts";

/** What a check of a change came to. */
export interface CheckReport {
  readonly verdict: Verdict;
  /** How many registry files were looked at. */
  readonly files: number;
  readonly findings: readonly Finding[];
  /** Undefined where nothing was compared. */
  readonly changes: readonly Change[] | undefined;
  readonly cards: readonly Card[];
  /** What the change was compared with, as people name it: `main`. */
  readonly base: string | undefined;
  /** The commit that was checked, in full. */
  readonly head: string;
}

interface CheckMarkdownOptions {
  /** The text is never longer, in UTF-16 units. */
  readonly most: number;
  /** Where the rest can be read, as the end of a sentence; what does not fit is only counted without it. */
  readonly rest?: string | undefined;
}

const MAX_CHANGE_LENGTH = 300;

/** How much is shown, from everything down to the counts; the first step that fits is taken. */
const STEPS = [
  { cards: Number.POSITIVE_INFINITY, findings: Number.POSITIVE_INFINITY, changes: 100 },
  { cards: Number.POSITIVE_INFINITY, findings: 50, changes: 20 },
  { cards: Number.POSITIVE_INFINITY, findings: 5, changes: 0 },
  { cards: 5, findings: 0, changes: 0 },
  { cards: 1, findings: 0, changes: 0 },
  { cards: 0, findings: 0, changes: 0 },
] as const;

/** A check in Markdown: what it came to, the card of each promotion, the findings. As much as fits, cards first. */
export function checkMarkdown(report: CheckReport, { most, rest }: CheckMarkdownOptions): string {
  for (const step of STEPS) {
    const text = render(report, step, rest);
    if (text.length <= most) return text;
  }
  return shorten(headline(report), most);
}

/** What a check came to, in one line of plain text with untrusted parts: for a log. */
export function checkHeadline(report: CheckReport): string {
  return `${WORDS[report.verdict]}: ${explain(report)}`;
}

/**
 * The same for a status, which shows little: where one promotion is all that holds the change, what that waits for.
 *
 * @example "Waiting for time: soak ends 2026-11-24 09:30 UTC. Everything else passes."
 */
export function checkStatus(report: CheckReport): string {
  const [card, second] = report.cards.filter(({ verdict }) => verdict !== "passed");
  if (card === undefined || second !== undefined || report.findings.length > 0) return checkHeadline(report);
  return `${card.status.lead}: ${card.status.rest}`;
}

function render(report: CheckReport, step: (typeof STEPS)[number], rest: string | undefined): string {
  const { findings, cards, changes = [], head } = report;
  // The cards show promotions already.
  const others = changes.filter(({ type }) => type !== "promotion");
  const shownChanges = others.slice(0, step.changes);
  const left = [
    ...(cards.length > step.cards ? [plural(cards.length - step.cards, "promotion")] : []),
    ...(findings.length > step.findings ? [plural(findings.length - step.findings, "finding")] : []),
    ...(others.length > shownChanges.length ? [plural(others.length - shownChanges.length, "change")] : []),
  ];
  return [
    headline(report),
    ...cards.slice(0, step.cards).map(renderCardMarkdown),
    ...(findings.length === 0 || step.findings === 0 ? [] : [findingsMarkdown(findings.slice(0, step.findings))]),
    ...(shownChanges.length === 0 ? [] : [shownChanges.map(changeItem).join("\n")]),
    ...(left.length === 0 ? [] : [`Not shown here: ${left.join(", ")}${rest === undefined ? "" : `; ${rest}`}.`]),
    `<sub>Checked ${head.slice(0, 7)}. \`modelyard explain RULE\` says why a rule matters.</sub>`,
  ].join("\n\n");
}

function changeItem(change: Change): string {
  return `- ${escapeMarkdown(shorten(describeChange(change), MAX_CHANGE_LENGTH))}`;
}

const WORDS: Record<Verdict, string> = {
  passed: "Passed",
  failed: "Refused",
  pending: "Waiting for time or approval",
  unknown: "Not known",
};

function headline(report: CheckReport): string {
  return `**${WORDS[report.verdict]}**: ${escapeMarkdown(shorten(explain(report), 500))}`;
}

function explain({ findings, files, changes, base, cards }: CheckReport): string {
  const since = changes === undefined ? "" : `, ${countChanges(changes)}${base === undefined ? "" : ` since ${base}`}`;
  const looked = `${plural(files, "file")}${since}`;
  const found = findings.length === 0 ? `${looked}: no findings` : `${countFindings(findings)} in ${looked}`;
  const waiting = cards.filter(({ verdict }) => verdict !== "passed");
  const gates = waiting.map(({ model, proposed, stage, status }) => `${model} ${proposed} in ${stage}: ${status.lead}`);
  return [found, ...gates].join("; ");
}
