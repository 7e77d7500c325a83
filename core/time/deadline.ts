import { InputError } from "../errors.ts";
import { minuteOf } from "./words.ts";

/**
 * A time as milliseconds since 1970.
 *
 * @param time RFC 3339
 * @throws InputError where it is no time: comparing with it would be false both ways, and a freeze would be overlooked
 */
export function parseTimeMs(time: string): number {
  const ms = Date.parse(time);
  if (!Number.isNaN(ms)) return ms;
  throw new InputError({
    code: "time-invalid",
    message: `${JSON.stringify(time)} is not a time`,
    hint: 'Write RFC 3339 in UTC: "2026-06-30T14:03:11Z".',
  });
}

/** @example timeOf(1_782_828_191_000) // "2026-06-30T14:03:11Z" */
export function timeOf(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

const MINUTE_MS = 60_000;

/**
 * A moment to come as people read it: to the minute, rounded up, so that whoever looks again then finds it past.
 *
 * @example describeDeadline("2026-11-24T09:29:10Z") // "2026-11-24 09:30 UTC"
 */
export function describeDeadline(time: string): string {
  return minuteOf(timeOf(Math.ceil(parseTimeMs(time) / MINUTE_MS) * MINUTE_MS));
}
