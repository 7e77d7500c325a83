import type { Finding } from "../registry/finding.ts";
import { escapeMarkdown, markdownCode, shorten } from "../text/escape.ts";
import { plural } from "../text/quantities.ts";

interface FindingsMarkdownOptions {
  /** How many are shown; the rest are counted. All where it is not given. */
  readonly most?: number;
}

const LONGEST_PATH = 300;
const LONGEST_TEXT = 1500;
const LONGEST_LINE = 160;

/**
 * Findings as a list in Markdown for a comment or a summary: each with its place, what is wrong, the line and what to
 * do. Nothing in a registry's text is live in it.
 *
 * @returns an empty text without findings
 */
export function findingsMarkdown(
  findings: readonly Finding[],
  { most = findings.length }: FindingsMarkdownOptions = {},
): string {
  const shown = findings.slice(0, most).map(describeFinding);
  const left = findings.length - shown.length;
  return [...shown, ...(left > 0 ? [`- … and ${plural(left, "more finding")}`] : [])].join("\n");
}

function describeFinding({ severity, rule, path, line, column, message, help, excerpt }: Finding): string {
  const place = [shorten(path, LONGEST_PATH), line, column].filter((part) => part !== undefined).join(":");
  const text = escapeMarkdown(shorten(message, LONGEST_TEXT));
  const here = line === undefined ? "" : markdownCode(shorten(excerpt?.at(-1)?.trim() ?? "", LONGEST_LINE));
  const lines = [
    `- **${severity}** ${markdownCode(place)} ${rule}`,
    here === "" ? text : `${text}: ${here}`,
    ...(help === undefined ? [] : [escapeMarkdown(shorten(help, LONGEST_TEXT))]),
  ];
  return lines.join("\\\n  ");
}
