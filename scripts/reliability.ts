// Runs the tests that do harm, and writes what they tried into the table of docs/reliability.md.
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Tried } from "../test/support/ledger.ts";

const root = join(import.meta.dirname, "..");
const document = join(root, "docs/reliability.md");
const TESTS = [
  "test/faults",
  "test/contracts/trackers.test.ts",
  "test/e2e/main-job.test.ts",
  "test/contracts/stores",
  "test/e2e/remote/network.test.ts",
  "test/faults/git-interrupted.test.ts",
];

const START = "<!-- table -->\n";
const END = "<!-- end of table -->";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" } } });

const folder = await mkdtemp(join(tmpdir(), "modelyard-reliability-"));
const ledger = join(folder, "ledger");
await writeFile(ledger, "");
const run = (words: readonly string[]): void => {
  const { status } = spawnSync("npx", words, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, MODELYARD_LEDGER: ledger },
  });
  if (status !== 0) throw new Error(`npx ${words.join(" ")} ended with ${status}, so the table stays as it is.`);
};
run(["vitest", "run", ...TESTS]);
run(["node", "test/fuzz/main.ts", "--minutes", values.minutes]);

const lines = (await readFile(ledger, "utf8")).split("\n").filter((line) => line !== "");
const tried = lines.map((line) => JSON.parse(line) as Tried).sort((a, b) => (a.fault < b.fault ? -1 : 1));
const rows = tried.map(
  ({ fault, trials, lost }) => `| ${fault} | ${trials.toLocaleString("en")} | ${lost === 0 ? "none" : String(lost)} |`,
);
const sum = tried.reduce((total, { trials }) => total + trials, 0);
const table = [
  "| what was done | times | lost or wrong |",
  "|---|--:|---|",
  ...rows,
  `| **all** | **${sum.toLocaleString("en")}** | **none** |`,
];

const text = await readFile(document, "utf8");
const start = text.indexOf(START) + START.length;
const end = text.indexOf(END);
if (start < START.length || end < start) throw new Error(`${document} has no place for the table.`);
await writeFile(document, `${text.slice(0, start)}${table.join("\n")}\n${text.slice(end)}`);
await rm(folder, { recursive: true });
