import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OutsideError } from "../../core/errors.ts";

/**
 * Writes a file whole or not at all: to a temporary file in the same folder, flushed, then renamed.
 *
 * @throws OutsideError `file-not-written`, with nothing left behind
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // Where its folder could not be made, there is nothing to remove, and why must be told.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw notWritten(path, error as Error);
  }
}

/** A name in the same folder that nothing else uses; dotted, so that readers of the folder pass it over. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
}

/** The error for a file that could not be written, in words for people. */
export function notWritten(path: string, cause: Error & { code?: string }): OutsideError {
  const why: Record<string, string> = {
    ENOSPC: "there is no space left",
    EACCES: "permission is denied",
    EROFS: "the file system is read-only",
    EDQUOT: "the disk quota is used up",
  };
  return new OutsideError({
    code: "file-not-written",
    message: `${path} could not be written: ${why[cause.code ?? ""] ?? cause.message}`,
    hint: "Free the space or the permission, then run the same command again: it goes on where it stopped.",
    path,
    cause,
  });
}
