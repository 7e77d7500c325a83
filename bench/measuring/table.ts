import { type Line, type Measurement, type Quantity, type Target, isMet, ratioOf } from "./result.ts";

const COLUMNS = ["job", "measured", "compared with", "ratio", "target", ""] as const;

/** The lines as one Markdown table, its columns of equal width so that it reads as well in a terminal. */
export function renderTable(lines: readonly Line[]): string {
  const rows = [COLUMNS, ...lines.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const text = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [text[0], rule, ...text.slice(1)].join("\n");
}

function cells(line: Line): readonly string[] {
  if ("skipped" in line) return [line.job, "skipped", line.skipped, "", "", ""];
  const { job, measured, baseline } = line;
  const compared = baseline === undefined ? "" : `${baseline.what}: ${quantityText(baseline)}`;
  const ratio = ratioOf(line);
  return [
    job,
    quantityText(measured),
    compared,
    ratio === undefined ? "" : ratioText(ratio),
    targetText(line.target),
    verdict(line),
  ];
}

function verdict(measurement: Measurement): string {
  const met = isMet(measurement);
  return met === undefined ? "" : met ? "met" : "**missed**";
}

function targetText(target: Target | undefined): string {
  switch (target?.kind) {
    case undefined:
      return "";
    case "at-most-times":
      return `at most ${target.times} ×`;
    case "times-as-fast":
      return `at least ${target.times} × as fast`;
    case "at-most":
      return `at most ${target.value} MB`;
  }
}

function ratioText(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`;
}

function quantityText({ value, unit, movedMib }: Quantity): string {
  if (unit === "MB") return `${value.toFixed(0)} MB`;
  const time = value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;
  return movedMib === undefined ? time : `${time} (${((movedMib * 1000) / value).toFixed(0)} MiB/s)`;
}
