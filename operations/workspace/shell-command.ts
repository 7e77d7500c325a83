type Value = boolean | string | readonly string[] | undefined;

/**
 * A command line as one would type it, for the record: without `--pr`, which says how it was carried
 * out, and without the credentials of an address.
 *
 * @example commandLine("draft", ["churn"], { bump: "minor", artifact: ["my model.onnx"], pr: true })
 * // "draft churn --bump minor --artifact 'my model.onnx'"
 */
export function commandLine(name: string, args: readonly string[], options: Readonly<Record<string, Value>>): string {
  const words = Object.entries(options).flatMap(([option, value]) => {
    if (option === "pr" || value === undefined || value === false) return [];
    if (value === true) return [`--${option}`];
    const values = typeof value === "string" ? [value] : value;
    return values.flatMap((each) => [`--${option}`, quoted(each)]);
  });
  return [name, ...args.map(quoted), ...words].join(" ");
}

function quoted(given: string): string {
  return shellWord(given.replaceAll(/:\/\/[^/@\s]*@/g, "://"));
}

/**
 * A word as a shell takes it for one.
 *
 * @example shellWord("my model.onnx") // "'my model.onnx'"
 */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
