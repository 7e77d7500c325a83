import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formats } from "../../core/formats/catalogue.ts";
import { detectFormat, inspectModelFile } from "./inspect.ts";
import { type RandomAccessFile, memoryFile } from "./bytes/random-access-file.ts";

const fixtures = join(import.meta.dirname, "../../test/fixtures/formats");
const names = new Set(formats.map(({ name }) => name));
const samples = readdirSync(fixtures)
  .filter((name) => !name.startsWith("."))
  .map((name) => ({ name, bytes: readFileSync(join(fixtures, name)) }));

/** What reading costs is counted, not timed. Each fixture is small, so re-reading it is what could get out of hand. */
const MAX_READS = 5000;

/** What is wrong with the report on these bytes; empty when nothing is. */
async function faultsOf(path: string, bytes: Uint8Array): Promise<readonly string[]> {
  let reads = 0;
  let oddReads = 0;
  const file: RandomAccessFile = {
    path,
    sizeBytes: bytes.length,
    read: async (offset, length) => {
      reads++;
      if (!(Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(length) && length >= 0)) oddReads++;
      return bytes.subarray(offset, offset + length);
    },
  };
  const report = await inspectModelFile(file);
  const detected = await detectFormat(file);
  return [
    names.has(report.format) ? "" : `unknown name ${report.format}`,
    detected === report.format ? "" : `detected ${detected}, inspected ${report.format}`,
    reads < MAX_READS ? "" : `${reads} reads`,
    oddReads === 0 ? "" : `${oddReads} reads of no place`,
    report.problems.length <= 25 ? "" : `${report.problems.length} problems`,
    JSON.stringify(report).length < 1_000_000 ? "" : "a report of more than a megabyte",
  ].filter((fault) => fault !== "");
}

const path = fc.constantFrom("x", "x.json", "x.yaml", "x.csv", "MLmodel", "x.safetensors", "x.pkl");

/** The starts that lead into each reader. */
const start = fc.constantFrom(
  "",
  "PK\x03\x04",
  "\x93NUMPY\x01\0",
  "GGUF\x03\0\0\0",
  "\x80\x04",
  "\x80\x02c",
  "\x89HDF\r\n\x1a\n",
  "\x08\x08\x3a",
  "\x1f\x8b\x08",
  "x\x9c",
  "(\xb5/\xfd",
  "tree\nversion=",
  '{"learner":{"gradient_booster":',
  "\x20\0\0\0\0\0\0\0{",
  "c",
  "\x08\x01\x12",
);

test("any bytes behind any start give a report", async () => {
  await fc.assert(
    fc.asyncProperty(path, start, fc.uint8Array({ maxLength: 300 }), async (name, head, tail) => {
      expect(await faultsOf(name, Buffer.concat([Buffer.from(head, "latin1"), tail]))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

const edit = fc.record({
  /** Where, as a fraction of the file. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removeBytes: fc.oneof(fc.nat(16), fc.constant(0), fc.constant(1_000_000)),
  insert: fc.oneof(
    fc.uint8Array({ maxLength: 16 }),
    fc.constantFrom(new Uint8Array(8).fill(0xff), new Uint8Array(8), new Uint8Array(4).fill(0xff), new Uint8Array(0)),
  ),
});

test("any damage to a real file gives a report", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...samples),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      async (sample, edits) => {
        let bytes: Uint8Array = sample.bytes;
        for (const { at, removeBytes, insert } of edits) {
          const from = Math.floor(at * bytes.length);
          // Overwriting keeps all offsets right, so the damage is met deeper inside.
          const behind = removeBytes > 16 ? bytes.length : from + Math.max(removeBytes, insert.length);
          bytes = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(behind)]);
        }
        expect(await faultsOf(sample.name, bytes)).toEqual([]);
      },
    ),
    { numRuns: 4000 },
  );
});

test("every file cut anywhere gives a report", async () => {
  for (const { name, bytes } of samples) {
    const step = Math.max(1, Math.floor(bytes.length / 60));
    for (let length = 0; length < bytes.length; length += step) {
      expect(await faultsOf(name, bytes.subarray(0, length))).toEqual([]);
    }
  }
});

test("a file of no known format has that as its reason", async () => {
  const bytes = Buffer.from("f3a19c0204e7b8d1ff00aa", "hex");
  expect(await inspectModelFile(memoryFile("weights.bin", bytes))).toMatchObject({
    format: "unknown",
    problems: [{ message: "Its first bytes are of no format that modelyard knows." }],
  });
});
