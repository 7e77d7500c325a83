import { escapeMarkdown } from "../text/escape.ts";
import { plainText } from "../text/plain-text.ts";
import type { Style } from "../text/style.ts";

/** What became of a proposed pull request. */
export interface ProposalResult {
  readonly outcome: "opened" | "updated" | "unchanged";
  readonly number: number;
  readonly url: string;
  readonly notes: readonly string[];
}

const OUTCOME_WORDS = { opened: "opened", updated: "updated", unchanged: "is up to date (nothing changed)" } as const;

/**
 * What became of a pull request, for the terminal and for the log of a workflow.
 *
 * @example proposalText({ outcome: "opened", number: 12, url: "https://github.com/acme/models/pull/12", notes: [] }, style)
 * // "#12 opened https://github.com/acme/models/pull/12"
 */
export function proposalText({ outcome, number, url, notes }: ProposalResult, style: Style): string {
  const lines = notes.map((note) => `${style.yellow("note:")} ${plainText(note)}`);
  return [`${style.bold(`#${number}`)} ${OUTCOME_WORDS[outcome]} ${plainText(url)}`, ...lines].join("\n");
}

/** The same in Markdown, with a link to the pull request. */
export function proposalMarkdown({ outcome, number, url, notes }: ProposalResult): string {
  const link = /^https?:\/\/[\w.:/-]+$/.test(url) ? `[#${number}](${url})` : escapeMarkdown(`#${number}`);
  return [`${link} ${OUTCOME_WORDS[outcome]}.`, ...notes.map(escapeMarkdown)].join(" ");
}
