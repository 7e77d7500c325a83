import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Line, isMet, ratioOf } from "./measuring/result.ts";
import { renderTable } from "./measuring/table.ts";

/** All that a run has to say. */
export interface Report {
  readonly sizes: string;
  readonly machine: string;
  /** RFC 3339 in UTC. */
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly lines: readonly Line[];
}

const BEGIN = "<!-- Written by npm run bench -- --markdown. Do not edit. -->";
const END = "<!-- End of what npm run bench wrote. -->";

/** The table with what it was measured on, for people. */
export function renderReport({ sizes, machine, startedAt, elapsedMs, lines }: Report): string {
  const about = `${sizes} sizes, ${startedAt.slice(0, 10)}, in ${Math.round(elapsedMs / 1000)} s, on ${machine}.`;
  return `${renderTable(lines)}\n\nMeasured with the ${about}\n`;
}

export async function writeJson(path: string, report: Report): Promise<void> {
  const lines = report.lines.map((line) =>
    "skipped" in line ? line : { ...line, ratio: ratioOf(line), met: isMet(line) },
  );
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify({ ...report, lines }, null, 2)}\n`);
}

/** Writes the table between the marks of a Markdown file and leaves everything else there as it is. */
export async function writeMarkdown(path: string, report: Report): Promise<void> {
  const text = await readFile(path, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin === -1 || end < begin) throw new Error(`${path} has no place for the table: ${BEGIN} … ${END}`);
  await writeFile(path, `${text.slice(0, begin + BEGIN.length)}\n\n${renderReport(report)}\n${text.slice(end)}`);
}
