import { expect, test } from "vitest";
import type { Finding, TextEdit } from "./finding.ts";
import { applyFixes } from "./fix.ts";

function finding(message: string, ...edits: TextEdit[]): Finding {
  const base = { rule: "example", severity: "error", path: "registry/registry.yaml", message } as const;
  return edits.length === 0 ? base : { ...base, fix: { description: message, edits } };
}

test("every fix is applied at the place where it was found, whatever the order of the findings", () => {
  const text = "\ufeffa: 1.10 # one\nb: yes\n";
  const bom = finding("bom", { start: 0, end: 1, text: "" });
  const number = finding("number", { start: 4, end: 8, text: '"1.10"' });
  const word = finding("word", { start: 18, end: 21, text: '"yes"' });
  const expected = 'a: "1.10" # one\nb: "yes"\n';
  expect(applyFixes(text, [bom, number, word])).toEqual({ text: expected, applied: [bom, number, word], left: [] });
  expect(applyFixes(text, [word, bom, number]).text).toBe(expected);
});

test("what has no fix is left", () => {
  const plain = finding("no fix");
  expect(applyFixes("a", [plain])).toEqual({ text: "a", applied: [], left: [plain] });
});

test("of two fixes for one place the first is applied and the other left; equal ones are one", () => {
  const first = finding("first", { start: 0, end: 2, text: "x" });
  const overlapping = finding("overlapping", { start: 1, end: 3, text: "y" });
  const equal = finding("equal", { start: 0, end: 2, text: "x" });
  expect(applyFixes("abcd", [first, overlapping, equal])).toEqual({
    text: "xcd",
    applied: [first, equal],
    left: [overlapping],
  });
});

test("a fix of several edits is applied whole or not at all", () => {
  const pair = finding("pair", { start: 0, end: 1, text: "X" }, { start: 3, end: 4, text: "Y" });
  const other = finding("other", { start: 3, end: 4, text: "Z" });
  expect(applyFixes("abcd", [other, pair]).text).toBe("abcZ");
  expect(applyFixes("abcd", [pair, other]).text).toBe("XbcY");
});

test("insertions at one place do not pile up, those beside a replacement do", () => {
  const one = finding("one", { start: 1, end: 1, text: "1" });
  const two = finding("two", { start: 1, end: 1, text: "2" });
  expect(applyFixes("ab", [one, two])).toMatchObject({ text: "a1b", left: [two] });
  const neighbour = finding("neighbour", { start: 0, end: 1, text: "A" });
  const next = finding("next", { start: 1, end: 2, text: "B" });
  expect(applyFixes("ab", [neighbour, next]).text).toBe("AB");
});
