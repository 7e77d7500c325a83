import type { DraftParts } from "../../../core/drafts/draft-parts.ts";
import { describe, type PlainMapping, type PlainValue, readMapping } from "./document.ts";
import { flatten } from "./flatten.ts";
import { listing } from "../../../core/text/listing.ts";
import { isTable, readLastRow } from "./table.ts";

/**
 * Reads metrics from a JSON, YAML or TOML file, or from the last row of a CSV or TSV file.
 * What is not a finite number is not recorded, and a note names it.
 *
 * @example
 * // metrics.json: {"test": {"auc": 0.91, "loss": NaN}}
 * await readMetrics("metrics.json");
 * // { metrics: { "test.auc": 0.91 }, notes: ["Left out of metrics.json, as a metric is a finite number: test.loss (NaN)."] }
 * @throws InputError when the file is missing or not what its name says.
 */
export async function readMetrics(path: string): Promise<DraftParts> {
  const { row, notes } = isTable(path) ? await readLastRow(path) : { row: await readMapping(path), notes: [] };
  const found = metricsFrom(row, path);
  return { ...found, notes: [...notes, ...found.notes] };
}

/** `readMetrics` for values that are already read from `source`. */
export function metricsFrom(mapping: PlainMapping, source: string): DraftParts {
  const metrics = new Map<string, number>();
  const leftOut: string[] = [];
  for (const [key, value] of flatten(mapping)) {
    if (typeof value === "number" && !metrics.has(key)) metrics.set(key, value);
    else leftOut.push(`${key} (${metrics.has(key) ? "again" : describeMetric(value)})`);
  }
  const notes =
    leftOut.length === 0 ? [] : [`Left out of ${source}, as a metric is a finite number: ${listing(leftOut, ",")}.`];
  if (metrics.size === 0) return { notes: [...notes, `${source} holds no metric.`] };
  return { metrics: Object.fromEntries(metrics), notes };
}

function describeMetric(value: PlainValue): string {
  const isNumberWord = typeof value === "string" && /^[+-]?(?:nan|inf|infinity|\d+)$/i.test(value);
  return isNumberWord ? value : describe(value);
}
