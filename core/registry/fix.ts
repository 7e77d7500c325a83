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
  for (const finding of findings) {
    const own = finding.fix?.edits ?? [];
    const fits =
      own.length > 0 && own.every((edit) => edits.every((other) => isApart(edit, other) || isSame(edit, other)));
    (fits ? applied : left).push(finding);
    if (fits) edits.push(...own.filter((edit) => !edits.some((other) => isSame(edit, other))));
  }
  // From the end, so that each edit leaves the offsets of those before it alone.
  const fixed = edits
    .sort((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
  return { text: fixed, applied, left };
}

/** Two insertions at one place are not apart: their order would matter. */
function isApart(a: TextEdit, b: TextEdit): boolean {
  return (a.end <= b.start || b.end <= a.start) && a.start !== b.start && a.end !== b.end;
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}
