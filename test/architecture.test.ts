import { execFile } from "node:child_process";
import { lstat, readFile, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type Arrow, ROOMS, betweenFloors, betweenRooms, circles, importsIn, withoutFloor } from "./support/arrows.ts";

const root = join(import.meta.dirname, "..");

async function sources(): Promise<string[]> {
  const folders = Object.keys(ROOMS);
  const found = await Promise.all(
    folders.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])),
  );
  return found
    .flat()
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !path.includes("/dist/"));
}

async function importsOf(path: string): Promise<readonly string[]> {
  return importsIn(await readFile(join(root, path), "utf8"));
}

/** Every import of one of our files by another, types included. */
async function arrows(): Promise<readonly Arrow[]> {
  const found = await Promise.all(
    (await sources()).map(async (from) =>
      (await importsOf(from))
        .filter((name) => name.startsWith("."))
        .map((name) => ({ from, to: relative(root, join(root, from, "..", name)).replaceAll("\\", "/") })),
    ),
  );
  return found.flat();
}

test("imports follow the arrows of the architecture", async () => {
  const all = await arrows();
  expect(betweenRooms(all)).toEqual([]);
  expect(all.length).toBeGreaterThan(1000);
});

test("inside of a room, a folder imports only folders below it", async () => {
  expect(betweenFloors(await arrows())).toEqual([]);
  expect(withoutFloor(await sources())).toEqual([]);
});

test("no two files import each other, types included, also by way of others", async () => {
  expect(circles(await arrows())).toEqual([]);
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

test("whether a registry is in a folder or on GitHub is decided where locations and histories are opened", async () => {
  const wrong: string[] = [];
  for (const path of await sources()) {
    const isDoor = /^operations\/(?:workspace|history)\//.test(path);
    if (isDoor || !/^(?:operations|cli|action)\//.test(path)) continue;
    const text = await readFile(join(root, path), "utf8");
    if (/[lL]ocation\.kind\b|\.kind [!=]== "(?:folder|github)"/.test(text)) wrong.push(path);
  }
  expect(wrong).toEqual([]);
});

test("an error's code is listed once, at its room or at one below, and thrown", async () => {
  const listed = await codesByRoom();
  const rooms = [...listed.keys()];
  const all = [...listed.values()].flat();
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((code, index) => all.indexOf(code) !== index)).toEqual([]);
  const named = new Map<string, number>();
  for (const path of await sources()) {
    // These list codes and show one; they throw none.
    if (/^core\/error(?:s|-codes)\.ts$/.test(path)) continue;
    const room = rooms.findIndex((each) => each.split("|").includes(path.split("/")[0] ?? ""));
    const text = await readFile(join(root, path), "utf8");
    for (const [, code = ""] of text.matchAll(/"([a-z0-9]+(?:-[a-z0-9]+)*)"/g)) {
      if (all.includes(code)) named.set(code, Math.min(room, named.get(code) ?? room));
    }
  }
  const wrong = rooms.flatMap((room, place) => (listed.get(room) ?? []).filter((code) => named.get(code) !== place));
  expect(wrong, "codes that no file of their own room names, or that one below names").toEqual([]);
});

/** The unions of core/error-codes.ts, by the folders that throw them. */
async function codesByRoom(): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(join(root, "core/error-codes.ts"), "utf8");
  const rooms = { CoreCode: "core", AdapterCode: "adapters", OperationCode: "operations", FaceCode: "cli|action" };
  return new Map(
    Object.entries(rooms).map(([type, folders]) => {
      const [, members = ""] = new RegExp(`type ${type} =([^;]+);`).exec(text) ?? [];
      return [folders, [...members.matchAll(/"([^"]+)"/g)].map(([, code = ""]) => code)];
    }),
  );
}

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
