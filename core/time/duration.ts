import { InputError } from "../errors.ts";

/** A length of time as a policy writes it: `90m`, `24h` or `7d`. */
export interface Duration {
  readonly text: string;
  readonly ms: number;
  readonly unit: Unit;
}

type Unit = "d" | "h" | "m";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const UNIT_MS: Readonly<Record<Unit, number>> = { d: 24 * HOUR_MS, h: HOUR_MS, m: MINUTE_MS };
const LARGEST_FIRST: readonly Unit[] = ["d", "h", "m"];

/**
 * Reads minutes, hours or days as a policy writes them.
 *
 * @example parseDuration("90m") // { text: "90m", ms: 5_400_000, unit: "m" }
 * @throws InputError where `text` is no duration; what the schema let through always is one
 */
export function parseDuration(text: string): Duration {
  const count = /^([1-9][0-9]{0,5})[mhd]$/.exec(text)?.[1];
  const unit = LARGEST_FIRST.find((letter) => text.endsWith(letter));
  if (count === undefined || unit === undefined) {
    throw new InputError({
      code: "duration-invalid",
      message: `${JSON.stringify(text)} is not a duration`,
      hint: "Write minutes, hours or days: 90m, 24h or 7d.",
    });
  }
  return { text, ms: Number(count) * UNIT_MS[unit], unit };
}

/**
 * How far along a wait is, in the unit of the whole and never rounded up; in a smaller unit while the first of those
 * is not over.
 *
 * @example
 * describeProgress(58_000_000, parseDuration("24h")) // "16 h of 24 h"
 * describeProgress(58_000_000, parseDuration("7d")) // "16 h of 7 days"
 */
export function describeProgress(elapsedMs: number, whole: Duration): string {
  const units = LARGEST_FIRST.slice(LARGEST_FIRST.indexOf(whole.unit));
  const fitting = units.find((unit) => elapsedMs >= UNIT_MS[unit]) ?? "m";
  return `${inUnit(elapsedMs, fitting)} of ${inUnit(whole.ms, whole.unit)}`;
}

function inUnit(ms: number, unit: Unit): string {
  const count = Math.max(0, Math.floor(ms / UNIT_MS[unit]));
  switch (unit) {
    case "d":
      return count === 1 ? "1 day" : `${count} days`;
    case "h":
      return `${count} h`;
    case "m":
      return `${count} min`;
  }
}
