import type { Finding, Problem } from "../registry/finding.ts";
import { shorten } from "../text/escape.ts";
import type { RuleText } from "./rule.ts";

/** So many findings of one rule in one file are shown. Nobody reads more of them before correcting some. */
const MAX_FINDINGS = 50;
/** So many are counted. A file may have a hundred thousand, and each costs time to place. */
const MAX_COUNTED = 1000;
/** So many are fixed at once; the next round fixes the rest. */
export const MAX_MENDED = 20_000;

const MAX_MESSAGE_LENGTH = 500;
const MAX_HINT_LENGTH = 1000;

/**
 * What a rule found, as findings: of each file the first ones and how many more there are. Messages may quote the file,
 * so they are cut where they are long.
 *
 * @param most how many of one file are shown
 */
export function report(
  { name, severity, scope }: Pick<RuleText, "name" | "severity"> & { readonly scope: string },
  problems: Iterable<Problem>,
  most = MAX_FINDINGS,
): Finding[] {
  const findings: Finding[] = [];
  const found = new Map<string, { count: number; firstHidden: Problem }>();
  for (const problem of problems) {
    const count = (found.get(problem.path)?.count ?? 0) + 1;
    if (count <= most) findings.push({ rule: name, severity, ...inShort(problem) });
    const firstHidden = count <= most + 1 ? problem : (found.get(problem.path)?.firstHidden ?? problem);
    found.set(problem.path, { count, firstHidden });
    // A rule that looks at more than one file may still find something in the others.
    if (scope === "file" && count > Math.max(MAX_COUNTED, most)) break;
  }
  for (const { count, firstHidden } of found.values()) {
    if (count <= most) continue;
    const { fix: _, ...place } = firstHidden;
    const more = count > MAX_COUNTED ? `More than ${MAX_COUNTED - most}` : String(count - most);
    const message = `${more} more findings of ${name} are in this file, from here on`;
    findings.push({ rule: name, severity, ...place, message, hint: "Correct the others first, then check again." });
  }
  return findings;
}

function inShort(problem: Problem): Problem {
  const { message, hint } = problem;
  const isLong = message.length > MAX_MESSAGE_LENGTH || (hint?.length ?? 0) > MAX_HINT_LENGTH;
  if (!isLong) return problem;
  return {
    ...problem,
    message: shorten(message, MAX_MESSAGE_LENGTH),
    ...(hint !== undefined && { hint: shorten(hint, MAX_HINT_LENGTH) }),
  };
}
