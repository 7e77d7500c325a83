import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantOf } from "../time/instant.ts";
import type { StageCommit, Tenure } from "./tenure.ts";
import { earlierHolders, heldBefore, holderAt, stageHistory, tenureNow, unbrokenSince } from "./tenures.ts";

/** `[second, version]` of each change, oldest first. */
type Change = readonly [number, string | null];

function commitsOf(changes: readonly Change[]): StageCommit[] {
  return changes.map(([second, version], index) => ({
    commit: `c${index}`,
    time: instantOf(second),
    by: "dana",
    subject: `change ${index}`,
    pullRequest: index,
    version,
  }));
}

function tenuresOf(...changes: readonly Change[]): readonly Tenure[] {
  return stageHistory({ model: "churn", stage: "production", commits: commitsOf(changes) }).tenures;
}

const previousHolder = (tenures: readonly Tenure[]) => earlierHolders(tenures)[0];

const shown = (tenures: readonly Tenure[]) =>
  tenures.map(({ version, from, until }) => [version, from.commit, until?.commit] as const);

/** The model of what a stage holds: one variable that each change sets. */
function replay(changes: readonly Change[], second: number): string | null {
  let held: string | null = null;
  for (const [at, version] of changes) if (at <= second) held = version;
  return held;
}

const version = fc.constantFrom(null, "1.0.0", "1.1.0", "2.0.0");
const anyTimes: fc.Arbitrary<readonly Change[]> = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), version));
/** Promotions, clears and rollbacks, one after the other. */
const increasingTimes: fc.Arbitrary<readonly Change[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 9 }), version))
  .map((steps) => {
    let second = 0;
    return steps.map(([later, version]) => [(second += later), version] as const);
  });

describe("tenures", () => {
  test("each version stays until the next change; an empty stage has none", () => {
    expect(shown(tenuresOf([1, "1.0.0"], [2, "1.1.0"], [3, null], [4, "1.0.0"]))).toEqual([
      ["1.0.0", "c0", "c1"],
      ["1.1.0", "c1", "c2"],
      ["1.0.0", "c3", undefined],
    ]);
  });

  test("a commit that leaves the version as it was breaks nothing", () => {
    const tenures = tenuresOf([1, null], [2, "1.0.0"], [3, "1.0.0"], [4, "1.1.0"], [5, null], [6, null]);
    expect(shown(tenures)).toEqual([
      ["1.0.0", "c1", "c3"],
      ["1.1.0", "c3", "c4"],
    ]);
  });

  test("whatever the order of changes, the tenures tell the same story as the changes", () => {
    fc.assert(
      fc.property(anyTimes, (changes) => {
        const tenures = tenuresOf(...changes);
        expect(tenureNow(tenures)?.version ?? null).toBe(changes.at(-1)?.[1] ?? null);
        const lasting = tenures.filter(({ until }) => until === undefined);
        expect(lasting).toEqual(tenures.slice(-1).filter(({ until }) => until === undefined));
        const said = tenures.flatMap(({ version, until }, index) =>
          until === undefined || until.commit === tenures[index + 1]?.from.commit ? [version] : [version, null],
        );
        const happened = changes.map(([, version]) => version);
        const distinct = happened.filter((version, index) => version !== (happened[index - 1] ?? null));
        expect(said).toEqual(distinct);
      }),
    );
  });
});

describe("who held the stage", () => {
  test("from the very second of the promotion, up to the second before the next", () => {
    const tenures = tenuresOf([10, "1.0.0"], [20, "1.1.0"], [30, null]);
    const holders = [9, 10, 19, 20, 29, 30].map((second) => holderAt(tenures, instantOf(second))?.version);
    expect(holders).toEqual([undefined, "1.0.0", "1.0.0", "1.1.0", "1.1.0", undefined]);
  });

  test("at any time, it is what a replay of all changes up to then leaves", () => {
    fc.assert(
      fc.property(increasingTimes, fc.integer({ min: 0, max: 60 }), (changes, second) => {
        expect(holderAt(tenuresOf(...changes), instantOf(second))?.version ?? null).toBe(replay(changes, second));
      }),
    );
  });

  test("where times are equal or go backwards, the branch's order decides among the changes up to then", () => {
    fc.assert(
      fc.property(anyTimes, fc.integer({ min: 0, max: 31 }), (changes, second) => {
        const moves = changes.filter(([, version], index) => version !== (changes[index - 1]?.[1] ?? null));
        expect(holderAt(tenuresOf(...changes), instantOf(second))?.version ?? null).toBe(replay(moves, second));
      }),
    );
  });

  test("one date in the far future hides nothing that came after it", () => {
    const tenures = tenuresOf([10, "1.0.0"], [9_000, "1.1.0"], [30, "2.0.0"], [40, "2.1.0"]);
    const holders = [20, 35, 50, 9_001].map((second) => holderAt(tenures, instantOf(second))?.version);
    expect(holders).toEqual(["1.0.0", "2.0.0", "2.1.0", "2.1.0"]);
  });

  test("times with fractions and offsets compare as times, not as text", () => {
    const tenures = tenuresOf([10, "1.0.0"]);
    expect(holderAt(tenures, "1970-01-01T00:00:09.999Z")).toBeUndefined();
    expect(holderAt(tenures, "1970-01-01T01:00:10+01:00")?.version).toBe("1.0.0");
  });
});

describe("where a rollback goes", () => {
  test("to the last different holder", () => {
    const tenures = tenuresOf([1, "1.0.0"], [2, "1.1.0"], [3, "2.0.0"], [4, "2.0.0"]);
    expect(previousHolder(tenures)?.version).toBe("1.1.0");
    expect(earlierHolders(tenures).map(({ version }) => version)).toEqual(["1.1.0", "1.0.0"]);
  });

  test("a second rollback goes back to what the first one left", () => {
    expect(previousHolder(tenuresOf([1, "1.0.0"], [2, "1.1.0"], [3, "2.0.0"], [4, "1.1.0"]))?.version).toBe("2.0.0");
  });

  test("an empty stage goes back to the version that left it", () => {
    expect(previousHolder(tenuresOf([1, "1.0.0"], [2, "1.1.0"], [3, null]))?.version).toBe("1.1.0");
  });

  test("a version that was cleared and put back does not come before itself", () => {
    expect(previousHolder(tenuresOf([1, "1.0.0"], [2, "1.1.0"], [3, null], [4, "1.1.0"]))?.version).toBe("1.0.0");
  });

  test("nowhere, where no other version was ever there", () => {
    expect(previousHolder(tenuresOf())).toBeUndefined();
    expect(previousHolder(tenuresOf([1, null], [2, "1.0.0"]))).toBeUndefined();
  });

  test("any rollback, rolled back, leaves the stage as it was", () => {
    fc.assert(
      fc.property(increasingTimes, (changes) => {
        const target = previousHolder(tenuresOf(...changes))?.version;
        const held = changes.at(-1)?.[1];
        fc.pre(target !== undefined && held != null);
        expect(previousHolder(tenuresOf(...changes, [1_000, target ?? null]))?.version).toBe(held);
      }),
    );
  });
});

test("a version was held before once a tenure of it began, and the last one is given", () => {
  const tenures = tenuresOf([1, "1.0.0"], [2, "1.1.0"], [3, "1.0.0"], [4, "2.0.0"]);
  expect(heldBefore(tenures, "1.0.0")?.from.commit).toBe("c2");
  expect(heldBefore(tenures, "3.0.0")).toBeUndefined();
});

describe("how long without a break", () => {
  const at = instantOf;

  test("from the promotion on; a comment in the file does not start it anew, another version does", () => {
    expect(unbrokenSince(tenuresOf([10, "1.0.0"], [20, "1.0.0"]), "1.0.0", at(40))).toMatchObject({
      since: at(10),
      heldMs: 30_000,
    });
    const returned = tenuresOf([10, "1.0.0"], [20, null], [30, "1.0.0"]);
    expect(unbrokenSince(returned, "1.0.0", at(40))).toMatchObject({ since: at(30), heldMs: 10_000 });
  });

  test("nothing for a version that is not there now", () => {
    expect(unbrokenSince(tenuresOf([10, "1.0.0"], [20, "1.1.0"]), "1.0.0", at(40))).toBeUndefined();
    expect(unbrokenSince(tenuresOf([10, "1.0.0"], [20, null]), "1.0.0", at(40))).toBeUndefined();
  });

  test("a promotion cannot have happened before what the branch had already", () => {
    const backdated = tenuresOf([10, "1.0.0"], [30, null], [5, "1.1.0"]);
    expect(unbrokenSince(backdated, "1.1.0", at(40))).toMatchObject({ since: at(30), heldMs: 10_000 });
  });

  test("a time that is still to come counts as now, and does not hold up the versions after it", () => {
    expect(unbrokenSince(tenuresOf([50, "1.0.0"]), "1.0.0", at(40))).toMatchObject({ since: at(40), heldMs: 0 });
    const after = tenuresOf([9_000, "1.0.0"], [20, "1.1.0"]);
    expect(unbrokenSince(after, "1.1.0", at(40))).toMatchObject({ since: at(20), heldMs: 20_000 });
  });

  test("no earlier than what the branch had before it, whatever its own clock said", () => {
    const [first] = tenuresOf([10, "1.0.0"]);
    if (first === undefined) throw new Error("no tenure");
    const claimed = { ...first, from: { ...first.from, countsAs: at(35) } };
    expect(unbrokenSince([claimed], "1.0.0", at(40))).toMatchObject({ since: at(35), heldMs: 5_000 });
  });
});
