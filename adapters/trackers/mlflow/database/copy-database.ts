import { chmod, copyFile, open, realpath, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError, OutsideError } from "../../../../core/errors.ts";
import { isAbsent, namedFileError } from "../../../files/errors.ts";

/** What a writer has not yet put into the file itself lies beside it. */
const WRITE_AHEAD_LOG = "-wal";
const ROLLBACK_JOURNAL = "-journal";
const ENDS = ["", WRITE_AHEAD_LOG, ROLLBACK_JOURNAL] as const;

const MAX_ATTEMPTS = 10;

/**
 * Copies a SQLite database, with what its writers have not yet put into it, as it was at one moment.
 *
 * @returns the path of the copy in `folder`
 * @throws InputError `file-missing` or `mlflow-database-unfinished`; OutsideError `mlflow-database-busy` or `file-unreadable`
 */
export async function copyDatabaseFiles(file: string, folder: string): Promise<string> {
  // A database that a link leads to has its journal where the link leads, not beside the link.
  const original = await realpath(file).catch((cause: unknown) => Promise.reject(namedFileError(file, cause)));
  const copy = join(folder, basename(original));
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const before = await stateOf(original);
    for (const end of ENDS) await copyForWriting(original + end, copy + end);
    if ((await stateOf(original)) !== before) continue;
    await refuseSuperJournal(file, copy);
    return copy;
  }
  throw new OutsideError({
    code: "mlflow-database-busy",
    message: `${file} changed each of the ${MAX_ATTEMPTS} times that it was copied.`,
    hint: "Try again when less is written to it, or name the tracking server that writes to it.",
    path: file,
  });
}

/** The same text as long as nobody writes. */
async function stateOf(original: string): Promise<string> {
  const states = ENDS.map(async (end) => {
    const stats = await stat(original + end, { bigint: true }).catch(absent(original + end));
    return stats && `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
  });
  return (await Promise.all(states)).join("\n");
}

/** SQLite opens what it may write to; the original may be write-protected, and a copy is so too. */
async function copyForWriting(file: string, copy: string): Promise<void> {
  await rm(copy, { force: true });
  const stats = await stat(file).catch(absent(file));
  if (!stats?.isFile()) return;
  await copyFile(file, copy).then(() => chmod(copy, 0o600), absent(file));
}

/** What is not there, or no longer. */
function absent(file: string): (error: unknown) => undefined {
  return (error) => {
    if (!isAbsent(error)) throw namedFileError(file, error);
    return undefined;
  };
}

const JOURNAL_MAGIC = Buffer.from("d9d505f920a163d7", "hex");

/**
 * A journal that ends so names another file, which SQLite would delete after it rolled the transaction back: any file of
 * who runs this, if whoever made the database wants it. It belongs to a transaction over several databases, which MLflow
 * never begins.
 *
 * @see https://www.sqlite.org/fileformat2.html#the_rollback_journal
 */
async function refuseSuperJournal(file: string, copy: string): Promise<void> {
  const end = await lastBytes(copy + ROLLBACK_JOURNAL, JOURNAL_MAGIC.length);
  if (!end.equals(JOURNAL_MAGIC)) return;
  throw new InputError({
    code: "mlflow-database-unfinished",
    message: `${file + ROLLBACK_JOURNAL} belongs to a transaction over several databases that did not end.`,
    hint: "Open the database with the program that wrote it, and close it there; then try again.",
    path: file + ROLLBACK_JOURNAL,
  });
}

async function lastBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path).catch(absent(path));
  if (!file) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const { bytesRead, buffer } = await file.read(Buffer.alloc(count), 0, count, Math.max(0, size - count));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
