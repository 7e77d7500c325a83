import type { Moment, StageHistory, Tenure } from "../history/tenure.ts";
import { unbrokenSince } from "../history/tenures.ts";
import { lengthOf, minuteOf } from "../time/words.ts";
import { type Style, plainStyle } from "../text/style.ts";
import { renderTable } from "../text/table.ts";

/** What a promotion's name may take of a line; titles come from people. */
const MAX_CHANGE_LENGTH = 100;

interface RenderOptions {
  readonly now: Date;
  readonly style?: Style;
}

/**
 * Who held a model's stages, as a table per stage with the latest first. The stage's name stands above where there are
 * several.
 *
 * @example
 * // since                version  until                 held      by     change
 * // 2026-10-20 14:02 UTC  1.3.1    now                   34 days   dana   #118 Promote churn 1.3.1 to production
 * // 2026-10-19 09:30 UTC  1.3.0    2026-10-20 14:02 UTC  28 hours  alice  #115 rolled back in #118
 */
export function renderHistory(
  { model, stages }: { readonly model: string; readonly stages: readonly StageHistory[] },
  { now, style = plainStyle }: RenderOptions,
): string {
  if (stages.length === 0) return `No version of ${model} was ever in a stage.`;
  return stages
    .map((history) => {
      const body =
        history.tenures.length === 0
          ? `No version of ${model} was ever in ${history.stage}.`
          : renderTenures(history.tenures, { now, style });
      return stages.length === 1 ? body : `${style.bold(history.stage)}\n${body}`;
    })
    .join("\n\n");
}

function renderTenures(tenures: readonly Tenure[], { now, style }: Required<RenderOptions>): string {
  const columns = ["since", "version", "until", "held", "by", "change"].map((title) => ({ title }));
  const known = new Set<string>();
  const rows = tenures.map((tenure, index) => {
    const { version, from, until } = tenure;
    known.add(version);
    const stay = until === undefined ? unbrokenSince(tenures, version, now.toISOString()) : undefined;
    const heldMs = stay?.heldMs ?? Date.parse(until?.time ?? from.time) - Date.parse(from.time);
    const end = until === undefined ? undefined : endOf(until, tenures[index + 1], known);
    const change = `${nameOf(from)} ${end ?? shortened(from.subject)}`;
    return [
      minuteOf(from.time),
      version,
      until === undefined ? "now" : minuteOf(until.time),
      lengthOf(heldMs),
      from.by,
      change,
    ];
  });
  return renderTable({ columns, rows: rows.toReversed(), style });
}

/** How a tenure ended, where that says more than its own title: by a version that had been there before, or by none. */
function endOf(until: Moment, next: Tenure | undefined, known: ReadonlySet<string>): string | undefined {
  if (next?.from.commit !== until.commit) return `cleared in ${nameOf(until)}`;
  return known.has(next.version) ? `rolled back in ${nameOf(until)}` : undefined;
}

function nameOf({ pullRequest, commit }: Moment): string {
  return pullRequest === undefined ? commit.slice(0, 7) : `#${pullRequest}`;
}

function shortened(subject: string): string {
  return subject.length > MAX_CHANGE_LENGTH ? `${subject.slice(0, MAX_CHANGE_LENGTH - 1)}…` : subject;
}
