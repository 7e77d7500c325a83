import { cp, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { folderWith } from "../../../../test/support/folder.ts";
import { copyDatabase } from "./database.ts";

const RUNS = "CREATE TABLE runs (run_uuid TEXT, start_time BIGINT, note TEXT)";

/** A database that a program has open, so that SQLite puts nothing in order as it does when the last one closes it. */
function openWriter(folder: string, ...statements: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(join(folder, "mlflow.db"));
  onTestFinished(() => database.close());
  for (const statement of statements) database.exec(statement);
  return database;
}

async function bytesIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "base64")])),
  ) as Record<string, string>;
}

async function runsOf(file: string): Promise<unknown[]> {
  const copy = await copyDatabase(file, "default");
  try {
    return copy.rows("runs", "1 = 1").map((row) => row["run_uuid"]);
  } finally {
    await copy.close();
  }
}

test("what was committed is read from the log beside a database in WAL mode, and nothing there is touched", async () => {
  const folder = await folderWith({});
  openWriter(
    folder,
    "PRAGMA journal_mode = WAL",
    "PRAGMA wal_autocheckpoint = 0",
    RUNS,
    "INSERT INTO runs VALUES ('committed', 1, '')",
    "BEGIN",
    "INSERT INTO runs VALUES ('still open', 1, '')",
  );
  const before = await bytesIn(folder);
  expect(Object.keys(before)).toEqual(["mlflow.db", "mlflow.db-shm", "mlflow.db-wal"]);
  expect(await runsOf(join(folder, "mlflow.db"))).toEqual(["committed"]);
  expect(await bytesIn(folder)).toEqual(before);
});

test("a database in WAL mode without its log, as its writer leaves it behind", async () => {
  const folder = await folderWith({});
  const writer = new DatabaseSync(join(folder, "mlflow.db"));
  writer.exec(`PRAGMA journal_mode = WAL; ${RUNS}; INSERT INTO runs VALUES ('a', 1, '')`);
  writer.close();
  expect(await readdir(folder)).toEqual(["mlflow.db"]);
  expect(await runsOf(join(folder, "mlflow.db"))).toEqual(["a"]);
});

test("the log lies where a link leads, not beside the link", async () => {
  const folder = await folderWith({});
  openWriter(folder, "PRAGMA journal_mode = WAL", RUNS, "INSERT INTO runs VALUES ('a', 1, '')");
  const other = await folderWith({});
  await symlink(join(folder, "mlflow.db"), join(other, "linked.db"));
  expect(await runsOf(join(other, "linked.db"))).toEqual(["a"]);
});

/** A transaction that has begun to change the file itself, with the journal that takes it back. */
async function withHotJournal(): Promise<string> {
  const folder = await folderWith({});
  const fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)";
  openWriter(
    folder,
    "PRAGMA cache_size = 1",
    RUNS,
    `INSERT INTO runs ${fill} SELECT 'before', i, hex(zeroblob(400)) FROM n`,
    "BEGIN",
    "UPDATE runs SET run_uuid = 'after!'",
  );
  const copied = await folderWith({});
  await cp(folder, copied, { recursive: true });
  return copied;
}

test("a transaction that did not end is taken back", async () => {
  const folder = await withHotJournal();
  expect(await readFile(join(folder, "mlflow.db"), "latin1")).toContain("after!");
  const before = await bytesIn(folder);
  expect(new Set(await runsOf(join(folder, "mlflow.db")))).toEqual(new Set(["before"]));
  expect(await bytesIn(folder)).toEqual(before);
});

test("a journal that names a file for SQLite to delete is refused", async () => {
  const folder = await withHotJournal();
  const victim = join(await folderWith({ "thesis.txt": "years of work" }), "thesis.txt");
  const name = Buffer.from(victim);
  const end = Buffer.alloc(8);
  end.writeUInt32BE(name.length, 0);
  end.writeUInt32BE(
    name.reduce((sum, byte) => sum + byte, 0),
    4,
  );
  const journal = await readFile(join(folder, "mlflow.db-journal"));
  const magic = journal.subarray(0, 8);
  await writeFile(join(folder, "mlflow.db-journal"), Buffer.concat([journal, Buffer.alloc(4), name, end, magic]));
  await expect(runsOf(join(folder, "mlflow.db"))).rejects.toMatchObject({
    name: "InputError",
    code: "mlflow-database-unfinished",
  });
  expect(await readFile(victim, "utf8")).toBe("years of work");
});

test("whole numbers beyond those that JavaScript holds exactly are read, others are plain numbers", async () => {
  const folder = await folderWith({});
  openWriter(folder, RUNS, "INSERT INTO runs VALUES ('a', 9223372036854775807, ''), ('b', 1795469012964, NULL)");
  const copy = await copyDatabase(join(folder, "mlflow.db"), "default");
  onTestFinished(() => copy.close());
  expect(copy.rows("runs", "run_uuid >= ?", "a")).toEqual([
    { run_uuid: "a", start_time: 9_223_372_036_854_775_807n, note: "" },
    { run_uuid: "b", start_time: 1_795_469_012_964, note: null },
  ]);
});

test.for([
  ["a text", () => Buffer.from("no database at all")],
  ["half of one", (bytes: Buffer) => bytes.subarray(0, 5000)],
  ["damaged pages", (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 0xff)])],
] as const)("%s is no database that can be read", async ([, damage]) => {
  const folder = await folderWith({});
  const writer = new DatabaseSync(join(folder, "mlflow.db"));
  writer.exec(`${RUNS}; INSERT INTO runs VALUES ('a', 1, hex(zeroblob(9000)))`);
  writer.close();
  const file = join(folder, "mlflow.db");
  await writeFile(file, damage(await readFile(file)));
  await expect(runsOf(file)).rejects.toMatchObject({
    name: "InputError",
    code: "mlflow-database-invalid",
    message: expect.stringContaining(`${file} is no SQLite database that can be read: `) as string,
  });
});
