/** Orders text by code unit: the same on every machine, unlike the locale's order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
