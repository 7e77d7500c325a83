import { expect, test } from "vitest";
import { listing } from "./listing.ts";

test.each([
  [[], "and", 8, ""],
  [["a"], "or", 8, "a"],
  [["a", "b"], "or", 8, "a or b"],
  [["a", "b", "c"], ",", 8, "a, b, c"],
  [["a", "b", "c"], "and", 2, "a, b and 1 more"],
  [["a", "b", "c"], "or", 1, "a or 2 more"],
  [["a", "b", "c"], ",", 1, "a and 2 more"],
] as const)("%j with %s, at most %i: %s", (words, joint, most, expected) => {
  expect(listing(words, joint, most)).toBe(expected);
});

test("a list by itself takes more words than a sentence", () => {
  const words = Array.from({ length: 21 }, (_, index) => `w${index}`);
  expect(listing(words, "and")).toMatch(/w7 and 13 more$/);
  expect(listing(words, ",")).toMatch(/w19 and 1 more$/);
});
