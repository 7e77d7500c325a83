const NAME = /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/;

/** Device names that Windows opens instead of a file, whatever the extension. */
const WINDOWS_RESERVED = new Set([
  "con",
  "prn",
  "aux",
  "nul",
  ...Array.from({ length: 10 }, (_, digit) => [`com${digit}`, `lpt${digit}`]).flat(),
]);

/** Whether a path segment, ignoring case and extension, is one that Windows cannot store. */
export function isReservedOnWindows(segment: string): boolean {
  const stem = segment.split(".", 1)[0] ?? "";
  return WINDOWS_RESERVED.has(stem.toLowerCase()) || /[ .]$/.test(segment);
}

/**
 * Whether `text` may name a model, dataset or stage: lower-case letters, digits, `-` and `_`, at most 64,
 * and nothing that Windows reserves.
 *
 * @example isName("churn-eu") // true
 */
export function isName(text: string): boolean {
  return NAME.test(text) && !isReservedOnWindows(text);
}
