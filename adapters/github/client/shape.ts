import { unreadableAnswer } from "./errors.ts";

/** What an answer must look like as far as it is read: further fields may be there. */
export interface Shape<Content> {
  /** The first place that is not as it must be, in words. */
  findOdd(value: unknown, place: string): string | undefined;
  /** Never there: it carries the type. */
  readonly content?: Content;
}

export type ContentOf<Of> = Of extends Shape<infer Content> ? Content : never;

export const text: Shape<string> = {
  findOdd: (value, place) => (typeof value === "string" ? undefined : `${place} is no text`),
};

export const number: Shape<number> = {
  findOdd: (value, place) => (typeof value === "number" ? undefined : `${place} is no number`),
};

export const truth: Shape<boolean> = {
  findOdd: (value, place) => (typeof value === "boolean" ? undefined : `${place} is neither true nor false`),
};

/** Fields of which nothing is known. */
export const record: Shape<Readonly<Record<string, unknown>>> = {
  findOdd: (value, place) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? undefined : `${place} has no fields`,
};

/** It may be null or missing. */
export function maybe<Content>(shape: Shape<Content>): Shape<Content | null | undefined> {
  return { findOdd: (value, place) => (value == null ? undefined : shape.findOdd(value, place)) };
}

export function list<Content>(shape: Shape<Content>): Shape<readonly Content[]> {
  return {
    findOdd: (value, place) =>
      Array.isArray(value)
        ? firstOf(value.entries(), ([index, item]) => shape.findOdd(item, `${place}[${index}]`))
        : `${place} is no list`,
  };
}

export function fields<Content extends object>(shapes: {
  readonly [Name in keyof Content]: Shape<Content[Name]>;
}): Shape<Readonly<Content>> {
  const wanted = Object.entries<Shape<unknown>>(shapes);
  return {
    findOdd(value, place) {
      if (record.findOdd(value, place) !== undefined) return record.findOdd(value, place);
      const found = new Map(Object.entries(value as object));
      return firstOf(wanted, ([name, shape]) => shape.findOdd(found.get(name), `${place}.${name}`));
    },
  };
}

/**
 * An answer in JSON, held against its shape.
 *
 * @example readAnswer(bytes, fields({ sha: text })).sha
 * @throws OutsideError `github-answer-unreadable`: a proxy's page, an answer that was cut, another server's interface
 */
export function readAnswer<Content>(bytes: Uint8Array, shape: Shape<Content>): Content {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw unreadableAnswer("it is no JSON", cause);
  }
  return checkAnswer(content, shape);
}

/** The same for an answer that was parsed already. */
export function checkAnswer<Content>(content: unknown, shape: Shape<Content>): Content {
  const odd = shape.findOdd(content, "it");
  if (odd !== undefined) throw unreadableAnswer(odd);
  return content as Content;
}

function firstOf<Item>(items: Iterable<Item>, find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
