import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { InputError, ModelyardError, OutsideError } from "../../../core/errors.ts";

/** Metrics, parameters and lock files are far smaller; what is larger was named by mistake. */
const limitBytes = 32 * 1024 * 1024;

/**
 * Reads a text file that the user named: UTF-8, or UTF-16 with a byte order mark (as PowerShell's `>` writes it).
 *
 * @throws InputError when there is no such file, or it is no text; OutsideError when the disk refuses.
 */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readBytes(path);
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `${path} is not text: its bytes are not UTF-8.`;
    throw new InputError({ code: "file-not-text", message, hint: "Name a text file, saved as UTF-8.", path, cause });
  }
}

/** Where a shell puts what `<(…)` and `|` hand over. */
const fromShell = /^\/(?:dev\/fd\/\d+|dev\/stdin|proc\/self\/fd\/\d+)$/;

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const stats = await stat(path);
    // Another pipe would be waited for without end, and a device has none.
    if (!stats.isFile() && !stats.isDirectory() && !fromShell.test(path)) {
      const message = `${path} is no regular file.`;
      throw new InputError({ code: "not-a-file", message, hint: "Name a file with just these values.", path });
    }
    if (stats.size > limitBytes) {
      const message = `${path} has ${stats.size} bytes; at most ${limitBytes} are read.`;
      throw new InputError({ code: "file-too-large", message, hint: "Name a file with just these values.", path });
    }
    return await readFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** The error for a path that the user named, from what the file system said. */
export function fileError(path: string, cause: unknown): Error {
  if (!(cause instanceof Error) || !("code" in cause)) return new Error(`Reading ${path} failed`, { cause });
  if (cause instanceof ModelyardError) return cause;
  switch (cause.code) {
    case "ENOENT":
    case "ENOTDIR": {
      const message = `There is no file ${path}.`;
      return new InputError({ code: "file-missing", message, hint: "Check the path.", path, cause });
    }
    case "EISDIR": {
      const message = `${path} is a folder, not a file.`;
      return new InputError({ code: "not-a-file", message, hint: "Name a file in it.", path, cause });
    }
    default: {
      const message = `${path} cannot be read: ${cause.message}`;
      return new OutsideError({ code: "file-unreadable", message, hint: "Check its permissions.", path, cause });
    }
  }
}

/**
 * Whether a file is there.
 *
 * @throws OutsideError when that cannot be known, as in a folder that may not be entered: what is in a file that counts as
 * missing would be skipped silently
 */
export async function isFile(path: string): Promise<boolean> {
  return (await statsOf(path))?.isFile() ?? false;
}

/**
 * Whether a folder is there.
 *
 * @throws OutsideError when that cannot be known
 */
export async function isFolder(path: string): Promise<boolean> {
  return (await statsOf(path))?.isDirectory() ?? false;
}

async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isRefused(error)) throw fileError(path, error);
    return undefined;
  }
}

/** Whether the system refused an answer, other than that there is nothing. */
export function isRefused(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "EACCES" || error.code === "EPERM" || error.code === "EIO")
  );
}
