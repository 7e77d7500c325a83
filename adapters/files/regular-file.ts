import { type FileHandle, constants, open } from "node:fs/promises";
import { OutsideError } from "../../core/errors.ts";

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * Opens a file that others may put something else in the place of: a link is not followed, and no pipe is waited for.
 * What is checked is what was opened, so that nothing can be swapped in between.
 *
 * @throws OutsideError `file-unreadable` where it is no regular file, and the system's error where it cannot be opened
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    // A link at the end of the path, and a socket.
    throw error.code === "ELOOP" || error.code === "ENXIO" ? irregular(path, error) : error;
  });
  const isRegular = await file.stat().then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isRegular) return file;
  await file.close();
  throw irregular(path);
}

/**
 * The whole of a small file.
 *
 * @returns undefined where it is larger than `maxBytes`
 * @throws as `openRegularFile`
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<Buffer | undefined> {
  const file = await openRegularFile(path);
  try {
    if ((await file.stat()).size > maxBytes) return undefined;
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function irregular(path: string, cause?: Error): OutsideError {
  return new OutsideError({
    code: "file-unreadable",
    message: `${path} is no regular file`,
    hint: "Links are not followed, and pipes and devices are not read: put the file itself there.",
    path,
    cause,
  });
}
