import { InputError } from "../../core/errors.ts";
import type { DatabaseSync } from "node:sqlite";

/** One row of a table, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** The part of Node's SQLite that is used. Node 22.19 has all of it. */
export interface SqliteDatabase {
  /** Whole numbers that a JavaScript number holds exactly are numbers, larger ones are bigints. */
  all(query: string, ...values: readonly string[]): readonly Row[];
  close(): void;
}

/**
 * Opens a file as a SQLite database. Only somebody who reads a database pays for loading SQLite.
 *
 * @throws InputError `node-too-old`
 * @throws Error of code `ERR_SQLITE_ERROR`, here and from `all`, where the file is damaged or is something else
 */
export function openSqlite(file: string): SqliteDatabase {
  const database = new (loadSqlite())(file);
  return {
    all(query, ...values) {
      const statement = database.prepare(query);
      // Without this, a number that does not fit is an error.
      statement.setReadBigInts(true);
      return statement.all(...values).map(withPlainNumbers);
    },
    close: () => database.close(),
  };
}

function withPlainNumbers(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainNumber(value)]));
}

function plainNumber(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Node 22 warns when it loads SQLite. That warning is for who wrote this program, not for who runs it; others stay. */
function loadSqlite(): typeof DatabaseSync {
  const original = Object.getOwnPropertyDescriptor(process, "emitWarning") ?? {};
  const warn = process.emitWarning.bind(process) as (...words: unknown[]) => void;
  process.emitWarning = (warning: unknown, ...rest: unknown[]) => {
    if (!String(warning).startsWith("SQLite is an experimental feature")) warn(warning, ...rest);
  };
  try {
    // Older ones have none, which the types do not know.
    const sqlite = process.getBuiltinModule("node:sqlite") as
      | { readonly DatabaseSync: typeof DatabaseSync }
      | undefined;
    if (sqlite) return sqlite.DatabaseSync;
  } finally {
    Object.defineProperty(process, "emitWarning", original);
  }
  throw new InputError({
    code: "node-too-old",
    message: `This is Node ${process.versions.node}, which cannot read SQLite databases.`,
    hint: "Run modelyard with Node 22.19 or later.",
  });
}
