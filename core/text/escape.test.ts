import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readMarkdown } from "../../test/support/markdown-reader.ts";
import { escapeMarkdown, escapeStart, escapeTerminal, markdownCode, shorten } from "./escape.ts";
import { plainText } from "./plain-text.ts";

// A pattern that goes back over what it has read would take hours for these.
test.each([" ", "\u0085 ", "(", ".", "a.", "`", "`a ", '"', "\u0001", "a-"])(
  "a long run of %j costs what it weighs",
  (run) => {
    const text = `a${run.repeat(200_000)}b`;
    expect(plainText(text).length).toBeLessThanOrEqual(text.length);
    expect(escapeTerminal(text).length).toBeLessThanOrEqual(text.length * 6);
    expect(escapeMarkdown(text).length).toBeLessThanOrEqual(text.length * 8);
    expect(escapeStart(text, 100).length).toBeLessThanOrEqual(100);
  },
);

describe("prose", () => {
  test.each([
    ["Superseded by 1.2.0, see the notes (page 3).", "Superseded by 1.2.0, see the notes (page 3)."],
    ["latency_p95_ms 12.5 ≤ 50; 16 h of 24 h", "latency_p95_ms 12.5 ≤ 50; 16 h of 24 h"],
    ["since 2026-11-23 09:30 UTC (#131)", "since 2026-11-23 09:30 UTC (`#131`)"],
    ["ask @alice, @acme/growth-ml or a@b.example", "ask `@alice`, `@acme/growth-ml` or `a@b.example`"],
    ["#12 org/repo#3 GH-4", "`#12` `org/repo#3` `GH-4`"],
    [
      "at 4f8d11a, or 4F8D11A3C9E2B7D605814F9A3B2C1D0E9F8A7B6C",
      "at `4f8d11a`, or `4F8D11A3C9E2B7D605814F9A3B2C1D0E9F8A7B6C`",
    ],
    [":tada: yes", "`:tada`: yes"],
    ["https://evil.example www.evil.example", "`https://evil.example` `www.evil.example`"],
    ["[click](javascript:x) ![](http://x/y.png)", "`[click](javascript:x`) `![](http://x/y.png`)"],
    ["<img src=x onerror=alert(1)> &lt;", "`<img` `src=x` `onerror=alert(1)>` `&lt`;"],
    ["*bold* _it_ ~~no~~ $x$", "`*bold*` `_it_` `~~no~~` `$x$`"],
    ["a | b", "a &#124; b"],
    ["Did you mean `owners`? Or (`key: value`).", "Did you mean `owners`? Or (`key: value`)."],
    ["`a`b` `` ` c `@x`@y", "&#96;`a`&#96;`b`&#96; &#96;&#96; &#96; c &#96;`@x`&#96;`@y`"],
    ["`a|b` ` a`", "&#96;`a`&#124;`b`&#96; &#96; `a`&#96;"],
    ["one\n\n# two\r\n- three", "one `#` two `-` three"],
    ["1. one", "`1.` one"],
    ["Not passed either: approvals 1. Or 2)", "Not passed either: approvals 1. Or 2)"],
    ["模型 naïve → 50 %", "模型 naïve → 50 %"],
    ["gnp\u202eexe", "`gnp\\u{202e}exe`"],
    ["", ""],
  ])("%j", (text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });
});

test("code holds whatever it is given, also in a table", () => {
  expect(markdownCode("@alice")).toBe("`@alice`");
  expect(markdownCode(" a b\n")).toBe("`a b`");
  expect(markdownCode("a|`b")).toBe("`a`&#124;&#96;`b`");
  expect(markdownCode("\n")).toBe("");
});

describe("a terminal", () => {
  test.each([
    ["churn\n\n  two\u2028three\tfour", "churn two three four"],
    ["\u001b[2J\u0007\u009b31m\u007f", "\\u{1b}[2J\\u{7}\\u{9b}31m\\u{7f}"],
    ["a\u202eb\u2066c\u200bd\ufeffe\u00adf", "a\\u{202e}b\\u{2066}c\\u{200b}d\\u{feff}e\\u{ad}f"],
    ["\ud800", "\\u{d800}"],
    ["\u{e0041}", "\\u{e0041}"],
    ["👩‍👩‍👧 می‌خواهم क्‍ष", "👩‍👩‍👧 می‌خواهم क्‍ष"],
    ["a\u200db", "a\\u{200d}b"],
  ])("%j", (text, shown) => {
    expect(escapeTerminal(text)).toBe(shown);
  });
});

test.each([
  ["churn", 5, "churn"],
  ["churn", 4, "chu…"],
  ["👩👩👩", 2, "👩…"],
  ["", 3, ""],
])("%s in %d characters is %s", (text, most, short) => {
  expect(shorten(text, most)).toBe(short);
});

const CONSTRUCTS = `@alice #12 GH-1 4f8d11a :tada: http://a.example www.a.example mailto:a@b.co xmpp:a@b.co a@b.co
  <b> </code> <!-- --> <code> &#64; &lt; ![a](b) [^1] [x]:y \`\`\` ~~~ --- === |-| \\| \\\` $\`x\`$ 1. 1) - + > \u202e \0 \u001b[1m é 模`
  .split(/ |\n/)
  .concat(" ", "    ", "\r\n\r\n", "1. ", "- ", "| - |", "[ ] ");

/** Text that tries to be more than text. */
const hostile = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(..."`|\\*_~[]()<>!#@:&$^=+-./'\" \n\t0123456789abcdef".split("")) },
      fc.constantFrom(...CONSTRUCTS),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** What GitHub makes live in text outside of code (its mentions, references, emoji codes and formulas). */
const LIVE = /@[A-Za-z0-9]|#[0-9]|GH-[0-9]|[0-9a-f]{7}|:[a-z0-9_+-]+:|\$|:\/\/|www\./i;

const inTable = (cell: string): string => `| a | b |\n|---|---|\n| ${cell} | end |`;

const normal = (text: string): string => escapeTerminal(text).split(/\s+/u).join(" ").trim();

const ofText = new Set(["root", "paragraph", "text", "inlineCode"]);
const ofTable = new Set(["root", "table", "tableRow", "tableCell", "text", "inlineCode"]);

/** Of prose, what stood between backticks is shown as code, without them. */
const withoutBackticks = (text: string): string => normal(text.replaceAll("`", " ")).replaceAll(" ", "");

describe.each([
  ["prose", escapeMarkdown, withoutBackticks],
  ["code", markdownCode, normal],
])("%s of hostile text", (_, escape, comparable) => {
  test("is only text and code, and reads as it was written", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { kinds, shown, prose } = readMarkdown(escape(text));
        expect([...kinds].filter((kind) => !ofText.has(kind))).toEqual([]);
        expect(prose.filter((part) => LIVE.test(part))).toEqual([]);
        expect(comparable(shown)).toBe(comparable(text));
      }),
      { numRuns: 1000 },
    );
  });

  test("stays in its cell of a table", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { kinds, shown, prose } = readMarkdown(inTable(escape(text)));
        expect([...kinds].filter((kind) => !ofTable.has(kind))).toEqual([]);
        expect(prose.filter((part) => LIVE.test(part))).toEqual([]);
        expect(comparable(shown)).toBe(comparable(`ab${escapeTerminal(text).trim()}end`));
      }),
      { numRuns: 1000 },
    );
  });
});

test("nothing that is shown in a terminal commands it", () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: "binary" })), (text) => {
      expect(escapeTerminal(text)).not.toMatch(
        /\p{Cc}|[\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/u,
      );
    }),
  );
});
