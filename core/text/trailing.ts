/**
 * `text` without the characters of `unwanted` at its end. A pattern such as `/x+$/` tries each run of them anew wherever
 * it stands, which takes minutes where somebody wrote a long one; this looks at each character once.
 *
 * @example withoutTrailing("https://acme.com//", "/") // "https://acme.com"
 */
export function withoutTrailing(text: string, unwanted: string): string {
  let end = text.length;
  while (end > 0 && unwanted.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/**
 * `withoutTrailing` at both ends.
 *
 * @example withoutAround("-churn_", "-_") // "churn"
 */
export function withoutAround(text: string, unwanted: string): string {
  let start = 0;
  while (start < text.length && unwanted.includes(text.charAt(start))) start++;
  return withoutTrailing(text.slice(start), unwanted);
}
