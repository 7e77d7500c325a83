import { constants, copyFile, link, mkdir, mkdtemp, open, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { OutsideError } from "../../core/errors.ts";
import { removeLeftovers, temporaryBeside } from "./leftovers.ts";

/** What a file shall hold, whole or in parts. */
type Content = string | Uint8Array | readonly Uint8Array[];

/**
 * Writes a file whole or not at all: to a temporary file in the same folder, flushed, then renamed. What killed processes
 * have left in that folder goes.
 *
 * @param options.mode the file's permissions, less what the process withholds
 * @throws OutsideError `file-not-written`, with nothing left behind
 */
export async function writeFileAtomically(
  path: string,
  content: Content,
  { mode = 0o666 }: { readonly mode?: number } = {},
): Promise<void> {
  await writeBeside(path, content, mode, (temporary) => rename(temporary, path));
}

/**
 * Writes a new file whole or not at all, and never over another, also where two processes do it at once.
 *
 * @returns false where there is a file already, which stays as it is
 * @throws OutsideError `file-not-written`, with nothing left behind
 */
export async function createFileAtomically(path: string, content: Content): Promise<boolean> {
  let isNew = true;
  await writeBeside(path, content, 0o666, async (temporary) => {
    // Renaming replaces what is there; linking refuses to. Some file systems have no links.
    await link(temporary, path)
      .catch((error: NodeJS.ErrnoException) =>
        error.code === "EEXIST" ? Promise.reject(error) : copyFile(temporary, path, constants.COPYFILE_EXCL),
      )
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
        isNew = false;
      });
    await rm(temporary);
  });
  return isNew;
}

async function writeBeside(
  path: string,
  content: Content,
  mode: number,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await removeLeftovers(dirname(path));
    const file = await open(temporary, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(temporary);
  } catch (error) {
    // Where its folder could not be made, there is nothing to remove, and the first error is the one to report.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw notWritten(path, error as Error);
  }
}

/**
 * A new folder for what is needed only for a moment; whoever asked for it removes it.
 *
 * @throws OutsideError `file-not-written`
 */
export async function temporaryFolder(prefix: string): Promise<string> {
  return mkdtemp(join(tmpdir(), prefix)).catch((error: unknown) => {
    throw notWritten(tmpdir(), error as Error);
  });
}

/** The error for a file that could not be written, in words for people. */
export function notWritten(path: string, cause: Error & { code?: string }): OutsideError {
  const why: Record<string, string> = {
    ENOSPC: "there is no space left",
    EACCES: "permission is denied",
    EROFS: "the file system is read-only",
    EDQUOT: "the disk quota is used up",
    EFBIG: "it is larger than files may be here",
  };
  return new OutsideError({
    code: "file-not-written",
    message: `${path} could not be written: ${why[cause.code ?? ""] ?? cause.message}`,
    hint: "Free the space or the permission, then run the same command again: it goes on where it stopped.",
    path,
    cause,
  });
}
