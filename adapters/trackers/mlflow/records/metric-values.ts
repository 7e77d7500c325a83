/** Databases cannot hold an infinity, so MLflow writes the largest number there is in its place. */
export function metricValue(value: number): number {
  return Math.abs(value) === Number.MAX_VALUE ? value * 2 : value;
}

/** A number as Python or JSON writes it: `nan`, `inf`, `-Infinity`, `1e-07`. */
export function metricFromText(text: string): number {
  const { sign = "", word = "" } = /^(?<sign>[+-]?)(?<word>nan|inf|infinity)$/i.exec(text.trim())?.groups ?? {};
  if (word === "") return text.trim() === "" ? Number.NaN : metricValue(Number(text));
  return word.toLowerCase() === "nan" ? Number.NaN : Number(`${sign}Infinity`);
}
