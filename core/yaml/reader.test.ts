import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readYaml } from "./reader.ts";

const codes = (text: string): string[] => readYaml(text).problems.map(({ code }) => code);
const marks = (text: string): string[] => readYaml(text).marks.map(({ kind, text: written }) => `${kind} ${written}`);

describe("readYaml", () => {
  test("gives the value, and where each part stands", () => {
    const { value, document, problems } = readYaml("a: 1 # one\nb: [x]\n");
    expect(value).toEqual({ a: 1, b: ["x"] });
    expect(document?.getIn(["b", 0], true)).toMatchObject({ range: [15, 16, 16] });
    expect(problems).toEqual([]);
  });

  test.each([
    ["", "EMPTY"],
    ["# nothing\n", "EMPTY"],
    ["a: 1\na: 2\n", "DUPLICATE_KEY"],
    ["1: a\n'1': b\n", "DUPLICATE_KEY"],
    ["x: {a: 1, b: {a: 1, a: 2}}\n", "DUPLICATE_KEY"],
    ["a: 1\n---\nb: 1\n", "SEVERAL_DOCUMENTS"],
    ["a: 1\n...\nb: 1\n", "SEVERAL_DOCUMENTS"],
    ["{[a]: 1}\n", "KEY_NOT_TEXT"],
    [": 1\n", "KEY_NOT_TEXT"],
    ["# seen\ra: hidden\nb: 1\n", "CHARACTER"],
    ["# seen\u2028a: hidden\nb: 1\n", "CHARACTER"],
    ["a: \u0007\n", "CHARACTER"],
    ["a: 1\n\ufeffb: 2\n", "CHARACTER"],
  ])("%j is refused as %s", (text, code) => {
    expect(codes(text)).toEqual([code]);
    expect(readYaml(text).value).toBeUndefined();
  });

  test.each([
    ["a: &x 1\nb: *x\n", ["anchor &x", "alias *x"]],
    ["a: &x {c: 1}\nb: {<<: *x}\n", ["anchor &x", "merge <<", "alias *x"]],
    ["a: !!python/object:x 1\n", ["tag !!python/object:x"]],
    ["!!map {a: 1}\n", ["tag !!map"]],
    ["%YAML 1.1\n---\na: no\n", ["directive %YAML 1.1"]],
    ["- &x a\n- *x\n", ["anchor &x", "alias *x"]],
    ["? &x a\n: 1\n", ["anchor &x"]],
  ])("%j is not interpreted", (text, expected) => {
    expect(marks(text)).toEqual(expected);
    expect(readYaml(text).value).toBeUndefined();
  });

  test.each(["\ufeffa: 1\n", "---\na: 1\n...\n", "a: 1\r\n", "a: 1", "{a: 1}", '"a": "1\\u2028"\n'])(
    "%j is one document",
    (text) => {
      expect(codes(text)).toEqual([]);
      expect(readYaml(text).value).toHaveProperty("a");
    },
  );
});

test.each<[string, (levels: number) => string]>([
  ["brackets", (levels) => `${"[".repeat(levels)}${"]".repeat(levels)}`],
  ["indentation", (levels) => Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:`).join("\n")],
  ["dashes", (levels) => `${"- ".repeat(levels)}x`],
])("32 levels of %s are read and 33 are not", (_, nest) => {
  expect(codes(nest(32))).toEqual([]);
  expect(codes(nest(33))).toEqual(["TOO_DEEP"]);
});

test.each([
  ["open brackets", "[".repeat(250_000)],
  ["closed brackets", "[".repeat(125_000) + "]".repeat(125_000)],
  ["open braces", "{a: ".repeat(60_000)],
  ["dashes", "- ".repeat(125_000)],
  ["question marks", "? ".repeat(125_000)],
  ["tags", "! ".repeat(100_000)],
  ["quotes", '"'.repeat(100_000)],
  ["documents", "---\n".repeat(60_000)],
  ["aliases", `a: &a [${"*a,".repeat(60_000)}]`],
])("a file full of %s is answered, and not with a value", (_, text) => {
  const { value, problems, marks: found } = readYaml(text);
  expect(value).toBeUndefined();
  expect(problems.length + found.length).toBeGreaterThan(0);
});

test("25,000 keys are compared without comparing each with each", () => {
  const keys = Array.from({ length: 25_000 }, (_, index) => `k${index}: 1\n`).join("");
  expect(codes(`${keys}k7: 2\n`)).toEqual(["DUPLICATE_KEY"]);
});

test("no text makes it throw, and what it gives is plain data", () => {
  const pieces = fc.constantFrom(
    ..."abc:-?[]{},&*!|>'\"%@`#~<= \n\t\r\u2028\ufeff01.".split(""),
    "<<: ",
    "--- ",
    "...\n",
    "&a ",
    "*a",
    "!!set ",
    "  ",
    "a: ",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const { value, problems, marks: found } = readYaml(parts.join(""));
      const isRefused = problems.length + found.length > 0;
      expect(isRefused || typeof JSON.stringify(value) === "string").toBe(true);
    }),
    { numRuns: 5000 },
  );
});
