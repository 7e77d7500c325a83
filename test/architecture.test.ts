import { execFile } from "node:child_process";
import { lstat, readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Each room, and the rooms that it may import besides itself; a room's path begins with its name. */
const ARROWS: Record<string, readonly string[]> = {
  schemas: [],
  "core/registry": ["schemas"],
  "core/rules": ["core/registry", "schemas"],
  "core/history": ["core/registry", "schemas"],
  "core/comparing": ["core/registry", "schemas"],
  "core/importing": ["core/registry", "core/rules/suggest.ts", "schemas"],
  "core/changes": ["core/registry", "core/rules/rule.ts", "core/rules/suggest.ts", "core/comparing", "schemas"],
  "core/checking": ["core/registry", "core/rules", "core/changes", "schemas"],
  "core/gates": [
    "core/registry",
    "core/rules/rule.ts",
    "core/rules/suggest.ts",
    "core/changes",
    "core/comparing",
    "core/history",
    "core/release",
    "schemas",
  ],
  "core/release": ["core/registry", "schemas"],
  "core/reports": ["core", "schemas"],
  adapters: ["core", "schemas"],
  operations: ["core", "adapters", "schemas"],
  cli: ["operations", "core", "adapters", "schemas", "package.json"],
  action: ["operations", "core", "adapters", "schemas", "package.json"],
};

const root = join(import.meta.dirname, "..");

async function sources(): Promise<string[]> {
  const folders = [...new Set(Object.keys(ARROWS).map((room) => room.split("/")[0] ?? ""))];
  const found = await Promise.all(
    folders.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])),
  );
  return found
    .flat()
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !path.includes("/dist/"));
}

async function importsOf(path: string): Promise<string[]> {
  const text = await readFile(join(root, path), "utf8");
  const matches = text.matchAll(
    /(?:^|\n)\s*(?:import|export)[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)|^import\s+"([^"]+)"/g,
  );
  return [...matches].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

function roomOf(path: string): string | undefined {
  const rooms = Object.keys(ARROWS).filter((room) => path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0];
}

test("imports follow the arrows of the architecture", async () => {
  const wrong: string[] = [];
  let arrows = 0;
  for (const path of await sources()) {
    const room = roomOf(path);
    for (const imported of await importsOf(path)) {
      if (!imported.startsWith(".")) continue;
      arrows++;
      const target = relative(root, join(root, path, "..", imported)).replaceAll("\\", "/");
      // core/ itself holds what all its rooms share.
      const shared = path.startsWith("core/") && /^core\/[^/]+$/.test(target);
      const allowed = [room ?? "core", ...(room === undefined ? ["core"] : (ARROWS[room] ?? []))];
      if (!shared && !allowed.some((place) => target === place || target.startsWith(`${place}/`)))
        wrong.push(`${path} → ${target}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(arrows).toBeGreaterThan(100);
});

test("core has no input or output: no Node module, clock, environment or network", async () => {
  const wrong: string[] = [];
  for (const path of await sources()) {
    if (!path.startsWith("core/")) continue;
    const text = await readFile(join(root, path), "utf8");
    const modules = (await importsOf(path)).filter((name) => name.startsWith("node:"));
    const uses = text.match(/\b(?:Date\.now\(|new Date\(\)|process\.|fetch\(|setTimeout\()/g) ?? [];
    wrong.push(...modules.map((name) => `${path}: ${name}`), ...uses.map((use) => `${path}: ${use}`));
  }
  expect(wrong).toEqual([]);
});

test("no rule imports another rule, and no gate another gate", async () => {
  const wrong: string[] = [];
  const shared = /\/(?:rule|suggest|index|schema-messages|catalogue|verdict|policy|duration)\.ts$/;
  for (const path of await sources()) {
    const room = /^core\/(?:rules|gates|changes\/rules)\//.exec(path)?.[0];
    if (room === undefined || shared.test(path)) continue;
    const names = await importsOf(path);
    const sideways = names.map((name) => relative(root, join(root, path, "..", name)).replaceAll("\\", "/"));
    const listed = await exportsARule(path);
    for (const target of sideways)
      if (listed && target.startsWith(room) && (await exportsARule(target))) wrong.push(`${path} → ${target}`);
  }
  expect(wrong).toEqual([]);
});

/** A file of a rule or gate exports a value of that type. */
async function exportsARule(path: string): Promise<boolean> {
  const text = await readFile(join(root, path), "utf8").catch(() => "");
  return /export const \w+: (?:FileRule|RegistryRule|ChangeRule|Gate)\b/.test(text);
}

test("no program or data slips in: GitHub takes no file above 100 MB, and everybody's clone keeps it for ever", async () => {
  const { stdout } = await promisify(execFile)("git", ["ls-files", "-z"], { cwd: root });
  const paths = stdout.split("\0").filter((path) => path !== "");
  const sizes = await Promise.all(
    paths.map(async (path) => ({ path, sizeBytes: (await lstat(join(root, path))).size })),
  );
  expect(sizes.filter(({ sizeBytes }) => sizeBytes > 3_000_000)).toEqual([]);
  expect(sizes.length).toBeGreaterThan(500);
});
