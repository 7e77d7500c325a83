import { readdir } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { isMapping, mappingsOf, parseText, type PlainMapping, readMapping } from "../plain/document.ts";
import { isAbsent, namedFileError } from "../../files/errors.ts";
import { isFile, isFolder, textAt } from "../../files/look-at.ts";
import { projectRoot } from "./boundary.ts";
import { lockedOuts } from "./lock.ts";
import { type DvcRecord, readRecords } from "./record.ts";
import { withoutTrailing } from "../../../core/text/trailing.ts";

/** What DVC says of data that it tracks. */
export interface DvcPointer {
  /** The `.dvc` file, or the `dvc.lock` with the data that a stage makes. */
  readonly file: string;
  /** The tracked file or directory on this machine, whether it is there or not. */
  readonly target: string;
  readonly record: DvcRecord;
  readonly description?: string;
  /** Where it was imported from, with `dvc import` or `dvc import-url`. */
  readonly origin?: DvcOrigin;
}

type DvcOrigin =
  | {
      readonly type: "repository";
      readonly repository: string;
      readonly commit: string | undefined;
      readonly path: string;
    }
  | { readonly type: "uri"; readonly uri: string };

/**
 * Reads the pointer that tracks a file or a directory; of what a pipeline makes, its lock.
 *
 * @param path The `.dvc` file, or what it tracks.
 * @example
 * await readDvcPointer("data/train.csv.dvc");
 * // { file: "data/train.csv.dvc", target: "data/train.csv",
 * //   record: { path: "train.csv", digest: "md5:a304…", algorithm: "md5", sizeBytes: 14445097 } }
 * @throws InputError when there is no pointer, or it records nothing yet.
 */
export async function readDvcPointer(path: string): Promise<DvcPointer> {
  const file = path.endsWith(".dvc") && !(await isFolder(path)) ? path : `${withoutTrailing(path, "\\/")}.dvc`;
  if (file !== path && !(await isFile(file))) {
    const made = await readLocks(resolve(path));
    if (made !== undefined) return made;
    const message = `${path} is not tracked by DVC: there is no ${file}, and no dvc.lock that has it.`;
    throw new InputError({
      code: "dvc-not-tracked",
      message,
      hint: `Run dvc add ${path}, or name its .dvc file.`,
      path,
    });
  }
  const pointer = await readMapping(file, "yaml");
  const [record, ...others] = readRecords(pointer["outs"]);
  if (record?.digest === undefined || others.length > 0) {
    const what = others.length > 0 ? "tracks more than one file" : "records no digest";
    const hint =
      others.length > 0 ? "Track each with its own dvc add." : "Run dvc commit, or dvc import without --no-download.";
    throw new InputError({ code: "dvc-pointer-invalid", message: `${file} ${what}.`, hint, path: file });
  }
  const wdir = typeof pointer["wdir"] === "string" ? pointer["wdir"] : ".";
  const description = record.description ?? pointer["desc"];
  const origin = readOrigin(pointer);
  return {
    file,
    target: join(dirname(file), wdir, record.path),
    record,
    ...(typeof description === "string" && { description }),
    ...(origin && { origin }),
  };
}

/**
 * Looks in the folder of the data and in those above it, then in all of the project: a pipeline may run in a folder above its
 * own (`wdir`).
 */
async function readLocks(target: string): Promise<DvcPointer | undefined> {
  const root = await projectRoot(dirname(target));
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    const found = await readLock(join(folder, "dvc.lock"), target);
    if (found !== undefined) return found;
    if (folder === root || dirname(folder) === folder) break;
  }
  const { locks, unread } = await locksBelow(root);
  for (const file of locks) {
    const found = await readLock(file, target);
    if (found !== undefined) return found;
  }
  // The lock may lie in what could not be looked into.
  if (unread !== undefined) throw unread;
  return undefined;
}

async function readLock(file: string, target: string): Promise<DvcPointer | undefined> {
  const lock = await textAt(file);
  if (lock === undefined) return undefined;
  const folder = dirname(file);
  const definition = await textAt(join(folder, "dvc.yaml"));
  const path = relative(folder, target).replaceAll(sep, "/");
  const record = lockedOuts({ lock, definition }).find((out) => out.path === path);
  return record?.digest === undefined ? undefined : { file, target, record };
}

/** Beyond this many folders, no more are looked into. */
const MAX_FOLDERS = 10_000;

async function locksBelow(root: string): Promise<{ readonly locks: readonly string[]; readonly unread?: Error }> {
  const folders = [root];
  const locks: string[] = [];
  let unread: Error | undefined;
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      if (!isAbsent(error)) unread ??= namedFileError(folder, error);
      return [];
    });
    for (const entry of entries) {
      if (entry.isFile() && entry.name === "dvc.lock") locks.push(join(folder, entry.name));
      const isOpen = entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules";
      if (isOpen && folders.length < MAX_FOLDERS) folders.push(join(folder, entry.name));
    }
  }
  return { locks, ...(unread && { unread }) };
}

/**
 * The digest that the text of a `.dvc` file records; undefined where it records none, or is no pointer to one thing.
 *
 * @example digestInPointer("outs:\n- {md5: a304…, hash: md5, path: train.csv}\n", "train.csv.dvc") // "md5:a304…"
 */
export function digestInPointer(text: string, path: string): string | undefined {
  try {
    const pointer = parseText(text, { format: "yaml", path });
    const records = isMapping(pointer) ? readRecords(pointer["outs"]) : [];
    return records.length === 1 ? records[0]?.digest : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function readOrigin(pointer: PlainMapping): DvcOrigin | undefined {
  const [dependency] = mappingsOf(pointer["deps"]);
  if (!dependency || typeof dependency["path"] !== "string") return undefined;
  const { path, repo } = dependency;
  if (!isMapping(repo) || typeof repo["url"] !== "string") return { type: "uri", uri: path };
  const commit = typeof repo["rev_lock"] === "string" ? repo["rev_lock"] : undefined;
  return { type: "repository", repository: repo["url"], commit, path };
}
