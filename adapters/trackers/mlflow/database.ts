import { chmod, copyFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Database as SqliteDatabase } from "node-sqlite3-wasm";
import { InputError } from "../../../core/errors.ts";
import { temporaryFolder } from "../../files/atomic.ts";
import { fileError, isFile } from "../plain/text-file.ts";

/** One row of a table, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** A copy of a SQLite file, so that a program that writes to it now is not disturbed. */
export interface DatabaseCopy {
  /** Whole rows: columns came and went over the years. A table that is not there has none. */
  rows(table: string, where: string, ...values: readonly string[]): readonly Row[];
  close(): Promise<void>;
}

/**
 * @param workspace Where tables part their rows by workspaces, only those of this one are seen.
 * @throws InputError when the file is missing or no SQLite database.
 */
export async function copyDatabase(file: string, workspace: string): Promise<DatabaseCopy> {
  const folder = await temporaryFolder("modelyard-mlflow-");
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(file));
    await copyForWriting(file, copy);
    // What a writer has not yet put into the file itself.
    for (const end of ["-wal", "-journal"]) if (await isFile(file + end)) await copyForWriting(file + end, copy + end);
    const database = await openDatabase(copy);
    const tables = new Set(
      database.all("SELECT name FROM sqlite_master WHERE type = 'table'").map((row) => row["name"]),
    );
    return {
      rows(table, where, ...values) {
        try {
          const rows = tables.has(table) ? database.all(`SELECT * FROM ${table} WHERE ${where}`, [...values]) : [];
          return rows.filter((row) => (row["workspace"] ?? workspace) === workspace);
        } catch (cause) {
          throw databaseError(file, cause);
        }
      },
      async close() {
        database.close();
        await remove();
      },
    };
  } catch (cause) {
    await remove();
    throw databaseError(file, cause);
  }
}

/** SQLite opens what it may write to; the original may be write-protected, and a copy is so too. */
async function copyForWriting(file: string, copy: string): Promise<void> {
  await copyFile(file, copy);
  await chmod(copy, 0o600);
}

/** What the system says of a file has a code; what SQLite says of its content has none. */
function databaseError(file: string, cause: unknown): Error {
  if (!(cause instanceof Error) || "code" in cause) return fileError(file, cause);
  return new InputError({
    code: "mlflow-database-not-valid",
    message: `${file} is no SQLite database that can be read: ${cause.message}`,
    hint: "Name MLflow's mlflow.db, and check that it was copied whole.",
    path: file,
    cause,
  });
}

/** Only somebody who reads a database pays for loading a megabyte of WebAssembly. */
async function openDatabase(file: string): Promise<SqliteDatabase> {
  const { default: sqlite } = await import("node-sqlite3-wasm");
  return new sqlite.Database(file, { fileMustExist: true });
}

/** Text, or a number as text; nothing for NULL and the empty text. */
export function textIn(row: Row, column: string): string | undefined {
  const found = row[column];
  if (typeof found === "string") return found === "" ? undefined : found;
  return typeof found === "number" || typeof found === "bigint" ? String(found) : undefined;
}

export function numberIn(row: Row, column: string): number | undefined {
  const found = row[column];
  return typeof found === "number" || typeof found === "bigint" ? Number(found) : undefined;
}

/** Two columns of rows as keys and values. */
export function pairs(rows: readonly Row[], key: string, value: string): Record<string, string> {
  return Object.fromEntries(rows.map((row) => [textIn(row, key) ?? "", textIn(row, value) ?? ""]));
}
