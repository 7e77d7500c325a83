import { rm } from "node:fs/promises";
import { InputError } from "../../../../core/errors.ts";
import { temporaryFolder } from "../../../files/atomic.ts";
import { openSqlite, type Row, type SqliteDatabase } from "../../../files/sqlite.ts";
import { copyDatabaseFiles } from "./copy-database.ts";

/** A copy of a SQLite file, so that a program that writes to it now is not disturbed. */
export interface DatabaseCopy {
  /** Whole rows: columns came and went over the years. A table that is not there has none. */
  rows(table: string, where: string, ...values: readonly string[]): readonly Row[];
  close(): Promise<void>;
}

/**
 * @param workspace Where tables part their rows by workspaces, only those of this one are seen.
 * @throws InputError when the file is missing or no SQLite database; OutsideError when it changes all the time
 */
export async function copyDatabase(file: string, workspace: string): Promise<DatabaseCopy> {
  const folder = await temporaryFolder("modelyard-mlflow-");
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  let database: SqliteDatabase | undefined;
  const close = async (): Promise<void> => {
    database?.close();
    await remove();
  };
  try {
    const copy = await copyDatabaseFiles(file, folder);
    const opened = asked(file, () => openSqlite(copy));
    database = opened;
    const query = (sql: string, ...values: readonly string[]) => asked(file, () => opened.all(sql, ...values));
    const tables = new Set(query("SELECT name FROM sqlite_master WHERE type = 'table'").map((row) => row["name"]));
    return {
      rows(table, where, ...values) {
        const rows = tables.has(table) ? query(`SELECT * FROM ${table} WHERE ${where}`, ...values) : [];
        return rows.filter((row) => (row["workspace"] ?? workspace) === workspace);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What SQLite says of a file's content, in our words. */
function asked<Answer>(file: string, ask: () => Answer): Answer {
  try {
    return ask();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError({
      code: "mlflow-database-invalid",
      message: `${file} is no SQLite database that can be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: "Name MLflow's mlflow.db, and check that it was copied whole.",
      path: file,
      cause,
    });
  }
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
