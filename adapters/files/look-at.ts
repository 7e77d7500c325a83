import type { BigIntStats, Stats } from "node:fs";
import { lstat, readFile, stat } from "node:fs/promises";
import { isAbsent, unreadableFile } from "./errors.ts";

/**
 * Whether a file is there, or behind a link that is there.
 *
 * @throws OutsideError `file-unreadable` where that cannot be known, as in a folder that may not be entered
 */
export async function isFile(path: string): Promise<boolean> {
  return (await statsAt(path))?.isFile() ?? false;
}

/**
 * Whether a folder is there, or behind a link that is there.
 *
 * @throws OutsideError `file-unreadable` where that cannot be known
 */
export async function isFolder(path: string): Promise<boolean> {
  return (await statsAt(path))?.isDirectory() ?? false;
}

/**
 * What is at a path, or behind a link that is there; undefined where nothing is.
 *
 * @throws OutsideError `file-unreadable` where that cannot be known
 */
export async function statsAt(path: string): Promise<Stats | undefined> {
  return ifThere(path, () => stat(path));
}

/** As `statsAt`, of what is at the path itself: no link is followed. */
export async function ownStatsAt(path: string): Promise<Stats | undefined> {
  return ifThere(path, () => lstat(path));
}

/** As `ownStatsAt`, with times in nanoseconds and inodes that no number could hold. */
export async function exactStatsAt(path: string): Promise<BigIntStats | undefined> {
  return ifThere(path, () => lstat(path, { bigint: true }));
}

/**
 * A file's text; undefined where there is no file.
 *
 * @throws OutsideError `file-unreadable` where there is one, or may be, that cannot be read
 */
export async function textAt(path: string): Promise<string | undefined> {
  // Reading a named pipe would wait for its writer.
  return (await isFile(path)) ? ifThere(path, () => readFile(path, "utf8")) : undefined;
}

async function ifThere<Value>(path: string, look: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw unreadableFile(path, error as NodeJS.ErrnoException);
  }
}
