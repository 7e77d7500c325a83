// What passes the rules, read by the YAML readers that deploy jobs in Python and in Go use.
import * as fc from "fast-check";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { readRegistryFile } from "../../core/registry/file.ts";
import { checkFile } from "../../core/rules/index.ts";
import { programs } from "./programs.ts";
import { programEnvironment, runProgram } from "./run-program.ts";
import { GO_READERS, installGoReaders } from "./yaml-readers.ts";

const VERSION = { kind: "model-version", model: "churn", version: "9.0.0" } as const;
const LINES = [
  "schema: model-version/1",
  "model: churn",
  'version: "9.0.0"',
  "description: |",
  "  Retrained on the June data.",
  "",
  "  Twice: it's better.",
  'created_at: "2026-06-30T14:03:11Z" # by hand',
  "author: alice",
  "artifacts:",
  `  - {path: model.bin, size: 2184, sha256: "${"0".repeat(64)}"}`,
  "signature:",
  "  inputs:",
  "    - {name: age, type: long}",
  "    - {name: pixels, dtype: float32, shape: [-1, 28, 28]}",
  "parameters:",
  "  C: 0.5",
  "  penalty: l2",
  '  list: [1, two, "three"]',
  'metrics: {auc: 0.897, "log loss": 1.0e-3}',
  "training:",
  "  command: python train.py",
];

const signs = fc.constantFrom(...Array.from("\n\r\t :#,-[]{}\"'|>?&*!%@`\\~=_.0é😀\u00a0\u0085\u2028\ufeff"));
const words = fc.constantFrom(
  ..."yes No on y null ~ 1.10 0755 1e3 1e-3 1.0e-3 1_000 1:30 0x1F 0o17 .5 5. -0 2026-06-30 << = .inf a:b".split(" "),
  ..."?x :x x: it's http://x/y | >- |+ |2 --- [x {a:[1]} 'x'".split(" "),
  "a: b",
  "a #b",
  "- x",
  "{a: 1}",
  "[a, b]",
  '"two\\n"',
  "x\n  y",
  "|\n \n   x",
  '"\\ud83d\\ude00"',
  '"\\ud83d"',
  '"a\\/b"',
  '"\\U0001F600 \\u00e9\\x41\\e\\_\\N"',
  "|2\n     \n",
  ">2-\n      \n\n",
  "|2\n      \n    x",
  "{a\n      : b}",
  '{"a" # x\n      : b}',
  "[a\n      : b]",
  ..."+_1 -_1 1e_3 +_1.5 -_.5 0X1F 0B1 0O17 +_0x1 _1 1__0 +0x1F .+5 +.5 1.e+1 .iNf 12e03".split(" "),
);

/** Slips of the hand: a sign more or less, a value of another form, a line twice, elsewhere or deeper, no last line break. */
const slip = fc.oneof(
  fc.tuple(fc.nat(), signs, fc.nat(1)).map(([at, sign, gone]) => (text: string) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + sign + text.slice(start + gone);
  }),
  fc.tuple(fc.nat(), words).map(([at, word]) => onLine(at, (line) => [line.replace(/(: |- ).*$/, `$1${word}`)])),
  fc.tuple(fc.nat(), words).map(([at, word]) => onLine(at, (line) => [line, `  ${word}: ${word}`])),
  fc.nat().map((at) => onLine(at, (line) => [line, line])),
  fc.tuple(fc.nat(), fc.nat(3)).map(([at, depth]) => onLine(at, (line) => [" ".repeat(depth) + line])),
  fc
    .tuple(fc.nat(), fc.constantFrom("", " ", "  ", "#", "  # why"))
    .map(([at, end]) => onLine(at, (line) => [line + end])),
  fc.nat().map((at) => onLine(at, (line) => [line.replaceAll(/["']/g, "")])),
  fc.constantFrom(
    (text: string) => text.replaceAll("\n", "\r\n"),
    (text: string) => text.trimEnd(),
    (text: string) => `${text}description: |\n  The end`,
  ),
);

function onLine(at: number, change: (line: string) => readonly string[]): (text: string) => string {
  return (text) => {
    const lines = text.split("\n");
    return lines.toSpliced(at % lines.length, 1, ...change(lines[at % lines.length] ?? "")).join("\n");
  };
}

const edited = fc
  .array(slip, { maxLength: 3 })
  .map((slips) => slips.reduce((text, change) => change(text), `${LINES.join("\n")}\n`));

beforeAll(installGoReaders);

test("a file that passes the rules is the same to all of them", async () => {
  const passed = fc.sample(edited, 3000).flatMap((text) => {
    const file = readRegistryFile({ path: "registry/x.yaml", blobId: "" }, VERSION, Buffer.from(text));
    const isRefused = file.newerMajor !== undefined || checkFile(file).some(({ severity }) => severity === "error");
    return isRefused ? [] : [{ text, value: file.value }];
  });
  expect(passed.length).toBeGreaterThan(300);
  const folder = await mkdtemp(join(tmpdir(), "modelyard-yaml-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const list = join(folder, "texts.json");
  await writeFile(list, passed.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  const script = join(import.meta.dirname, "python/yaml_readers.py");
  const at = { folder, environment: programEnvironment("yaml-readers") };
  expect(JSON.parse(await runProgram([join(programs("yaml-readers"), "python"), script, list], at))).toEqual([]);
  expect(JSON.parse(await runProgram([GO_READERS, list], at))).toEqual([]);
});
