import { plainText } from "../core/text/plain-text.ts";
import type { Style } from "../core/text/style.ts";
import type { Level } from "../operations/doctor/check.ts";
import type { CheckUp } from "../operations/doctor/doctor.ts";

type Result = CheckUp["sections"][number]["results"][number];

/** How many results there are of each level. */
export function countLevels({ sections }: CheckUp): Readonly<Record<Level, number>> {
  const counts = { ok: 0, advice: 0, problem: 0, unknown: 0 };
  for (const { results } of sections) for (const { level } of results) counts[level] += 1;
  return counts;
}

/** A check-up for people: what to change first in each section, what is fine in one line unless asked for. */
export function checkUpText(
  checkUp: CheckUp,
  { verbose, style }: { readonly verbose: boolean; readonly style: Style },
): string {
  const { repository, unasked } = checkUp;
  const head = [
    ...(repository === undefined ? [] : [style.bold(plainText(repository)), ""]),
    ...(unasked === undefined ? [] : [`${style.yellow("GitHub was not asked:")} ${plainText(unasked)}`, ""]),
  ];
  const sections = checkUp.sections.flatMap(({ title, results }) => [
    style.bold(title),
    ...sectionLines(
      results.map((result) => withoutReason(result, unasked)),
      verbose,
      style,
    ),
    "",
  ]);
  return [...head, ...sections, summary(countLevels(checkUp))].join("\n");
}

/** What was said once at the top is not said again. */
function withoutReason(result: Result, reason: string | undefined): Result {
  return reason !== undefined && result.message === reason ? { ...result, message: "GitHub was not asked" } : result;
}

const ORDER: readonly Level[] = ["problem", "advice", "unknown", "ok"];

function sectionLines(results: readonly Result[], verbose: boolean, style: Style): readonly string[] {
  const shown = ORDER.flatMap((level) => results.filter((result) => result.level === level));
  const fine = shown.filter(({ level }) => level === "ok");
  const listed = verbose ? shown : shown.filter(({ level }) => level !== "ok");
  const lines = together(listed).flatMap((result) => resultLines(result, style));
  if (verbose || fine.length === 0) return lines;
  const names = fine.map(({ check }) => check).join(", ");
  return [...lines, `  ${mark("ok", style)} ${style.dim(names)}`];
}

/** Checks that could not be made for the same reason are one line. */
function together(results: readonly Result[]): readonly Result[] {
  const kept: Result[] = [];
  for (const result of results) {
    const index = kept.findIndex(({ level, message }) => level === "unknown" && message === result.message);
    const same = kept[index];
    if (same === undefined || result.level !== "unknown") kept.push(result);
    else kept[index] = { ...same, check: `${same.check}, ${result.check}` };
  }
  return kept;
}

function resultLines({ level, check, message, fix, lines = [] }: Result, style: Style): readonly string[] {
  const head = `  ${mark(level, style)} ${style.bold(check)}: ${plainText(message)}`;
  const more = fix === undefined ? [] : [`            ${plainText(fix)}`];
  return [head, ...more, ...lines.map((line) => `              ${style.cyan(plainLine(line))}`)];
}

/** Without commands, and with the spaces that YAML begins with. */
function plainLine(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? "";
  return indent + plainText(line.slice(indent.length));
}

function mark(level: Level, style: Style): string {
  const word = level.padEnd(7);
  switch (level) {
    case "ok":
      return style.green(word);
    case "advice":
      return style.cyan(word);
    case "problem":
      return style.red(word);
    case "unknown":
      return style.yellow(word);
  }
}

function summary({ ok, advice, problem, unknown }: Readonly<Record<Level, number>>): string {
  const problems = problem === 1 ? "1 problem" : `${problem || "no"} problems`;
  const unseen = unknown === 0 ? "" : `, ${unknown} that could not be seen`;
  return `${problems}, ${advice || "no"} advice${unseen}, ${ok} fine.`;
}
