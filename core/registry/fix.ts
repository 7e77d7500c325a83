import type { Finding, TextEdit } from "./finding.ts";

export interface FixedText {
  readonly text: string;
  /** The findings whose fixes are in `text`. */
  readonly applied: readonly Finding[];
  /** Those that have no fix, or one that touches the same place as another: look again after this one. */
  readonly left: readonly Finding[];
}

/**
 * Applies the fixes of one file's findings. Everything else in the text stays as it is, comments and formatting included.
 *
 * @param text the file as it was checked, a byte order mark included
 * @example applyFixes("version: 1.10\n", findings).text // 'version: "1.10"\n'
 */
export function applyFixes(text: string, findings: readonly Finding[]): FixedText {
  const applied: Finding[] = [];
  const left: Finding[] = [];
  const edits: TextEdit[] = [];
  let end = -1;
  for (const finding of findings) {
    const own = finding.fix?.edits ?? [];
    // Findings come in the order of the text, so most edits lie behind all others.
    const isBehind = (edit: TextEdit) => edit.start > end;
    const fits =
      own.length > 0 &&
      own.every((edit) => isBehind(edit) || edits.every((other) => isApart(edit, other) || isSame(edit, other)));
    (fits ? applied : left).push(finding);
    if (!fits) continue;
    for (const edit of own.filter((each) => isBehind(each) || !edits.some((other) => isSame(each, other)))) {
      edits.push(edit);
    }
    end = own.reduce((last, edit) => Math.max(last, edit.end), end);
  }
  return { text: edited(text, edits), applied, left };
}

function edited(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: own } of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, start), own);
    at = end;
  }
  return [...parts, text.slice(at)].join("");
}

/** Two insertions at one place are not apart: their order would matter. */
function isApart(a: TextEdit, b: TextEdit): boolean {
  return (a.end <= b.start || b.end <= a.start) && a.start !== b.start && a.end !== b.end;
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}
