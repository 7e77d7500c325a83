import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Status } from "../../schemas/generated/types.ts";
import { type Changes, asciiJson, scenario, unknown } from "../../test/e2e/gates/scenario.ts";
import { readMarkdown } from "../../test/support/markdown-reader.ts";
import { judgePromotion } from "../gates/index.ts";
import type { PromotionInput } from "../gates/input.ts";
import { type Card, buildCard } from "./card.ts";
import { renderCardMarkdown } from "./card-markdown.ts";
import { renderCardTerminal } from "./card-terminal.ts";
import { plainStyle } from "../text/style.ts";

const cardOf = (input: PromotionInput, baseName: string): Card =>
  buildCard({ ...input, judgement: judgePromotion(input), baseName });

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."@alice #1 4f8d11b :tada: http://a.example www.a.example <img> <!-- ` | ** _x_ [a](b) ![a](b) &#64; $x$ ~~ \\ --- \n \u001b[31m \u202e 模型".split(
          " ",
        ),
      ),
      fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(" "));

const withdrawal = (reason: string): Status => ({
  schema: "status/1",
  model: "churn",
  version: "1.4.0",
  status: "deprecated",
  reason,
});

/** A promotion with `text` wherever a registry, its host or its store may put words of their own. */
const hostile = (text: string): Changes => ({
  gates: {
    approvals: 1,
    formats: ["onnx"],
    signature: "compatible",
    metrics: { [text]: { max: 1, max_regression: 0 } },
    freeze: [{ from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z", reason: text }],
  },
  status: { base: "deprecated" },
  baseFiles: {
    "registry/models/churn/status/1.4.0.yaml": asciiJson(withdrawal(text)),
  },
  model: { metrics: { [text]: { goal: "minimize" } } },
  current: {
    metrics: { [text]: 1, [`${text}2`]: 2 },
    signature: { inputs: [{ name: text, type: "long" }] },
    parameters: { [text]: text },
    datasets: [{ uri: text, digest: "sha256:aa", role: "training" }],
    code: { repository: text, commit: "1".repeat(40) },
  },
  proposed: {
    metrics: { [text]: 3 },
    artifacts: [{ path: text, size: 1, sha256: "a".repeat(64), format: "pickle" }],
    signature: { inputs: [] },
    parameters: { [text]: [text, 1] },
    datasets: [{ uri: text, digest: "sha256:bb", role: "training" }],
    code: { repository: text, commit: "2".repeat(40) },
  },
  input: { teams: () => unknown(text), history: unknown(text) },
});

const CONSTRUCTS = new Set(
  "root heading paragraph strong text inlineCode table tableRow tableCell blockquote html".split(" "),
);
/** The head and the base commit, which are meant to be links. */
const MEANT = /4f8d11a|a1b2c3d/g;
const LIVE = /@[A-Za-z0-9]|#[0-9]|GH-[0-9]|[0-9a-f]{7}|:[a-z0-9_+-]+:|\$|:\/\/|www\./i;

test("nothing of it is live in Markdown", async () => {
  await fc.assert(
    fc.asyncProperty(nasty, async (text) => {
      const card = cardOf(await scenario(hostile(text)), text);
      const { kinds, prose, html } = readMarkdown(renderCardMarkdown(card));
      expect([...kinds].filter((kind) => !CONSTRUCTS.has(kind))).toEqual([]);
      expect(html.filter((tag) => !/^<\/?sub>$/.test(tag))).toEqual([]);
      expect(prose.filter((part) => LIVE.test(part.replace(MEANT, "")))).toEqual([]);
      expect(card.gates.length).toBeGreaterThan(4);
    }),
  );
});

test("no line of the terminal is broken or commanded by it", async () => {
  const plain = renderCardTerminal(cardOf(await scenario(hostile("plain")), "main"), plainStyle).split("\n").length;
  await fc.assert(
    fc.asyncProperty(nasty, async (text) => {
      const lines = renderCardTerminal(cardOf(await scenario(hostile(text)), text), plainStyle).split("\n");
      expect(lines).toHaveLength(plain);
      for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

test("the card stays small", async () => {
  const long = "|".repeat(100_000);
  const many = <Value>(value: Value) =>
    Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${long.slice(0, 200)}${index}`, value]));
  const changes = hostile(long);
  const input = await scenario({
    ...changes,
    gates: { ...changes.gates, metrics: many({ min: 9 }) },
    current: { ...changes.current, metrics: many(1), parameters: many(long.slice(0, 200)) },
    proposed: { ...changes.proposed, metrics: many(2), parameters: many("") },
  });
  expect(renderCardMarkdown(cardOf(input, long)).length).toBeLessThan(40_000);
  expect(renderCardTerminal(cardOf(input, long), plainStyle).length).toBeLessThan(20_000);
});
