import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { folderWith } from "../test/support/folder.ts";
import { generateRegistry } from "./registries/generate.ts";

const run = promisify(execFile);
const bench = join(import.meta.dirname, "main.ts");
const program = join(import.meta.dirname, "../dist/modelyard.js");

test("measures everything on next to nothing, and writes the table into a page and as JSON", async () => {
  const marks = [
    "<!-- Written by npm run bench -- --markdown. Do not edit. -->",
    "<!-- End of what npm run bench wrote. -->",
  ];
  const folder = await folderWith({ "page.md": `# Before\n\n${marks.join("\nold\n")}\n\nAfter\n` });
  const [page, json] = [join(folder, "page.md"), join(folder, "results.json")];
  const { stdout } = await run(process.execPath, [bench, "--smoke", "--json", json, "--markdown", page]);
  const { lines } = JSON.parse(await readFile(json, "utf8")) as { lines: { job: string; skipped?: string }[] };
  const jobs = lines.map(({ job }) => job).join("\n");
  for (const job of [
    "resolve",
    "promotion",
    "warm cache",
    "no cache",
    "history",
    "pull",
    "hashing",
    "registrations",
    "working folder",
  ]) {
    expect(jobs).toContain(job);
  }
  const text = await readFile(page, "utf8");
  expect(text).toMatch(/^# Before\n[^]*After\n$/);
  expect(text).not.toContain("\nold\n");
  expect(text).toContain(stdout.trim().split("\n")[0]);

  await writeFile(page, "No marks.\n");
  const words = [bench, "--smoke", "--only", "history", "--json", json, "--markdown", page];
  await expect(run(process.execPath, words)).rejects.toThrow("has no place for the table");
}, 240_000);

test("generates a registry without findings, whose promotion passes its gates", async () => {
  const folder = await folderWith({});
  const { model, promoted } = await generateRegistry({ folder, versions: 23 });
  const modelyard = (...words: string[]) => run(process.execPath, [program, ...words, "-C", folder]);
  expect((await modelyard("validate")).stdout).toContain("no findings");
  const { stdout } = await modelyard("validate", "--base", "main", "--head", "promotion", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ findings: [] });
  expect((await modelyard("resolve", `${model}@staging`)).stdout.trim()).toBe(promoted);
}, 60_000);
