import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formats } from "../../core/registry/formats.ts";
import { detectFormat } from "./detect.ts";
import { inspectModelFile } from "./inspect.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

const fixtures = join(import.meta.dirname, "../../test/fixtures/formats");
const names = new Set(formats.map(({ name }) => name));
const samples = readdirSync(fixtures)
  .filter((name) => !name.startsWith("."))
  .map((name) => ({ name, bytes: readFileSync(join(fixtures, name)) }));

/** What reading costs is counted, not timed. Each fixture is small, so re-reading it is what could get out of hand. */
const maxReads = 5000;

function countedFile(path: string, bytes: Uint8Array): { readonly file: RandomAccessFile; reads: number } {
  const counted = {
    reads: 0,
    file: {
      path,
      sizeBytes: bytes.length,
      read: async (offset: number, length: number) => {
        counted.reads++;
        expect(Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(length) && length >= 0).toBe(true);
        return bytes.subarray(offset, offset + length);
      },
    },
  };
  return counted;
}

async function expectReport(path: string, bytes: Uint8Array): Promise<void> {
  const counted = countedFile(path, bytes);
  const report = await inspectModelFile(counted.file);
  expect(names).toContain(report.format);
  expect(await detectFormat(counted.file)).toBe(report.format);
  expect(counted.reads).toBeLessThan(maxReads);
  expect(report.problems.length).toBeLessThanOrEqual(25);
  expect(JSON.stringify(report).length).toBeLessThan(1_000_000);
}

const path = fc.constantFrom("x", "x.json", "x.yaml", "x.csv", "MLmodel", "x.safetensors", "x.pkl");

/** The starts that lead into each reader. */
const start = fc.constantFrom(
  ...[
    "",
    "PK\x03\x04",
    "\x93NUMPY\x01\0",
    "GGUF\x03\0\0\0",
    "\x80\x04",
    "\x80\x02c",
    "\x89HDF\r\n\x1a\n",
    "\x08\x08\x3a",
  ],
  ...[
    "\x1f\x8b\x08",
    "x\x9c",
    "(\xb5/\xfd",
    "tree\nversion=",
    '{"learner":{"gradient_booster":',
    "\x20\0\0\0\0\0\0\0{",
    "c",
    "\x08\x01\x12",
  ],
);

test("any bytes behind any start give a report", async () => {
  await fc.assert(
    fc.asyncProperty(path, start, fc.uint8Array({ maxLength: 300 }), (name, head, tail) =>
      expectReport(name, Buffer.concat([Buffer.from(head, "latin1"), tail])),
    ),
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
        await expectReport(sample.name, bytes);
      },
    ),
    { numRuns: 4000 },
  );
});

test("every file cut anywhere gives a report", async () => {
  for (const { name, bytes } of samples) {
    const step = Math.max(1, Math.floor(bytes.length / 60));
    for (let length = 0; length < bytes.length; length += step) await expectReport(name, bytes.subarray(0, length));
  }
});
