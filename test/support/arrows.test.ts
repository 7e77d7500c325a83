import { describe, expect, test } from "vitest";
import { type Arrow, FLOORS, betweenFloors, betweenRooms, circles, importsIn, withoutFloor } from "./arrows.ts";

const arrow = (from: string, to: string): Arrow => ({ from, to });

test.each([
  ['import { a } from "./a.ts";', "a value"],
  ['import type { A } from "./a.ts";', "a type"],
  ['import {\n  type A,\n  b,\n} from "./a.ts";', "over several lines"],
  ['import * as a from "./a.ts";', "all"],
  ['const b = 1;\nimport "./a.ts";', "its effects alone, not at the top"],
  ['export * from "./a.ts";', "handed on"],
  ['export type { A } from "./a.ts";', "a type that is handed on"],
  ['const a = await import("./a.ts");', "later"],
  ["const a = await import(\n  `./a.ts`,\n);", "later, in another quote"],
  ['type A = import("./a.ts").A;', "a type in its place"],
  ['type A = typeof import("./a.ts");', "a module's type in its place"],
  ["import { a } from './a.ts';", "in single quotes"],
  ['const a = require("./a.ts");', "as CommonJS"],
  ['const text = "a";\nexport { b };\nimport { a } from "./a.ts";', "behind what names no file"],
])("%s is seen as an import: %s", (source) => {
  expect(importsIn(source)).toEqual(["./a.ts"]);
});

test.each(['export const from = "./a.ts";', 'const a = { from: "./a.ts" };', "export { a };\nconst b = 1;"])(
  "%s is none",
  (source) => {
    expect(importsIn(source)).toEqual([]);
  },
);

describe("between rooms", () => {
  test.each([
    ["core/text/a.ts", "adapters/git/b.ts"],
    ["core/text/a.ts", "operations/show/b.ts"],
    ["core/text/a.ts", "cli/b.ts"],
    ["core/text/a.ts", "package.json"],
    ["adapters/git/a.ts", "operations/show/b.ts"],
    ["adapters/git/a.ts", "action/b.ts"],
    ["operations/show/a.ts", "cli/b.ts"],
    ["operations/show/a.ts", "action/b.ts"],
    ["cli/commands/a.ts", "adapters/git/b.ts"],
    ["cli/a.ts", "adapters/git/b.ts"],
    ["action/publish/a.ts", "adapters/git/b.ts"],
    ["cli/a.ts", "action/b.ts"],
    ["action/a.ts", "cli/b.ts"],
    ["schemas/a.ts", "core/text/b.ts"],
    ["core/text/a.ts", "test/support/b.ts"],
    ["operations/show/a.ts", "bench/b.ts"],
  ])("%s may not import %s", (from, to) => {
    expect(betweenRooms([arrow(from, to)])).toHaveLength(1);
  });

  test.each([
    ["cli/a.ts", "operations/show/b.ts"],
    ["operations/show/a.ts", "adapters/git/b.ts"],
    ["adapters/git/a.ts", "core/text/b.ts"],
    ["core/text/a.ts", "schemas/b.ts"],
    ["cli/a.ts", "cli/commands/b.ts"],
  ])("%s may import %s", (from, to) => {
    expect(betweenRooms([arrow(from, to)])).toEqual([]);
  });
});

describe("inside of a room", () => {
  test.each(Object.entries(FLOORS))(
    "%s: no floor may import one above, and each may import those below",
    (room, floors) => {
      const pairs = floors.flatMap((upper, at) => floors.slice(0, at).map((lower) => ({ upper, lower })));
      expect(pairs.length).toBeGreaterThan(20);
      for (const { upper, lower } of pairs) {
        const [above, below] = [`${room}/${upper}/a.ts`, `${room}/${lower}/sub/b.ts`];
        expect(betweenFloors([arrow(below, above)])).toEqual([arrow(below, above)]);
        expect(betweenFloors([arrow(above, below)])).toEqual([]);
      }
    },
  );

  test.each([
    ["core/errors.ts", "core/text/a.ts", "what all floors share stands below them"],
    ["core/reports/a.ts", "core/attic/b.ts", "a folder that has no place"],
    ["core/attic/a.ts", "core/text/b.ts", "from a folder that has no place"],
  ])("%s may not import %s: %s", (from, to) => {
    expect(betweenFloors([arrow(from, to)])).toHaveLength(1);
  });

  test("what lies in the room itself is shared by its folders", () => {
    expect(betweenFloors([arrow("core/text/a.ts", "core/errors.ts")])).toEqual([]);
  });

  test("a folder without a place is found also where nobody imports it", () => {
    expect(
      withoutFloor(["core/attic/deep/a.ts", "core/attic/b.ts", "core/text/c.ts", "core/errors.ts", "cli/x/y.ts"]),
    ).toEqual(["core/attic"]);
  });
});

test("a circle is found, of two files and of more, wherever it begins", () => {
  const chain = [arrow("a", "b"), arrow("b", "c"), arrow("a", "c"), arrow("d", "a")];
  expect(circles(chain)).toEqual([]);
  expect(circles([...chain, arrow("c", "b")])).toEqual(["b → c → b"]);
  expect(circles([...chain, arrow("c", "d")])).toEqual(["a → b → c → d → a"]);
  expect(circles([arrow("a", "a")])).toEqual(["a → a"]);
});

test("a circle of types alone is one", () => {
  const files = { "a.ts": 'import type { B } from "./b.ts";', "b.ts": 'export type B = import("./a.ts").A | 1;' };
  const arrows = Object.entries(files).flatMap(([from, source]) =>
    importsIn(source).map((name) => arrow(from, name.replace("./", ""))),
  );
  expect(circles(arrows)).toEqual(["a.ts → b.ts → a.ts"]);
});
