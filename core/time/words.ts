const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** As most times are written here: reading takes longer than cutting. */
const IN_UTC = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;

/**
 * A time as people read it, to the minute.
 *
 * @param time RFC 3339
 * @example minuteOf("2026-10-20T14:02:41Z") // "2026-10-20 14:02 UTC"
 */
export function minuteOf(time: string): string {
  if (IN_UTC.test(time)) return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
  return `${new Date(Date.parse(time)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/**
 * How long something lasted, in its largest unit of which it has at least two, never rounded up.
 *
 * @example lengthOf(28.5 * 3_600_000) // "28 hours"
 */
export function lengthOf(durationMs: number): string {
  if (durationMs >= 2 * DAY_MS) return `${Math.floor(durationMs / DAY_MS)} days`;
  if (durationMs >= 2 * HOUR_MS) return `${Math.floor(durationMs / HOUR_MS)} hours`;
  if (durationMs >= 2 * MINUTE_MS) return `${Math.floor(durationMs / MINUTE_MS)} minutes`;
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}
