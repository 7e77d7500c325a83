import { unreadableAnswer } from "./errors.ts";

/** What an answer must look like as far as it is read: further fields may be there. */
export type Shape =
  | "text"
  | "number"
  | "truth"
  | { readonly list: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }
  /** May be null or missing. */
  | { readonly maybe: Shape };

/**
 * An answer in JSON, held against its shape.
 *
 * @example readAnswer<{ sha: string }>(bytes, { fields: { sha: "text" } })
 * @throws OutsideError `github-answer-unreadable`: a proxy's page, an answer that was cut, another server's interface
 */
export function readAnswer<Content>(bytes: Uint8Array, shape: Shape): Content {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw unreadableAnswer("it is no JSON", cause);
  }
  return checkAnswer(content, shape);
}

/** The same for an answer that was parsed already. The caller's type must say the same as the shape. */
export function checkAnswer<Content>(content: unknown, shape: Shape): Content {
  const odd = findOdd(content, shape, "it");
  if (odd !== undefined) throw unreadableAnswer(odd);
  return content as Content;
}

/** The first place that is not as the shape says, in words. */
function findOdd(value: unknown, shape: Shape, place: string): string | undefined {
  if (shape === "text") return typeof value === "string" ? undefined : `${place} is no text`;
  if (shape === "number") return typeof value === "number" ? undefined : `${place} is no number`;
  if (shape === "truth") return typeof value === "boolean" ? undefined : `${place} is neither true nor false`;
  if ("maybe" in shape) return value === undefined || value === null ? undefined : findOdd(value, shape.maybe, place);
  if ("list" in shape) {
    if (!Array.isArray(value)) return `${place} is no list`;
    return firstOf(value.entries(), ([index, each]) => findOdd(each, shape.list, `${place}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return `${place} has no fields`;
  const fields = new Map(Object.entries(value));
  return firstOf(Object.entries(shape.fields), ([name, of]) => findOdd(fields.get(name), of, `${place}.${name}`));
}

function firstOf<Item>(items: Iterable<Item>, find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
