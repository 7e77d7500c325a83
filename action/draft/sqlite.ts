import { DatabaseSync } from "node:sqlite";

/**
 * SQLite as the draft action has it: that of Node 24, in place of a package whose WebAssembly is a second file. The
 * build imports it wherever that package is imported, so it has the part of its form that is used.
 */
export class Database {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = withPlainErrors(() => new DatabaseSync(file));
  }

  all(query: string, values: readonly string[] = []): readonly object[] {
    return withPlainErrors(() => this.#database.prepare(query).all(...values));
  }

  close(): void {
    this.#database.close();
  }
}

/** Errors with a code are taken for those of the file system. */
function withPlainErrors<Value>(run: () => Value): Value {
  try {
    return run();
  } catch (cause) {
    throw cause instanceof Error ? new Error(cause.message, { cause }) : cause;
  }
}
