import { isMapping, type PlainMapping, type PlainValue } from "./document.ts";

/**
 * Nested keys become one, joined by dots; lists of scalars stay whole, other lists are numbered.
 *
 * @example
 * flatten({ train: { lr: 0.1, layers: [64, 32] }, steps: [{ name: "fit" }] });
 * // [["train.lr", 0.1], ["train.layers", [64, 32]], ["steps.0.name", "fit"]]
 */
export function flatten(mapping: PlainMapping): [key: string, value: PlainValue][] {
  return flattenEntries(Object.entries(mapping), "");
}

function flattenEntries(entries: readonly [string, PlainValue][], prefix: string): [string, PlainValue][] {
  return entries.flatMap(([name, value]) => {
    const key = prefix + name;
    if (isMapping(value) && Object.keys(value).length > 0) return flattenEntries(Object.entries(value), `${key}.`);
    if (Array.isArray(value) && !value.every(isPlainScalar)) {
      return flattenEntries(
        value.map((item, index) => [String(index), item]),
        `${key}.`,
      );
    }
    return [[key, value]];
  });
}

export function isPlainScalar(value: PlainValue): value is string | number | boolean | null {
  return typeof value !== "object" || value === null;
}
