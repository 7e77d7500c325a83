import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Field, Signature } from "../../schemas/generated/types.ts";
import { compareSignatures } from "./signature.ts";

const age: Field = { name: "age", type: "long" };
const score: Field = { name: "score", type: "double" };
const now: Signature = { inputs: [age], outputs: [score] };

/** The differences as one line each, to be read like the card. */
function compare(before: Signature | undefined, after: Signature | undefined): { judgement: string; lines: string[] } {
  const { judgement, changes } = compareSignatures(before, after);
  const lines = changes.map(({ part, column, change, now: from = "–", proposed: to = "–", judgement: verdict }) => {
    return `${verdict}: ${part} ${column} ${change}, ${from} → ${to}`;
  });
  return { judgement, lines };
}

const inputs = (before: Field, after: Field) => compare({ inputs: [before] }, { inputs: [after] });
const outputs = (before: Field, after: Field) =>
  compare({ inputs: [age], outputs: [before] }, { inputs: [age], outputs: [after] });

describe("columns", () => {
  const region: Field = { name: "region", type: "string" };
  test.each<[string, Signature, string]>([
    [
      "a new optional input",
      { ...now, inputs: [age, { ...region, optional: true }] },
      "compatible: input region added, – → string",
    ],
    ["a new required input", { ...now, inputs: [age, region] }, "breaking: input region added, – → string"],
    ["a removed input", { ...now, inputs: [] }, "breaking: input age removed, long → –"],
    [
      "an input made optional",
      { ...now, inputs: [{ ...age, optional: true }] },
      "compatible: input age made-optional, long → long",
    ],
    ["a new output", { ...now, outputs: [score, region] }, "compatible: output region added, – → string"],
    ["a removed output", { ...now, outputs: [] }, "breaking: output score removed, double → –"],
    [
      "an output made optional",
      { ...now, outputs: [{ ...score, optional: true }] },
      "breaking: output score made-optional, double → double",
    ],
  ])("%s", (_, proposed, line) => {
    expect(compare(now, proposed)).toEqual({ judgement: line.split(":")[0], lines: [line] });
  });

  test("an input made required breaks callers, an output made certain does not", () => {
    expect(inputs({ ...age, optional: true }, age).lines).toEqual(["breaking: input age made-required, long → long"]);
    expect(outputs({ ...score, optional: true }, score).judgement).toBe("compatible");
  });

  test("columns are found by name, whatever their order and description", () => {
    const one: Signature = { inputs: [age, region], outputs: [score] };
    const other: Signature = { inputs: [region, { ...age, description: "in years" }], outputs: [score] };
    expect(compareSignatures(one, other)).toEqual({ judgement: "compatible", changes: [], unknowns: [] });
  });

  test("columns without a name are found by their place", () => {
    expect(inputs({ type: "long" }, { type: "string" }).lines).toEqual(["breaking: input #1 retyped, long → string"]);
    const wider = compare(
      { inputs: [], outputs: [{ type: "double" }] },
      { inputs: [], outputs: [{ type: "double" }, { type: "double" }] },
    );
    expect(wider.lines).toEqual(["breaking: output #2 added, – → double"]);
  });

  test("a column whose name is a place hides none that has no name", () => {
    const age: Field = { name: "age", type: "long" };
    const hidden = compare(
      { inputs: [age] },
      { inputs: [age, { type: "double" }, { name: "#2", type: "long", optional: true }] },
    );
    expect(hidden.lines).toEqual(["breaking: input #2 added, – → double", 'compatible: input "#2" added, – → long']);
  });
});

const address = (zip: "integer" | "long", ...more: [string, { type: "string"; optional?: boolean }][]): Field => ({
  name: "customers",
  type: "array",
  items: { type: "object", properties: { zip: { type: zip }, ...Object.fromEntries(more) } },
});

describe("types of inputs", () => {
  test.each([
    ["integer", "long", "compatible"],
    ["integer", "double", "compatible"],
    ["float", "double", "compatible"],
    ["string", "any", "compatible"],
    ["long", "integer", "breaking"],
    ["double", "float", "breaking"],
    ["long", "double", "breaking"],
    ["integer", "float", "breaking"],
    ["any", "string", "breaking"],
    ["boolean", "integer", "breaking"],
    ["string", "datetime", "breaking"],
  ] as const)("%s → %s is %s", (from, to, judgement) => {
    expect(inputs({ name: "x", type: from }, { name: "x", type: to })).toEqual({
      judgement,
      lines: [`${judgement}: input x retyped, ${from} → ${to}`],
    });
  });

  test("a narrowed input says so", () => {
    const { changes } = compareSignatures(
      { inputs: [{ name: "x", type: "long" }] },
      { inputs: [{ name: "x", type: "integer" }] },
    );
    expect(changes[0]?.reason).toBe("narrower: values that callers send today may no longer fit");
  });

  test("nested types are compared at the innermost place where they part", () => {
    expect(inputs(address("integer"), address("long", ["city", { type: "string", optional: true }])).lines).toEqual([
      "compatible: input customers[].zip retyped, integer → long",
      "compatible: input customers[].city added, – → string",
    ]);
    expect(inputs(address("long"), address("integer", ["city", { type: "string" }])).lines).toEqual([
      "breaking: input customers[].zip retyped, long → integer",
      "breaking: input customers[].city added, – → string",
    ]);
    expect(
      inputs(
        { name: "m", type: "map", values: { type: "float" } },
        { name: "m", type: "map", values: { type: "double" } },
      ).lines,
    ).toEqual(["compatible: input m.* retyped, float → double"]);
    expect(inputs(address("long"), { name: "customers", type: "map", values: { type: "any" } }).lines).toEqual([
      "breaking: input customers retyped, array<object{zip: long}> → map<any>",
    ]);
  });
});

test("an object's properties have no order", () => {
  const properties = { b: { type: "string" }, a: { type: "long", optional: true } } as const;
  expect(inputs({ name: "x", type: "object", properties }, { name: "x", type: "long" }).lines).toEqual([
    "breaking: input x retyped, object{a?: long, b: string} → long",
  ]);
});

describe("types of outputs", () => {
  test.each([
    ["double", "float", "breaking"],
    ["integer", "long", "breaking"],
    ["double", "any", "breaking"],
    ["any", "double", "compatible"],
  ] as const)("%s → %s is %s", (from, to, judgement) => {
    expect(outputs({ name: "x", type: from }, { name: "x", type: to }).judgement).toBe(judgement);
  });
});

const tensor = (dtype: string, ...shape: number[]): Field => ({ name: "x", dtype, shape });

describe("tensors", () => {
  test.each<[string, Field, Field, string, string]>([
    ["the same", tensor("float32", -1, 3), tensor("float32", -1, 3), "compatible", "compatible"],
    ["a dimension of any size", tensor("float32", 8, 3), tensor("float32", -1, 3), "compatible", "breaking"],
    ["a fixed dimension", tensor("float32", -1, 3), tensor("float32", 8, 3), "breaking", "compatible"],
    ["another size", tensor("float32", -1, 3), tensor("float32", -1, 4), "breaking", "breaking"],
    ["one size freed, another changed", tensor("float32", 8, 3), tensor("float32", -1, 4), "breaking", "breaking"],
    ["another rank", tensor("float32", -1), tensor("float32", -1, 3), "breaking", "breaking"],
    ["other elements", tensor("float32", -1), tensor("float64", -1), "breaking", "breaking"],
    ["a column instead", tensor("float32", -1), { name: "x", type: "float" }, "breaking", "breaking"],
    ["instead of a column", { name: "x", type: "float" }, tensor("float32", -1), "breaking", "breaking"],
  ])("%s", (_, before, after, asInput, asOutput) => {
    expect([inputs(before, after).judgement, outputs(before, after).judgement]).toEqual([asInput, asOutput]);
  });

  test("the reason names the dimension", () => {
    const { changes } = compareSignatures(
      { inputs: [tensor("float32", -1, 3)] },
      { inputs: [tensor("float32", -1, 4)] },
    );
    expect(changes).toMatchObject([
      { now: "float32[-1, 3]", proposed: "float32[-1, 4]", reason: "dimension 2: 3 became 4" },
    ]);
  });
});

const params = (...list: NonNullable<Signature["params"]>): Signature => ({ ...now, params: list });

describe("parameters", () => {
  test.each<[string, Signature, Signature, string]>([
    ["removed", params({ name: "k", type: "long", default: 1 }), params(), "breaking: parameter k removed, long → –"],
    [
      "new with a default",
      params(),
      params({ name: "k", type: "long", default: null }),
      "compatible: parameter k added, – → long",
    ],
    ["new without", params(), params({ name: "k", type: "long" }), "breaking: parameter k added, – → long"],
    [
      "another default",
      params({ name: "k", type: "long", default: 1 }),
      params({ name: "k", type: "long", default: 2 }),
      "compatible: parameter k default-changed, 1 → 2",
    ],
    [
      "no default any more",
      params({ name: "k", type: "long", default: 1 }),
      params({ name: "k", type: "long" }),
      "breaking: parameter k made-required, 1 → –",
    ],
    [
      "a list now",
      params({ name: "k", type: "long" }),
      params({ name: "k", type: "long", shape: [-1] }),
      "breaking: parameter k retyped, long → list of long",
    ],
    [
      "wider",
      params({ name: "k", type: "integer" }),
      params({ name: "k", type: "long" }),
      "compatible: parameter k retyped, integer → long",
    ],
  ])("%s", (_, before, after, line) => {
    expect(compare(before, after).lines).toEqual([line]);
  });
});

describe("what is not declared", () => {
  test.each<[string, Signature | undefined, Signature | undefined, string, string[]]>([
    ["no signature now", undefined, now, "unknown", ["the version that serves now does not declare its inputs"]],
    ["no inputs proposed", now, { outputs: [score] }, "unknown", ["the proposed version does not declare its inputs"]],
    [
      "outputs not declared any more",
      now,
      { inputs: [age] },
      "unknown",
      ["the proposed version does not declare its outputs any more"],
    ],
    ["outputs never declared", { inputs: [age] }, now, "compatible", []],
    [
      "broken in what is declared",
      { inputs: [age], outputs: [score] },
      { inputs: [] },
      "breaking",
      ["the proposed version does not declare its outputs any more"],
    ],
  ])("%s", (_, before, after, judgement, unknowns) => {
    expect(compareSignatures(before, after)).toMatchObject({ judgement, unknowns });
  });
});

const TYPES = ["boolean", "integer", "long", "float", "double", "string", "any"] as const;
const column = fc.record({
  name: fc.constantFrom("a", "b", "c"),
  type: fc.constantFrom(...TYPES),
  optional: fc.boolean(),
});
const columns = fc.uniqueArray(column, { selector: ({ name }) => name });
const signature: fc.Arbitrary<Signature> = fc.record({ inputs: columns, outputs: columns });

test("a signature is compatible with itself, and breaking changes come first", () => {
  fc.assert(
    fc.property(signature, signature, (one, other) => {
      expect(compareSignatures(one, one)).toEqual({ judgement: "compatible", changes: [], unknowns: [] });
      const judgements = compareSignatures(one, other).changes.map((change) => change.judgement);
      expect(judgements).toEqual([...judgements].sort());
    }),
  );
});

const fits = (part: "inputs" | "outputs", from: Field[], to: Field[]) =>
  compareSignatures({ inputs: [], [part]: from }, { inputs: [], [part]: to }).judgement === "compatible";

test("two compatible steps make a compatible way", () => {
  const one = [[], ...TYPES.flatMap((type) => [[{ name: "a", type }], [{ name: "a", type, optional: true }]])];
  for (const part of ["inputs", "outputs"] as const) {
    const steps = one.flatMap((from) => one.filter((to) => fits(part, from, to)).map((to) => ({ from, to })));
    const ways = steps.flatMap(({ from, to }) =>
      one.filter((end) => fits(part, to, end)).map((end) => ({ from, end })),
    );
    expect(steps.length).toBeGreaterThan(one.length);
    expect(ways.filter(({ from, end }) => !fits(part, from, end))).toEqual([]);
  }
});
