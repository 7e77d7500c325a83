import { InputError } from "../../core/errors.ts";
import { parseInstant } from "../../core/time/instant.ts";
import type { StageHistory, Tenure } from "../../core/history/tenure.ts";
import { holderAt } from "../../core/history/tenures.ts";
import { minuteOf } from "../../core/time/words.ts";
import type { History } from "../history/model-history.ts";

export interface ResolveAtOptions {
  readonly model: string;
  readonly stage: string;
  /** RFC 3339, a day: its first moment in UTC, or a minute as `history` prints it: its last one. */
  readonly at: string;
  readonly now: Date;
}

export interface ResolvedAt {
  readonly model: string;
  readonly stage: string;
  readonly version: string;
  /** The time that was meant, RFC 3339 in UTC. */
  readonly at: string;
  readonly tenure: Tenure;
  /** What the history was read from: a branch as it was named, and its commit. */
  readonly revision: string;
  readonly commit: string;
  /** How the request was understood, where it left something open. */
  readonly notes: readonly string[];
}

/**
 * Which version held a stage at a time: what was in production on 1 October.
 *
 * @throws InputError `time-invalid`, `time-to-come`, `time-before-history`, `stage-empty`, and what the history throws
 * @example
 * await resolveAt(history, { model: "churn", stage: "production", at: "2026-10-01", now: new Date() });
 * // { version: "1.3.0", at: "2026-10-01T00:00:00Z", notes: ["2026-10-01 is read as its first moment, 2026-10-01 00:00 UTC"], … }
 */
export async function resolveAt(
  history: History,
  { model, stage, at: given, now }: ResolveAtOptions,
): Promise<ResolvedAt> {
  const instant = parseInstant(given);
  if (instant === undefined) {
    throw new InputError({
      code: "time-invalid",
      message: `${JSON.stringify(given)} is not a time that can be read`,
      hint: "Give a day, 2026-10-01 (its first moment, UTC), a minute as history prints it, 2026-10-01 14:30 UTC, or a time as in RFC 3339: 2026-10-01T14:30:00Z.",
    });
  }
  const { startOfDay, endOfMinute } = instant;
  // The minute that goes on now is not over yet.
  const isNow = endOfMinute && minuteOf(instant.time) === minuteOf(now.toISOString());
  const at = isNow ? now.toISOString() : instant.time;
  if (Date.parse(at) > now.getTime()) {
    throw new InputError({
      code: "time-to-come",
      message: `${minuteOf(at)} is still to come: the clock here says ${minuteOf(now.toISOString())}`,
      hint: `Without a time, modelyard resolve ${model}@${stage} says what is there now.`,
    });
  }
  const { revision, commit, stages } = await history.ofModel({ model, stage });
  const held = stages[0] ?? { model, stage, commits: [], tenures: [] };
  const tenure = holderAt(held.tenures, at);
  if (tenure === undefined) throw nothingThen(held, at);
  const { version } = tenure;
  const notes = [
    ...(startOfDay ? [`${given} is read as its first moment, ${minuteOf(at)}`] : []),
    ...(endOfMinute ? [`${given} is read as the end of that minute`] : []),
  ];
  return { model, stage, version, at, tenure, revision, commit, notes };
}

function nothingThen({ model, stage, commits, tenures }: StageHistory, at: string): InputError {
  const hint = `See modelyard history ${model} ${stage}.`;
  const [first] = commits;
  if (first === undefined) {
    return new InputError({ code: "stage-empty", message: `${model} was never in ${stage}`, hint });
  }
  const instant = Date.parse(at);
  if (!commits.some(({ time }) => Date.parse(time) <= instant)) {
    const message = `Nothing is known of ${model} in ${stage} at ${minuteOf(at)}: its history begins at ${minuteOf(first.time)}`;
    return new InputError({ code: "time-before-history", message, hint });
  }
  const left = tenures.findLast(({ until }) => until !== undefined && Date.parse(until.time) <= instant);
  const since = left?.until === undefined ? "" : `: ${left.version} left it at ${minuteOf(left.until.time)}`;
  return new InputError({
    code: "stage-empty",
    message: `${stage} of ${model} was empty at ${minuteOf(at)}${since}`,
    hint,
  });
}
