import { HeaderProblem } from "./header-problem.ts";

export type PythonLiteral = string | number | boolean | null | PythonLiteral[] | Map<PythonLiteral, PythonLiteral>;

const deepest = 16;
const token =
  /\s*(?:(True|False|None)\b|(-?\d+)L?|[bu]?'((?:[^'\\\n]|\\.)*)'|[bu]?"((?:[^"\\\n]|\\.)*)"|([{}[\]():,]))/y;

/**
 * Parses what Python's `ast.literal_eval` accepts, as far as NumPy's headers use it: dictionaries, tuples, lists,
 * strings, integers, True, False and None. Tuples become arrays; escapes in strings stay as they are written.
 *
 * @example parsePythonLiteral("{'shape': (3, 4)}") // Map { "shape" → [3, 4] }
 * @throws HeaderProblem for anything else
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  const scanner = new RegExp(token);
  let match: RegExpExecArray | null;
  const advance = (): void => {
    const from = scanner.lastIndex;
    match = scanner.exec(text);
    if (match === null) {
      scanner.lastIndex = text.length;
      if (text.slice(from).trim() !== "") throw new HeaderProblem("Its header is not a Python literal.");
    }
  };
  const sign = (): string | undefined => match?.[5];

  function items(close: string, depth: number, each: () => void): void {
    advance();
    while (sign() !== close) {
      each();
      if (sign() === ",") advance();
      else if (sign() !== close) throw new HeaderProblem("Its header is not a Python literal.");
    }
    if (depth > deepest) throw new HeaderProblem("Its header is nested too deeply.");
    advance();
  }

  function value(depth: number): PythonLiteral {
    if (match === null || depth > deepest) throw new HeaderProblem("Its header is not a Python literal.");
    const [, word, digits, single, double, open] = match;
    if (open === "{") {
      const map = new Map<PythonLiteral, PythonLiteral>();
      items("}", depth, () => {
        const key = value(depth + 1);
        if (sign() !== ":") throw new HeaderProblem("Its header is not a Python literal.");
        advance();
        map.set(key, value(depth + 1));
      });
      return map;
    }
    if (open === "(" || open === "[") {
      const list: PythonLiteral[] = [];
      items(open === "(" ? ")" : "]", depth, () => list.push(value(depth + 1)));
      return list;
    }
    if (open !== undefined) throw new HeaderProblem("Its header is not a Python literal.");
    advance();
    if (word !== undefined) return word === "None" ? null : word === "True";
    return digits === undefined ? (single ?? double ?? "") : Number(digits);
  }

  match = null;
  advance();
  const parsed = value(0);
  if (match !== null) throw new HeaderProblem("Its header is not a Python literal.");
  return parsed;
}
