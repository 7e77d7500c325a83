import type { StageHistory } from "../history/tenure.ts";
import { setBack, stillToCome } from "../history/tenures.ts";
import { minuteOf } from "../time/words.ts";

const MAX_NOTES = 5;

/**
 * What a reader of a history should know of its times: those of commits are what the clocks of committers said, and a clock
 * that was set back, or is wrong here, makes them contradict each other. The order is that of the branch in any case.
 *
 * @example
 * clockNotes(stages, now)
 * // ["4f8d11a changed production at 2026-10-01 09:00 UTC, as its committer's clock said, after a change at 2026-10-20 14:02 UTC: …"]
 */
export function clockNotes(stages: readonly StageHistory[], now: Date): readonly string[] {
  const isNow = now.toISOString();
  const notes = stages.flatMap(({ stage, commits }) => [
    ...setBack(commits).map(
      ({ change, before }) =>
        `${change.commit.slice(0, 7)} changed ${stage} at ${minuteOf(change.time)}, as its committer's clock said, after a change at ${minuteOf(before.time)}: a clock was wrong. What counts is the branch's order.`,
    ),
    ...stillToCome(commits, isNow).map(
      ({ commit, time }) =>
        `${commit.slice(0, 7)} changed ${stage} at ${minuteOf(time)}, and the clock here says ${minuteOf(isNow)}: one of the two is wrong.`,
    ),
  ]);
  const more = notes.length - MAX_NOTES;
  return more > 0 ? [...notes.slice(0, MAX_NOTES), `The times of ${more} more changes contradict others.`] : notes;
}
