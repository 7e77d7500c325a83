import { readFile, stat } from "node:fs/promises";
import { InputError } from "../../../core/errors.ts";
import { namedFileError } from "../../files/errors.ts";

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
    throw namedFileError(path, cause);
  }
}
