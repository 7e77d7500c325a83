import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type ArtifactSource, type DraftParts, mergeParts, type ParameterValue } from "./draft-parts.ts";

const numbers = fc.dictionary(fc.string(), fc.double({ noNaN: true }));
const parameters: fc.Arbitrary<Record<string, ParameterValue>> = fc.dictionary(
  fc.string(),
  fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.array(fc.integer())),
);
const artifact: fc.Arbitrary<ArtifactSource> = fc.record({ path: fc.string(), file: fc.string() });
const anyParts: fc.Arbitrary<DraftParts> = fc.record(
  {
    author: fc.string(),
    description: fc.string(),
    metrics: numbers,
    parameters,
    training: fc.record({ command: fc.string(), seed: fc.integer() }, { requiredKeys: [] }),
    environment: fc.record({ python: fc.string(), image: fc.string() }, { requiredKeys: [] }),
    artifacts: fc.array(artifact),
    notes: fc.uniqueArray(fc.string()),
  },
  { requiredKeys: ["notes"] },
);

test("whatever the first source says stays as it said it", () => {
  fc.assert(
    fc.property(anyParts, fc.array(anyParts), (first, rest) => {
      const merged = mergeParts(first, ...rest);
      expect(merged).toMatchObject({ ...first, notes: merged.notes });
      expect(merged.notes.slice(0, first.notes.length)).toEqual(first.notes);
    }),
  );
});

test("nothing that only a later source knows is lost", () => {
  fc.assert(
    fc.property(anyParts, anyParts, (first, second) => {
      const merged = mergeParts(first, second);
      for (const field of ["metrics", "parameters", "training", "environment"] as const) {
        const keys = [first, second].flatMap((parts) => Object.keys(parts[field] ?? {}));
        expect(new Set(Object.keys(merged[field] ?? {}))).toEqual(new Set(keys));
      }
      expect(merged.author).toBe(first.author ?? second.author);
      expect(new Set(merged.notes)).toEqual(new Set([...first.notes, ...second.notes]));
    }),
  );
});

test("it does not matter how the sources are grouped, and a source that knows nothing changes nothing", () => {
  fc.assert(
    fc.property(anyParts, anyParts, anyParts, (one, two, three) => {
      expect(mergeParts(one, mergeParts(two, three))).toEqual(mergeParts(mergeParts(one, two), three));
      expect(mergeParts({ notes: [] }, one)).toEqual(one);
      expect(mergeParts(one, { notes: [] })).toEqual(one);
    }),
  );
});

test("lists and signatures are taken whole from the first that has them", () => {
  const merged = mergeParts(
    { datasets: [{ name: "customers", version: "4", role: "training" }], notes: [] },
    {
      datasets: [{ uri: "file:a.csv", digest: "mlflow:1", role: "training" }],
      signature: { inputs: [{ name: "age", type: "long" }] },
      notes: ["a note"],
    },
    { signature: { outputs: [] }, notes: [] },
  );
  expect(merged).toEqual({
    datasets: [{ name: "customers", version: "4", role: "training" }],
    signature: { inputs: [{ name: "age", type: "long" }] },
    notes: ["a note"],
  });
});
