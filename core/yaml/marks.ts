import type { CST } from "yaml";

/** Deepest nesting of maps and lists that is read. */
export const MAX_DEPTH = 32;

/**
 * A piece of YAML that readers treat in different ways, or that says more than the text beside it: where it stands, in
 * offsets.
 */
export interface Mark {
  readonly kind: "anchor" | "alias" | "merge" | "tag" | "directive" | "tab";
  readonly start: number;
  readonly end: number;
  /** As written, such as `&defaults`. */
  readonly text: string;
  /** What an anchor or tag stands before, where that is a scalar or a collection in brackets. */
  readonly target: Extent | undefined;
  /** Whether it serves a merge key (`<<`). */
  readonly inMerge: boolean;
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

export interface TokenScan {
  /** In the order of the text. */
  readonly marks: readonly Mark[];
  /** The offset of the first collection that lies deeper than MAX_DEPTH. */
  readonly tooDeepAt: number | undefined;
}

interface Visit {
  readonly token: CST.Token | null | undefined;
  readonly depth: number;
  readonly inMerge: boolean;
  readonly target?: CST.Token | null | undefined;
}

/** Finds marks and depth in the tokens of a file. Never recurses: the nesting may be hostile. */
export function scanTokens(tokens: readonly CST.Token[]): TokenScan {
  const marks: Mark[] = [];
  const stack: Visit[] = tokens.map((token) => ({ token, depth: 0, inMerge: false }));
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { token, depth, inMerge } = visit;
    if (!token) continue;
    const mark = markOf(token, visit);
    if (mark !== undefined) marks.push(mark);
    if (token.type === "document") {
      push(stack, visit, token.start, token.value);
      push(stack, visit, token.end);
    } else if (token.type === "block-map" || token.type === "block-seq" || token.type === "flow-collection") {
      if (depth === MAX_DEPTH) return { marks: [], tooDeepAt: token.offset };
      for (const item of token.items) {
        const merges = inMerge || (item.key?.type === "scalar" && item.key.source === "<<");
        const below = { depth: depth + 1, inMerge };
        if (item.key !== undefined) push(stack, below, item.start, item.key);
        else push(stack, below, item.start, item.value);
        if (item.key !== undefined) push(stack, { ...below, inMerge: merges }, item.sep, item.value);
        if (merges && !inMerge && item.key) marks.push(markAt("merge", item.key, "<<"));
      }
      if (token.type === "flow-collection") push(stack, visit, token.end);
    } else if (token.type === "block-scalar") push(stack, visit, token.props);
    else if ("end" in token) push(stack, visit, token.end);
  }
  return { marks: marks.sort((a, b) => a.start - b.start), tooDeepAt: undefined };
}

/** Adds the tokens before a value, and the value itself, to what is still to visit. */
function push(
  stack: Visit[],
  { depth, inMerge }: Pick<Visit, "depth" | "inMerge">,
  before: readonly CST.Token[] | undefined,
  value?: CST.Token | null,
): void {
  for (const token of before ?? []) stack.push({ token, depth, inMerge, target: value });
  stack.push({ token: value, depth, inMerge });
}

function markOf(token: CST.Token, { inMerge, target }: Visit): Mark | undefined {
  const { type } = token;
  if (type === "anchor" || type === "tag" || type === "alias") {
    return { ...markAt(type, token, token.source), target: extentOf(target), inMerge };
  }
  if (type === "directive") return markAt("directive", token, token.source);
  const isPlain = type === "space" || type === "scalar";
  return isPlain && token.source.includes("\t") ? markAt("tab", token, token.source) : undefined;
}

function markAt(kind: Mark["kind"], { offset }: CST.Token, text: string): Mark {
  return { kind, start: offset, end: offset + text.length, text, target: undefined, inMerge: false };
}

function extentOf(token: CST.Token | null | undefined): Extent | undefined {
  if (!token) return undefined;
  const { type, offset } = token;
  if (type === "scalar" || type === "single-quoted-scalar" || type === "double-quoted-scalar") {
    return { start: offset, end: offset + token.source.length };
  }
  if (type !== "flow-collection") return undefined;
  const close = token.end.find((end) => end.type === "flow-map-end" || end.type === "flow-seq-end");
  return close === undefined ? undefined : { start: offset, end: close.offset + 1 };
}
