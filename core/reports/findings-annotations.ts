import { type Finding, type Severity, compareFindings } from "../registry/finding.ts";
import { escapeStart, escapeTerminal } from "../text/escape.ts";

/** A remark beside a line of a pull request's diff. All text in it is one inert line. */
export interface Annotation {
  readonly level: Severity;
  /** Relative to the repository's root; undefined where it is about none. */
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  /** Exclusive. */
  readonly endColumn?: number;
  readonly title: string;
  readonly message: string;
}

interface AnnotationOptions {
  /** Paths that the change touches: people see annotations of these beside the lines. */
  readonly changed?: ReadonlySet<string>;
}

/** The runner cuts longer messages (4,096 characters). */
const MAX_MESSAGE_LENGTH = 4000;

/**
 * Findings as annotations, the most useful of each level first: those of changed files, and of every file one before
 * any has a second. A workflow step shows ten per level; whoever prints them stops there.
 */
export function annotationsOf(
  findings: readonly Finding[],
  { changed = new Set() }: AnnotationOptions = {},
): readonly Annotation[] {
  const ordered = findings.toSorted(
    (a, b) => Number(changed.has(b.path)) - Number(changed.has(a.path)) || compareFindings(a, b),
  );
  const seen = new Map<string, number>();
  const turns = ordered.map((finding) => {
    const key = `${finding.severity} ${finding.path}`;
    const turn = seen.get(key) ?? 0;
    seen.set(key, turn + 1);
    return { finding, turn: changed.has(finding.path) ? turn : turn + findings.length };
  });
  return turns.toSorted((a, b) => a.turn - b.turn).map(({ finding }) => annotate(finding));
}

function annotate({ severity, path, line, column, endLine, endColumn, rule, message, hint }: Finding): Annotation {
  const text = hint === undefined ? message : `${message}. ${hint}`;
  return {
    level: severity,
    file: escapeTerminal(path),
    title: rule,
    message: escapeStart(text, MAX_MESSAGE_LENGTH),
    ...(line === undefined ? {} : { line }),
    ...(endLine === undefined ? {} : { endLine }),
    // GitHub takes columns only within one line.
    ...(column === undefined || (endLine ?? line) !== line ? {} : { column }),
    ...(endColumn === undefined || (endLine ?? line) !== line ? {} : { endColumn }),
  };
}
