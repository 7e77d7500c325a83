/** The last second that four digits of a year can name. */
const LATEST_SECONDS = 253_402_300_799;

/**
 * Seconds since 1970 as RFC 3339 in UTC. What no four-digit year can name becomes the nearest that one can: git stores
 * whatever a committer's clock said.
 *
 * @example instantOf(1_793_023_320) // "2026-10-26T14:02:00Z"
 */
export function instantOf(seconds: number): string {
  const clamped = Math.min(Math.max(0, Math.floor(seconds)), LATEST_SECONDS);
  return `${new Date(clamped * 1000).toISOString().slice(0, "YYYY-MM-DDThh:mm:ss".length)}Z`;
}

export interface GivenInstant {
  /** RFC 3339 in UTC. */
  readonly time: string;
  /** Only a day was given: its first moment, UTC, is meant. */
  readonly startOfDay: boolean;
  /** Only a minute was given, as `history` prints it: its last moment is meant, by which what began in it has begun. */
  readonly endOfMinute: boolean;
}

const DAY = /^(\d{4}-\d{2}-\d{2})$/;
const MINUTE = /^(\d{4}-\d{2}-\d{2}) ((?:[01]\d|2[0-3]):\d{2}) UTC$/;
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt ]((?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d{1,9})?)([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Reads a time that a person gave: RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339#section-5.6), a day, or a minute as
 * `history` prints it.
 *
 * @returns undefined for anything else, a day that no calendar has among them
 * @example
 * parseInstant("2026-10-01")                // { time: "2026-10-01T00:00:00Z", startOfDay: true, endOfMinute: false }
 * parseInstant("2026-10-01T02:00:00+02:00") // { time: "2026-10-01T00:00:00Z", startOfDay: false, endOfMinute: false }
 */
export function parseInstant(text: string): GivenInstant | undefined {
  const [, minuteOfDay, minute] = MINUTE.exec(text) ?? [];
  const whole = minute === undefined ? text : `${minuteOfDay}T${minute}:59.999Z`;
  const [, day = "", clock = "00:00:00", zone = "Z"] = DAY.exec(whole) ?? RFC_3339.exec(whole) ?? [];
  const milliseconds = Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
  if (Number.isNaN(milliseconds) || !isCalendarDay(day)) return undefined;
  const time = new Date(milliseconds).toISOString();
  return { time: time.replace(".000Z", "Z"), startOfDay: DAY.test(text), endOfMinute: minute !== undefined };
}

/** The platform reads 30 February as 2 March. */
function isCalendarDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
