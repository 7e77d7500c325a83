import { readFile, stat } from "node:fs/promises";
import { InputError, OutsideError } from "../../../core/errors.ts";

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

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > limitBytes) {
      const message = `${path} has ${size} bytes; at most ${limitBytes} are read.`;
      throw new InputError({ code: "file-too-large", message, hint: "Name a file with just these values.", path });
    }
    return await readFile(path);
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** Puts what the file system says about a path that the user named into our words. */
export function fileError(path: string, cause: unknown): Error {
  if (!(cause instanceof Error) || !("code" in cause)) return new Error(`Reading ${path} failed`, { cause });
  if (cause instanceof InputError) return cause;
  switch (cause.code) {
    case "ENOENT":
    case "ENOTDIR": {
      const message = `There is no file ${path}.`;
      return new InputError({ code: "file-not-found", message, hint: "Check the path.", path, cause });
    }
    case "EISDIR": {
      const message = `${path} is a folder, not a file.`;
      return new InputError({ code: "file-not-found", message, hint: "Name a file in it.", path, cause });
    }
    default: {
      const message = `${path} cannot be read: ${cause.message}`;
      return new OutsideError({ code: "file-not-readable", message, hint: "Check its permissions.", path, cause });
    }
  }
}

/** Whether a file is there; one that cannot be looked at is not. */
export async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
