import type { DraftParts, ParameterValue } from "../../../core/drafts/draft-parts.ts";
import { describe, type PlainMapping, readMapping } from "./document.ts";
import { flatten, isPlainScalar } from "./flatten.ts";
import { listing } from "../../../core/text/listing.ts";
import { isTable, readLastRow } from "./table.ts";

/**
 * Reads parameters from a JSON, YAML or TOML file, or from the last row of a CSV or TSV file.
 * Nested keys are joined by dots. `NaN`, the infinities and integers beyond 2^53-1 are kept as text, because not every
 * reader of a registry has such numbers.
 *
 * @example
 * // params.yaml: train: {lr: 0.1, layers: [64, 32]}
 * await readParameters("params.yaml"); // { parameters: { "train.lr": 0.1, "train.layers": [64, 32] }, notes: [] }
 * @throws InputError when the file is missing or not what its name says.
 */
export async function readParameters(path: string): Promise<DraftParts> {
  const { row, notes } = isTable(path) ? await readLastRow(path) : { row: await readMapping(path), notes: [] };
  const found = parametersFrom(row, path);
  return { ...found, notes: [...notes, ...found.notes] };
}

/** `readParameters` for values that are already read from `source`. */
export function parametersFrom(mapping: PlainMapping, source: string): DraftParts {
  const parameters = new Map<string, ParameterValue>();
  const leftOut: string[] = [];
  for (const [key, value] of flatten(mapping)) {
    if (parameters.has(key)) leftOut.push(`${key} (again)`);
    else if (isPlainScalar(value)) parameters.set(key, value);
    else if (Array.isArray(value)) parameters.set(key, value.filter(isPlainScalar));
    else leftOut.push(`${key} (${describe(value)})`);
  }
  const notes = leftOut.length === 0 ? [] : [`Left out of the parameters in ${source}: ${listing(leftOut, ",")}.`];
  if (parameters.size === 0) return { notes: [...notes, `${source} holds no parameter.`] };
  return { parameters: Object.fromEntries(parameters), notes };
}
