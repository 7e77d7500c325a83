import type { Finding } from "../registry/finding.ts";
import { escapeMarkdown, markdownCode, shorten } from "../text/escape.ts";
import { plural } from "../text/quantities.ts";

interface FindingsMarkdownOptions {
  /** How many are shown; the rest are counted. All where it is not given. */
  readonly most?: number;
}

const MAX_PATH_LENGTH = 300;
const MAX_TEXT_LENGTH = 1500;
const MAX_LINE_LENGTH = 160;

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

function describeFinding({ severity, rule, path, line, column, message, hint, excerpt }: Finding): string {
  const place = [shorten(path, MAX_PATH_LENGTH), line, column].filter((part) => part !== undefined).join(":");
  const text = escapeMarkdown(shorten(message, MAX_TEXT_LENGTH));
  const here = line === undefined ? "" : markdownCode(shorten(excerpt?.at(-1)?.trim() ?? "", MAX_LINE_LENGTH));
  const lines = [
    `- **${severity}** ${markdownCode(place)} ${rule}`,
    here === "" ? text : `${text}: ${here}`,
    ...(hint === undefined ? [] : [escapeMarkdown(shorten(hint, MAX_TEXT_LENGTH))]),
  ];
  return lines.join("\\\n  ");
}
