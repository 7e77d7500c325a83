import type { KeyPath } from "../registry/file.ts";
import { compareText } from "../text/order.ts";

/** A value that differs between two documents; undefined on the side that does not have it. */
export interface ValueChange {
  readonly key: KeyPath;
  readonly from: unknown;
  readonly to: unknown;
}

/**
 * Where two documents differ, at the innermost keys, sorted by key. The order of keys is no difference, the order of
 * a list is; a list that became longer or shorter differs as a whole.
 *
 * @example changedValues({ metrics: { auc: 0.8 } }, { metrics: { auc: 0.9 } }) // [{ key: ["metrics", "auc"], from: 0.8, to: 0.9 }]
 */
export function changedValues(from: unknown, to: unknown, key: KeyPath = []): readonly ValueChange[] {
  if (isMap(from) && isMap(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort(compareText);
    return names.flatMap((name) => changedValues(own(from, name), own(to, name), [...key, name]));
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    const [before, after]: [readonly unknown[], readonly unknown[]] = [from, to];
    return before.flatMap((item, index) => changedValues(item, after[index], [...key, index]));
  }
  return Object.is(from, to) || from === to ? [] : [{ key, from, to }];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(map: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/**
 * A way into a document as people write it.
 *
 * @example writeKey(["artifacts", 0, "sha256"]) // "artifacts[0].sha256"
 */
function writeKey(key: KeyPath): string {
  return key.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}

/**
 * A difference as part of a sentence.
 *
 * @example describeValueChange({ key: ["metrics", "auc"], from: 0.85, to: 0.8 }) // "`metrics.auc` 0.85 → 0.8"
 */
export function describeValueChange({ key, from, to }: ValueChange, name = `\`${writeKey(key)}\``): string {
  if (from === undefined) return `${name} added`;
  if (to === undefined) return `${name} removed`;
  const [before, after] = [shown(from), shown(to)];
  return before === undefined || after === undefined ? `${name} changed` : `${name} ${before} → ${after}`;
}

/** A value short enough to stand in a sentence. */
function shown(value: unknown): string | undefined {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 40 ? undefined : text;
}
