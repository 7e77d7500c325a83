import { type KeyPath, type RegistryFile, problemAt } from "../../registry/file.ts";
import type { Problem } from "../../registry/finding.ts";
import { placeAt } from "../../registry/schemas.ts";
import type { FileRule } from "../rule.ts";

export const timeImpossible: FileRule = {
  name: "time-impossible",
  severity: "error",
  scope: "file",
  title: "Every time is on a day that the calendar has",
  why: "Some programs take 30 February for 2 March and others refuse it, so the order of versions and the end of a freeze would depend on who reads the file.",
  hint: "Correct the day.",
  *check(file: RegistryFile): Iterable<Problem> {
    if (file.newerMajor !== undefined || isPossible(file.value)) return;
    for (const [keyPath, text] of timesIn(file.value, [])) {
      if (isOnCalendar(text) || !placeAt(file.identity.kind, keyPath).definitions.includes("Time")) continue;
      const [year = "", month = "", day = ""] = text.slice(0, 10).split("-");
      const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
      yield problemAt(file, keyPath, {
        message: `There is no day ${Number(day)} in month ${Number(month)} of ${year}`,
        hint: `That month has ${days} days.`,
      });
    }
  },
};

/** Whether all times in a value are on the calendar; almost always they are, and nobody needs to know where they stand. */
function isPossible(value: unknown): boolean {
  if (typeof value === "string") return !TIME.test(value) || isOnCalendar(value);
  if (typeof value !== "object" || value === null) return true;
  for (const inner of Object.values(value)) if (!isPossible(inner)) return false;
  return true;
}

const TIME = /^[0-9]{4}-(?:0[1-9]|1[0-2])-[0-3][0-9]T[0-9:.]+Z$/;

function* timesIn(value: unknown, keyPath: KeyPath): Iterable<[KeyPath, string]> {
  if (typeof value === "string") {
    if (TIME.test(value)) yield [keyPath, value];
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* timesIn(inner, [...keyPath, key]);
  }
}

function isOnCalendar(text: string): boolean {
  const milliseconds = Date.parse(text);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().slice(0, 10) === text.slice(0, 10);
}
