import { normalName } from "./package-name.ts";

/** What is left of a marker when the extras are known; undefined: it never holds. */
export type SettledMarker = { readonly condition: string | undefined } | undefined;

type Node =
  | { readonly is: "known"; readonly holds: boolean }
  | { readonly is: "asked"; readonly text: string }
  | { readonly is: "and" | "or"; readonly parts: readonly Node[] };

/**
 * A marker without its questions about extras: those in `chosen` are asked for, and no other. Lock files put them there, uv
 * with names of its own (`extra-8-training-cpu`) where a project's extras exclude each other.
 *
 * @example settleExtras("extra == 'cpu' and sys_platform == 'linux'", ["cpu"]) // { condition: "sys_platform == 'linux'" }
 * @example settleExtras("extra != 'cpu'", []) // { condition: undefined }: it always holds
 * @example settleExtras("extra == 'cpu'", []) // undefined
 * @see https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
 */
export function settleExtras(marker: string | undefined, chosen: readonly string[]): SettledMarker {
  if (marker === undefined || !/\bextra\b/.test(marker)) return { condition: marker };
  const tokens = marker.match(/\(|\)|'[^']*'|"[^"]*"|[^\s()'"]+/g) ?? [];
  const reader = new MarkerReader(tokens, chosen);
  const node = reader.either();
  // What cannot be read asks for a package too many rather than one too few.
  if (!reader.isAtEnd) return { condition: undefined };
  if (node.is === "known") return node.holds ? { condition: undefined } : undefined;
  return { condition: write(node) };
}

class MarkerReader {
  readonly #tokens: readonly string[];
  readonly #chosen: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[], chosen: readonly string[]) {
    this.#tokens = tokens;
    this.#chosen = chosen;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  either(): Node {
    const parts = [this.#both()];
    while (this.#take("or")) parts.push(this.#both());
    return joined("or", parts);
  }

  #both(): Node {
    const parts = [this.#single()];
    while (this.#take("and")) parts.push(this.#single());
    return joined("and", parts);
  }

  #single(): Node {
    if (this.#take("(")) {
      const inner = this.either();
      this.#take(")");
      return inner;
    }
    const words: string[] = [];
    for (let word = this.#tokens[this.#at]; word !== undefined; word = this.#tokens[this.#at]) {
      if (["and", "or", "(", ")"].includes(word)) break;
      words.push(word);
      this.#at += 1;
    }
    return this.#settled(words);
  }

  #settled(words: readonly string[]): Node {
    const [left = "", operator = "", right = ""] = words;
    const named = left === "extra" ? right : right === "extra" ? left : undefined;
    if (named === undefined || !["==", "!="].includes(operator)) return { is: "asked", text: words.join(" ") };
    const isChosen = this.#chosen.includes(normalName(named.slice(1, -1)));
    return { is: "known", holds: isChosen === (operator === "==") };
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }
}

function joined(is: "and" | "or", parts: readonly Node[]): Node {
  const decides = is === "or";
  if (parts.some((part) => part.is === "known" && part.holds === decides)) return { is: "known", holds: decides };
  const open = parts.filter((part) => part.is !== "known");
  const [only] = open;
  if (only === undefined) return { is: "known", holds: !decides };
  return open.length === 1 ? only : { is, parts: open };
}

function write(node: Node): string {
  if (node.is === "known") return "";
  if (node.is === "asked") return node.text;
  return node.parts
    .map((part) => (part.is === "or" && node.is === "and" ? `(${write(part)})` : write(part)))
    .join(` ${node.is} `);
}
