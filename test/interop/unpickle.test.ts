// Pickles held against CPython's own unpicklers, which nobody here wrote.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { memoryFile } from "../../adapters/formats/bytes/random-access-file.ts";
import { detectFormat, inspectModelFile } from "../../adapters/formats/inspect.ts";
import { pickleOpcodes } from "../../adapters/formats/pickle/pickle-opcodes.ts";
import { formatRunsCode } from "../../core/formats/catalogue.ts";
import { programs } from "./programs.ts";

const fixtures = join(import.meta.dirname, "../fixtures/formats");
const seeds = readdirSync(fixtures)
  .filter((name) => /\.(pkl|joblib)$/.test(name))
  .map((name) => readFileSync(join(fixtures, name)).subarray(0, 600));

interface Run {
  /** What it looked for: a module, a line feed, a name. */
  readonly names: readonly string[];
  /** Something that it found was called or changed. */
  readonly used: boolean;
  readonly ended: boolean;
}

/** What C and Python make of each. */
function unpickle(all: readonly Uint8Array[]): (readonly [Run, Run])[] {
  const lines = execFileSync(join(programs("deploy"), "python"), [join(import.meta.dirname, "python/unpickle.py")], {
    input: all.map((bytes) => Buffer.from(bytes).toString("base64")).join("\n"),
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  return lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as [Run, Run]);
}

const digits = fc.constantFrom(
  "0",
  "1",
  "-0",
  "+1",
  "00",
  "1_0",
  " 1",
  "9".repeat(30),
  "0".repeat(300),
  "1\0x",
  "-1",
  "0x1",
  "01",
  "",
);
const name = fc.constantFrom("os", "builtins", "posix", "__main__", "a.b", "é", "");
/** An opcode with an argument that is often one that it takes. */
const opcode = fc.oneof(
  fc.tuple(fc.constantFrom("I", "L", "p", "g", "F"), digits).map(([code, number]) => `${code}${number}\n`),
  fc
    .tuple(fc.constantFrom("c", "i"), name, name)
    .map(([code, module, attribute]) => `${code}${module}\n${attribute}\n`),
  fc.tuple(fc.constantFrom("S'", 'S"', "V", "P"), name).map(([code, text]) => `${code}${text}${code.slice(1)}\n`),
  fc
    .tuple(fc.constantFrom("\x8c", "U", "C", "\x8a"), name)
    .map(([code, text]) => `${code}${String.fromCharCode(text.length)}${text}`),
  fc.tuple(fc.constantFrom("h", "q", "K", "\x80"), fc.nat(5)).map(([code, byte]) => code + String.fromCharCode(byte)),
  fc
    .tuple(fc.constantFrom("j", "r", "J", "X", "\x95"), fc.nat(9))
    .map(([code, byte]) => `${code}${String.fromCharCode(byte)}\0\0${code === "\x95" ? "\0\0\0\0" : ""}\0`),
  fc.constantFrom(
    ...[...pickleOpcodes]
      .filter(([, { argument }]) => argument.kind === "none")
      .map(([byte]) => String.fromCharCode(byte)),
  ),
  fc.constantFrom("(", ")", "R", ".", "t", "\x85", "b", "s", "a", "}"),
);
const made = fc.array(opcode, { minLength: 1, maxLength: 24 }).map((parts) => Buffer.from(parts.join(""), "latin1"));
const damaged = fc
  .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(599), fc.nat(255)), { maxLength: 4 }))
  .map(([seed, edits]) => {
    const bytes = Buffer.from(seed);
    for (const [at, byte] of edits) if (at < bytes.length) bytes[at] = byte;
    return bytes;
  });

const COUNT = 8000;

test("whatever makes one of CPython's unpicklers call something counts as code, under any name", async () => {
  const all = fc.sample(fc.oneof({ weight: 3, arbitrary: made }, damaged), { numRuns: COUNT, seed: 20_261_130 });
  const runs = unpickle(all);
  const missed: string[] = [];
  let calls = 0;
  for (const [index, bytes] of all.entries()) {
    const both = runs[index] ?? [];
    if (!both.some(({ names, used, ended }) => names.length > 0 && (used || ended))) continue;
    calls++;
    for (const path of ["x", "x.txt", "LICENSE", "x.safetensors"]) {
      if (!formatRunsCode(await detectFormat(memoryFile(path, bytes)))) missed.push(bytes.toString("latin1"));
    }
  }
  expect(calls).toBeGreaterThan(COUNT / 20);
  expect([...new Set(missed)].map((text) => JSON.stringify(text))).toEqual([]);
});

test("every name that they look for is listed", async () => {
  const all = fc.sample(fc.oneof(made, damaged), { numRuns: COUNT, seed: 1 });
  const runs = unpickle(all);
  const missed: string[] = [];
  let compared = 0;
  for (const [index, bytes] of all.entries()) {
    const both = (runs[index] ?? []).filter(({ names, used, ended }) => names.length > 0 && (used || ended));
    if (both.length === 0) continue;
    const { facts } = await inspectModelFile(memoryFile("x.pkl", bytes));
    if (facts.kind !== "pickle") {
      missed.push(`${facts.kind}: ${JSON.stringify(bytes.toString("latin1"))}`);
      continue;
    }
    compared++;
    const listed = new Set(facts.imports.map((each) => `${each.module}\n${each.name}`));
    const absent = both
      .flatMap(({ names }) => names)
      .filter((each) => !listed.has(each) && !listed.has("(computed)\n(computed)"));
    // What was not read to its end says so, and claims nothing of the rest.
    if (absent.length > 0 && facts.complete) missed.push(JSON.stringify({ absent, bytes: bytes.toString("latin1") }));
  }
  expect(compared).toBeGreaterThan(COUNT / 20);
  expect(missed).toEqual([]);
});
