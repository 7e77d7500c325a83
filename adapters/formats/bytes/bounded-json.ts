import { HeaderProblem } from "./header-problem.ts";

const MAX_REPEATED = 20;
const keysDepth = 2;

export interface JsonLimits {
  readonly maxDepth: number;
  /** Values and keys, counted by the signs that separate them. */
  readonly maxValues: number;
}

/** The place behind the string that starts at `from`, and the text's end when it has none. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5c) at++;
    else if (char === 0x22) return at + 1;
  }
  return text.length;
}

/**
 * One pass over the text before it is parsed: `JSON.parse` takes seconds and much memory for a few MiB of brackets, and
 * of a repeated key it silently keeps the last.
 */
function survey(text: string, limits: JsonLimits): readonly string[] {
  const repeated = new Set<string>();
  const keys: Set<string>[] = [];
  let depth = 0;
  let values = 0;
  let string: readonly [start: number, end: number] | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      string = [at, endOfString(text, at)];
      at = string[1] - 1;
    } else if (char === "{" || char === "[") {
      if (++depth > limits.maxDepth) throw new HeaderProblem("Its JSON is nested too deeply.");
      keys[depth] = new Set();
    } else if (char === "}" || char === "]") depth = Math.max(0, depth - 1);
    else if (char === "," || char === ":") {
      if (++values > limits.maxValues)
        throw new HeaderProblem("Its JSON has more values than modelyard reads.", "limit");
      if (char === "," || depth > keysDepth || string === undefined) continue;
      const key = text.slice(string[0] + 1, string[1] - 1);
      if (keys[depth]?.has(key) === true && repeated.size < MAX_REPEATED) repeated.add(key);
      keys[depth]?.add(key);
    }
  }
  return [...repeated];
}

/**
 * Parses JSON of bounded depth and size.
 *
 * @returns `repeatedKeys`: keys that an object at the top, or directly inside it, has twice, as they are written
 * @throws HeaderProblem when it is not valid JSON or over the limits
 */
export function parseBoundedJson(
  text: string,
  limits: JsonLimits,
): { readonly value: unknown; readonly repeatedKeys: readonly string[] } {
  const repeatedKeys = survey(text, limits);
  try {
    return { value: JSON.parse(text), repeatedKeys };
  } catch {
    throw new HeaderProblem("It is not valid JSON.");
  }
}
