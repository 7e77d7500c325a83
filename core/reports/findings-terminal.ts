import type { Finding, Severity } from "../registry/finding.ts";
import { displayWidth, plainText } from "../text/plain-text.ts";
import type { Style } from "../text/style.ts";

/** Findings as text for a terminal: each with the offending line, what to do next, and where to read more. */
export function renderFindings(findings: readonly Finding[], style: Style): string {
  return findings.map((finding) => renderFinding(finding, style)).join("\n\n");
}

function renderFinding(finding: Finding, style: Style): string {
  const { line, column } = finding;
  const place = [finding.path, line, column].filter((part) => part !== undefined).join(":");
  const lines = [`${style.bold(plainText(place))}  ${severityWord(finding.severity, style)}  ${finding.rule}`];
  const excerpt = renderExcerpt(finding, style);
  if (excerpt.length > 0) lines.push("", ...excerpt, "");
  else lines.push(`  ${plainText(finding.message)}`);
  if (finding.hint !== undefined) lines.push(`  ${plainText(finding.hint)}`);
  lines.push(style.dim(`  modelyard explain ${finding.rule}`));
  return lines.join("\n");
}

function severityWord(severity: Severity, style: Style): string {
  switch (severity) {
    case "error":
      return style.red("error");
    case "warning":
      return style.yellow("warning");
    case "notice":
      return style.cyan("notice");
  }
}

/** The line before and the line itself, numbered, with the place underlined and the message beside the underline. */
function renderExcerpt({ excerpt, line, column, endColumn, message }: Finding, style: Style): string[] {
  if (excerpt === undefined || line === undefined || column === undefined) return [];
  const first = line - excerpt.length + 1;
  const width = String(line).length + 2;
  const numbered = excerpt.map(
    (text, index) => `${style.dim(`${String(first + index).padStart(width)} │`)} ${clip(text)}`,
  );
  const text = excerpt.at(-1) ?? "";
  const indent = displayWidth(plainText(text.slice(0, column - 1)));
  const marked = displayWidth(plainText(text.slice(column - 1, (endColumn ?? column + 1) - 1)));
  const fits = column <= text.length + 1 && indent + marked <= MAX_COLUMNS;
  const underline = fits ? `${" ".repeat(indent)}${"^".repeat(Math.max(1, marked))} ` : "";
  return [...numbered, `${" ".repeat(width)} ${style.dim("│")} ${style.red(underline)}${plainText(message)}`];
}

const MAX_COLUMNS = 160;

/** Somebody's line as it may be shown; a very long one is cut. */
function clip(text: string): string {
  const shown = plainText(text.replaceAll("\t", " "));
  return shown.length > MAX_COLUMNS ? `${shown.slice(0, MAX_COLUMNS)}…` : shown;
}

/**
 * Counts findings for a sentence.
 *
 * @example countFindings(findings) // "1 error and 2 warnings"
 */
export function countFindings(findings: readonly Finding[]): string {
  const counts = (["error", "warning", "notice"] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return counts.join(" and ");
}
