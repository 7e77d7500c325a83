import { expect, test } from "vitest";
import { type LockedPackage, neededPackages } from "./lock-graph.ts";

const lock = (packages: Record<string, LockedPackage["edges"]>): ReadonlyMap<string, LockedPackage> =>
  new Map(Object.entries(packages).map(([name, edges]) => [name, { requirement: `${name}==1`, edges }]));

const windows = "sys_platform == 'win32'";
const notWindows = "sys_platform != 'win32'";
const old = "python_version < '3.10'";

test.for([
  [
    "one way",
    { a: [{ key: "b", condition: windows }], b: [{ key: "c", condition: old }], c: [] },
    `c==1 ; ${old} and ${windows}`,
  ],
  [
    "a way without conditions covers all",
    { a: [{ key: "b", condition: windows }, { key: "c" }], b: [{ key: "c" }], c: [] },
    "c==1",
  ],
  [
    "opposite ways are no condition",
    {
      a: [
        { key: "b", condition: windows },
        { key: "c", condition: notWindows },
      ],
      b: [{ key: "c" }],
      c: [],
    },
    "c==1",
  ],
  [
    "two ways",
    {
      a: [
        { key: "b", condition: windows },
        { key: "c", condition: old },
      ],
      b: [{ key: "c" }],
      c: [],
    },
    `c==1 ; ${old} or ${windows}`,
  ],
  ["a ring ends", { a: [{ key: "c", condition: old }], c: [{ key: "a" }] }, `c==1 ; ${old}`],
  [
    "a condition with or keeps its brackets",
    { a: [{ key: "b", condition: windows }], b: [{ key: "c", condition: `${old} or extra == 'x'` }], c: [] },
    `c==1 ; (${old} or extra == 'x') and ${windows}`,
  ],
] as const)("%s", ([, packages, expected]) => {
  expect(neededPackages(lock(packages), [{ key: "a" }])).toContain(expected);
});

test("what nothing needs is not listed", () => {
  expect(neededPackages(lock({ a: [{ key: "b" }, { key: "gone" }], b: [], c: [] }), [{ key: "a" }])).toEqual([
    "a==1",
    "b==1",
  ]);
});
