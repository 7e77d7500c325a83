import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const page = await readFile(join(root, "docs/development.md"), "utf8");
const contributing = await readFile(join(root, "CONTRIBUTING.md"), "utf8");

/** What the recipes leave to their reader: names in capitals. */
const PLACEHOLDER = /\b[A-Z]{3,}\b(?!\.md)/;

test("every file and folder that the pages for contributors name is there", async () => {
  const rooms = (await readdir(root)).join("|").replaceAll(".", String.raw`\.`);
  const named = new RegExp(`(?<![\\w/.-])(?:${rooms})/[\\w/.-]*`, "g");
  const paths = new Set(
    [page, contributing].flatMap((text) =>
      [...text.matchAll(/`[^`\n]+`|^npx .*$/gm)].flatMap(([code]) =>
        PLACEHOLDER.test(code) ? [] : (code.match(named) ?? []),
      ),
    ),
  );
  expect(paths.size).toBeGreaterThan(50);
  const missing: string[] = [];
  for (const path of paths) if (!(await exists(path))) missing.push(path);
  expect(missing).toEqual([]);
});

test.each(["core", "adapters", "operations", "test"])("the map shows every folder of %s", async (room) => {
  const section = page.split(`\n### \`${room}/\`\n`)[1]?.split(/\n##+ /)[0] ?? "";
  const entries = await readdir(join(root, room), { withFileTypes: true });
  const folders = entries.flatMap((entry) => (entry.isDirectory() ? [`\`${entry.name}/\``] : []));
  expect(folders.filter((folder) => !section.includes(folder))).toEqual([]);
});

test("every script that the pages name is in package.json", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: object };
  const named = [page, contributing].flatMap((text) =>
    Array.from(text.matchAll(/npm run ([\w:]+)/g), ([, name = ""]) => name),
  );
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  expect(named.length).toBeGreaterThan(5);
});

async function exists(path: string): Promise<boolean> {
  return stat(join(root, path)).then(
    () => true,
    () => false,
  );
}
