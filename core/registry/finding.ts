import { shorten } from "../text/escape.ts";
import { compareText } from "../text/order.ts";
import type { SourceText, Span } from "../yaml/source-text.ts";

export type Severity = "error" | "warning" | "notice";

/** Something that a rule has to say about a place in a registry. */
export interface Finding {
  /** The rule's name, in kebab-case: what `modelyard explain` takes. */
  readonly rule: string;
  readonly severity: Severity;
  /** Relative to the registry's root. */
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** What is wrong, in one sentence without a closing full stop. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** The line before, where it helps to see the place, and the line itself. */
  readonly excerpt?: readonly string[];
  readonly fix?: Fix;
}

/** An edit that removes the finding and leaves everything else in the file as it is. */
export interface Fix {
  readonly description: string;
  readonly edits: readonly TextEdit[];
}

/** Replaces the text from offset `start` to offset `end` (exclusive), in UTF-16 units. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a rule reports; the rule's name and severity are added by who runs it. */
export type Problem = Omit<Finding, "rule" | "severity">;

/** So much of a line is shown; a longer one is somebody's data, or was made to be long. */
const MAX_EXCERPT_COLUMNS = 200;

/** Adds a place in `source` to a problem: line, columns and the excerpt that shows it. */
export function placed(source: SourceText, span: Span): Omit<Problem, "path" | "message"> {
  const lines = span.line > 1 ? [source.line(span.line - 1) ?? ""] : [];
  lines.push(source.line(span.line) ?? "");
  return { ...span, excerpt: lines.map((line) => shorten(line, MAX_EXCERPT_COLUMNS)) };
}

const SEVERITY_ORDER: Record<Severity, number> = { error: 0, warning: 1, notice: 2 };

/** Orders findings for people: errors first, then by path and place. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
    compareText(a.path, b.path) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}
