/**
 * Several reasons as one, the first few in full and the rest as a count.
 *
 * @example joinReasons(["a is gone", "b is gone", "c is gone"], 2) // "a is gone; b is gone; and 1 more"
 */
export function joinReasons(reasons: readonly string[], most: number): string {
  const more = reasons.length - most;
  return more > 0 ? `${reasons.slice(0, most).join("; ")}; and ${more} more` : reasons.join("; ");
}
