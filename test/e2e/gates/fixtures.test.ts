import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Document, isMap, isSeq, parseDocument, visit } from "yaml";
import { GATES, type PromotionJudgement, judgePromotion } from "../../../core/gates/index.ts";
import type { PromotionInput } from "../../../core/gates/input.ts";
import type { GateName, Verdict } from "../../../core/gates/verdict.ts";
import type { Tree } from "../../../core/tree/tree.ts";
import { buildCard } from "../../../core/reports/card.ts";
import { renderCardMarkdown } from "../../../core/reports/card-markdown.ts";
import { checkRegistry } from "../../../core/rules/index.ts";
import { FIXTURES, readFixture } from "./fixture.ts";
import { sha256 } from "./scenario.ts";

/** What `expected.json` of a fixture says, beside the card in `card.md`. */
interface Expected {
  /** The one gate that the promotion does not pass; none where it passes. */
  readonly gate?: GateName;
  readonly verdict: Verdict;
  readonly lookAgainAt?: string;
  readonly rollback?: boolean;
  readonly skipped?: readonly GateName[];
}

const folders = (await readdir(FIXTURES)).sort();
const gateFolders = folders.filter((folder) => GATES.some(({ name }) => name === folder));

const readExpected = async (folder: string): Promise<Expected> =>
  JSON.parse(await readFile(join(FIXTURES, folder, "expected.json"), "utf8")) as Expected;

test("every gate has a fixture", () => {
  expect(gateFolders).toEqual(GATES.map(({ name }) => name).sort());
});

describe.each(folders)("the promotion of fixture %s", (folder) => {
  test("is judged as expected, by its gate alone", async () => {
    const expected = await readExpected(folder);
    const judgement = judgePromotion(await readFixture(folder));
    const open = judgement.gates.filter(({ verdict }) => verdict !== "passed").map(({ gate }) => gate);
    expect(open).toEqual(expected.gate === undefined ? [] : [expected.gate]);
    const { gate: _, ...rest } = expected;
    expect(judgement).toMatchObject(rest);
  });

  test("is told by this card", async () => {
    const input = await readFixture(folder);
    const card = buildCard({ ...input, judgement: judgePromotion(input), baseName: "main" });
    await expect(renderCardMarkdown(card)).toMatchFileSnapshot(join(FIXTURES, folder, "card.md"));
  });

  test("is one between two registries without findings", async () => {
    const { base, head } = await readFixture(folder);
    expect([...checkRegistry(base), ...checkRegistry(head)]).toEqual([]);
  });
});

test.each(gateFolders)("with the gate %s switched off its fixture passes", async (folder) => {
  const others = GATES.filter(({ name }) => name !== folder);
  expect(judgePromotion(await readFixture(folder), others).verdict).toBe("passed");
});

describe("the verdict comes from what the files say", () => {
  test.each(folders)("not from their order, the order of their keys or comments: %s", async (folder) => {
    const before = judgePromotion(await readFixture(folder));
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
        const input = await readFixture(folder, (tree) => shuffled(tree, numbers));
        expect(judgePromotion(withDocument(input))).toEqual(before);
      }),
      { numRuns: 10 },
    );
  });

  test.each(folders)("not from the order of what was observed: %s", async (folder) => {
    const input = await readFixture(folder);
    if (!input.reviews.known) return;
    const reviews = { known: true as const, value: input.reviews.value.toReversed() };
    expect(judgePromotion({ ...input, reviews })).toEqual(judgePromotion(input));
  });
});

const DAY_MS = 86_400_000;

test.each(folders)(
  "time that goes by never makes a gate of %s wait that had passed, but for a freeze",
  async (folder) => {
    const input = await readFixture(folder);
    const at = (days: number): PromotionJudgement =>
      judgePromotion({ ...input, now: new Date(Date.parse(input.now) + days * DAY_MS).toISOString() });
    const days = fc.double({ min: 0, max: 60, noNaN: true });
    fc.assert(
      fc.property(days, days, (first, second) => {
        const later = new Map(at(Math.max(first, second)).gates.map(({ gate, verdict }) => [gate, verdict]));
        const passed = at(Math.min(first, second)).gates.filter(({ verdict }) => verdict === "passed");
        const lost = passed.filter(({ gate }) => gate !== "freeze" && later.get(gate) !== "passed");
        expect(lost).toEqual([]);
      }),
    );
  },
);

test("a promotion that waits for time passes at the time that it names", async () => {
  for (const folder of ["soak", "freeze"]) {
    const input = await readFixture(folder);
    const { lookAgainAt } = judgePromotion(input);
    expect(judgePromotion({ ...input, now: lookAgainAt ?? input.now }).verdict).toBe("passed");
  }
});

/** The store holds the version file as it is now written, where it held it as it was written before. */
function withDocument(input: PromotionInput): PromotionInput {
  const { store, promotion, head } = input;
  const file = head.models.get(promotion.model)?.versions.get(promotion.version)?.file;
  if (!store.known || store.value.state !== "published" || file === undefined) return input;
  return { ...input, store: { known: true, value: { ...store.value, document: { sha256: sha256(file.bytes) } } } };
}

/** The same tree with its entries, and the keys in its files, in another order, and comments between them. */
function shuffled(tree: Tree, numbers: Iterator<number>): Tree {
  const next = () => Number(numbers.next().value ?? 0);
  return {
    id: tree.id,
    list: async (prefix) => mixed(await tree.list(prefix), next),
    read: async (paths) => {
      const contents = [...(await tree.read(mixed(paths, next)))];
      return new Map(mixed(contents, next).map(([path, bytes]) => [path, Buffer.from(rewritten(bytes, next))]));
    },
  };
}

function rewritten(bytes: Uint8Array, next: () => number): string {
  const document: Document = parseDocument(Buffer.from(bytes).toString());
  visit(document, {
    Map: (_, map) => {
      map.items.splice(0, map.items.length, ...mixed(map.items, next));
      map.comment = " between";
    },
    Seq: (_, seq) => {
      if (isSeq(seq) && seq.items.some((item) => isMap(item))) seq.commentBefore = " before";
    },
  });
  document.commentBefore = " yaml-language-server: $schema=…";
  return document.toString({ lineWidth: next() % 2 === 0 ? 0 : 40 });
}

function mixed<Item>(items: readonly Item[], next: () => number): Item[] {
  return items
    .map((item) => ({ item, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
