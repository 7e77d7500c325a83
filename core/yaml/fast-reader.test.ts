import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disputedReading } from "./plain-scalar.ts";
import { readFastYaml } from "./fast-reader.ts";
import { visit } from "yaml";
import { readYaml } from "./reader.ts";

const SAMPLES = [
  `# yaml-language-server: $schema=../../../../schemas/model-version-1.json
schema: model-version/1
model: churn
version: "1.3.0"
description: |
  Retrained on the June data.

  Twice: it's better.
created_at: "2026-06-30T14:03:11Z" # by hand
artifacts:
  - path: model/weights.bin
    size: 2184
    sha256: "6f1b"
  - {path: 'it''s', size: -5, format: safetensors}
signature:
  inputs:
  - {name: age, type: long}
  - {name: income, type: double, optional: true, shape: [-1, 28]}
parameters: {C: 0.5, penalty: l2, none: null, list: [1, two, "three"]}
metrics:
  # higher is better
  auc: 0.897
  "log loss": 1.0e-3
code:
  repository: https://github.com/acme/churn
  dirty: false
empty: []
nothing: {}
`,
  `schema: registry/1
stages:
  - name: staging
  - name: production
    description: Serves all: customers
    gates:
      after: staging
      require: [signature, datasets]
      freeze:
        - from: "2026-12-20T00:00:00Z"
          reason: holiday traffic
artifacts:
  store: github-releases
`,
  "a:\n  - b\n  -c\n  - - d\n  - e: f\n    g: |-\n       h\n      i\n",
];

/** Pieces that mean something to YAML, and pieces that look as if. */
const PIECES = [
  ..."abnyz019 -:#,.[]{}\"'|>&*!%@`?~=<\\/_+\n\t\r".split(""),
  ": ",
  " #",
  "- ",
  "\n  ",
  "\n- ",
  "\n    ",
  "---\n",
  "...\n",
  "no",
  "null",
  "True",
  "1e3",
  "0755",
  "1_000",
  "1:30",
  "2026-06-30",
  "9007199254740993",
  "-0",
  "0x1F",
  ".5",
  "1.2.3",
  "<<",
  "|-\n",
  ">-\n",
  "\\n",
  "\\u2028",
  "''",
  '""',
  "\u00a0",
  "\u2028",
  "\ufeff",
  "é",
  "😀",
  "\ud83d",
  "constructor",
  "__proto__",
  "#",
  "\n\n",
  " \n",
  "? ",
];

const edit = fc.record({
  at: fc.nat(),
  length: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(3), fc.nat(60)),
  piece: fc.oneof(
    fc.constantFrom(...PIECES),
    fc.constant(""),
    fc.array(fc.constantFrom(...PIECES)).map((all) => all.join("")),
  ),
});

const mutated = fc.tuple(fc.constantFrom(...SAMPLES), fc.array(edit, { maxLength: 3 })).map(([sample, edits]) =>
  edits.reduce((text, { at, length, piece }) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + piece + text.slice(start + length);
  }, sample),
);

const assembled = fc
  .array(fc.constantFrom(...PIECES, "a: ", "\nb: ", "\n  c: ", "\n  - "), { maxLength: 12 })
  .map((all) => `a: ${all.join("")}`);

/** Scalars that look a little like numbers, times or truth values. */
const scalars = fc
  .tuple(
    fc.oneof(
      fc.string({ unit: fc.constantFrom(..."0123456789+-._eEoxXbBaAfF:,TZ tnyY~=<#".split("")), maxLength: 9 }),
      fc.constantFrom(
        "yes",
        "No",
        "ON",
        "off",
        "y",
        "N",
        "FALSE",
        "Null",
        "null",
        "true",
        "=",
        "<<",
        "1.5.0",
        "2026-06-30",
      ),
    ),
    fc.constantFrom(
      ["a: ", ""],
      ["a: [", "]"],
      ["a: {b: ", "}"],
      ["a: {", ": 1}"],
      ["", ": 1"],
      ["a:\n  - ", ""],
      ["a:\n  - ", ": 1"],
    ),
  )
  .map(([written, [before, after]]) => `${before}${written}${after}\n`);

/** Holds what was read quickly against the full reader; whether it was. */
function compare(text: string): boolean {
  const fast = readFastYaml(text);
  if (fast === undefined) return false;
  const { document, value, problems, marks } = readYaml(text);
  expect({ problems, marks }).toEqual({ problems: [], marks: [] });
  expect(fast).toStrictEqual(value);
  // The order of keys, too.
  expect(JSON.stringify(fast)).toBe(JSON.stringify(value));
  visit(document ?? null, {
    Scalar(_, { type, source = "", value: scalar }) {
      if (type !== "PLAIN") return;
      expect(disputedReading(source)).toBe(undefined);
      if (typeof scalar === "number") expect(Number.isSafeInteger(scalar) || /^[-+]?[0-9]+\./.test(source)).toBe(true);
    },
  });
  return true;
}

describe("what is read quickly is read alike", () => {
  test.each(SAMPLES.slice(0, 1))("a file as modelyard writes it is read quickly", (text) => {
    expect(compare(text)).toBe(true);
  });

  test.each([
    ["edited files", mutated, 100],
    ["pieces in any order", assembled, 10],
    ["scalars that look like others", scalars, 100],
  ] as const)("%s", (_, texts, least) => {
    let read = 0;
    fc.assert(
      fc.property(texts, (text) => {
        if (compare(text)) read++;
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(least);
  });
});

describe("what needs the full reader is left to it", () => {
  test.each([
    ["nothing at all", ""],
    ["a word some readers take for a truth value", "a: no\n"],
    ["a key some readers take for a truth value", "on: 1\n"],
    ["a number that loses digits", "a: 9007199254740993\n"],
    ["a number too large", "a: 1.0e+999\n"],
    ["a leading zero", "a: 0755\n"],
    ["a time without quotes", "a: 2026-06-30T14:03:11Z\n"],
    ["equal keys", "a: 1\nb: 2\na: 3\n"],
    ["equal keys in braces", "a: {b: 1, b: 2}\n"],
    ["a key that every object has", "constructor: 1\n"],
    ["a key that sets a prototype", '"__proto__": {a: 1}\n'],
    ["an anchor", "a: &b 1\n"],
    ["an alias", "a: *b\n"],
    ["a tag", "a: !!str 1\n"],
    ["a merge key", "<<: 1\n"],
    ["a tab", "a:\t1\n"],
    ["a text over two lines", "a: b\n  c\n"],
    ["a folded text", "a: >\n  b\n"],
    ["a second document", "a: 1\n---\nb: 2\n"],
    ["a carriage return", "a: 1\r\nb: 2\r\n"],
    ["no value", "a:\nb: 1\n"],
    ["a byte order mark", "\ufeffa: 1\n"],
    ["depth", `a: ${"[".repeat(20)}${"]".repeat(20)}\n`],
  ])("%s", (_, text) => expect(readFastYaml(text)).toBe(undefined));
});
