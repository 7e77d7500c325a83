import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { parse } from "yaml";
import { readMarkdown } from "../../support/markdown-reader.ts";
import type { Step } from "./step.ts";

/** Text that would do something to a runner, a terminal, a page or a person if it were live anywhere. One line. */
export const NASTY = [
  "::set-output name=valid::true",
  "##[set-output name=valid;]true",
  "##[add-mask]a",
  "%0A::error::owned %0D%0A##[error]owned",
  "@everyone @acme/team #1 acme/models#1 GH-1 :tada: $x$",
  "https://evil.example www.evil.example [a](http://evil.example) ![x](http://evil.example)",
  "<img src=x onerror=y> <!-- modelyard validate  --> a\\|b `c` ``` &#64;everyone",
  "\u001b[2J\u001b]8;;http://evil.example\u0007\u009b\u202e",
  "ghadelimiter_x",
].join(" ");

/** The same with line breaks of every kind, each before a command or an output. */
export const NASTY_LINES = [
  NASTY,
  "::error::owned",
  "  ::stop-commands::x",
  "##[error]owned",
  "valid=true",
  "valid<<EOF",
  "true",
  "EOF",
  `\r::error::owned\r\n::add-mask::a\u2028::error::owned\u0085::error::owned`,
].join("\n");

/** A value as JSON, which is YAML: characters that YAML refuses as they are stand as escapes. */
export function asYaml(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[^ -~]/g, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The version file of churn that the schema takes, hostile wherever it lets people write, with `model.bin` beside. */
export function hostileVersion(version: string, artifact: { readonly size: number; readonly sha256: string }): object {
  return {
    schema: "model-version/1",
    model: "churn",
    version,
    description: NASTY_LINES,
    created_at: "2026-06-30T14:03:11Z",
    author: NASTY_LINES,
    artifacts: [
      { path: "model.bin", ...artifact },
      { path: NASTY_LINES.slice(-500), size: 0, sha256: EMPTY_SHA256 },
    ],
    parameters: { [NASTY]: NASTY_LINES },
    metrics: { [NASTY_LINES]: 1 },
    datasets: [{ uri: NASTY_LINES, digest: "sha256:aa", role: "training" }],
    code: { repository: NASTY, commit: "1".repeat(40) },
    signature: { inputs: [{ name: NASTY_LINES, type: "long" }], outputs: [{ name: NASTY, type: "long" }] },
  };
}

const CONSTRUCTS = new Set(
  "root heading paragraph strong text inlineCode code table tableRow tableCell list listItem blockquote break html".split(
    " ",
  ),
);
const OUR_HTML = /^<\/?sub>$|^<!-- modelyard validate {2}-->$|^<!-- judged [0-9T:.-]{23}Z -->$/;
const LIVE = /@[A-Za-z0-9]|#\d|GH-\d|:[a-z0-9_+-]+:|\$|https?:|www\./i;

/** Checks that Markdown shows text and does nothing: no link, image, HTML, mention, reference, emoji or formula. */
export function expectInertMarkdown(markdown: string): void {
  const { kinds, prose, html } = readMarkdown(markdown);
  expect([...kinds].filter((kind) => !CONSTRUCTS.has(kind))).toEqual([]);
  expect(html.filter((tag) => !OUR_HTML.test(tag))).toEqual([]);
  expect(prose.filter((text) => LIVE.test(text))).toEqual([]);
  expect(markdown).not.toMatch(UNSEEN);
}

const UNSEEN = /(?!\n)\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * Checks that a step did nothing but what it may: every command of its log is an annotation with nothing in it that a
 * runner takes for another, it wrote the outputs of its action.yml and no other, and its summary only shows.
 */
export async function expectInertStep(step: Step, action: string): Promise<void> {
  for (const line of step.commands) {
    expect(line).toMatch(/^::(?:error|warning|notice) (?:title|file|line|endLine|col|endColumn)=(?!.*(?:::.*::|##\[))/);
  }
  expect(step.log).not.toContain("##[");
  expect(step.log).not.toMatch(UNSEEN);
  const declared = parse(
    await readFile(join(import.meta.dirname, "../../../action", action, "action.yml"), "utf8"),
  ) as {
    outputs: Readonly<Record<string, unknown>>;
  };
  expect(Object.keys(declared.outputs)).toEqual(expect.arrayContaining(Object.keys(step.outputs)));
  expectInertMarkdown(step.summary);
}
