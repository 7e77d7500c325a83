import { InputError, ModelyardError, OutsideError } from "../../core/errors.ts";

/**
 * What went wrong with a path that somebody named, on the command line or in a file: that nothing is there, or something of
 * another kind, is theirs to put right.
 */
export function namedFileError(path: string, cause: unknown): Error {
  if (!(cause instanceof Error) || !("code" in cause)) return new Error(`Reading ${path} failed`, { cause });
  if (cause instanceof ModelyardError) return cause;
  if (isAbsent(cause)) {
    const message = `There is no file ${path}.`;
    return new InputError({ code: "file-missing", message, hint: "Check the path.", path, cause });
  }
  if (cause.code === "EISDIR") {
    const message = `${path} is a folder, not a file.`;
    return new InputError({ code: "not-a-file", message, hint: "Name a file in it.", path, cause });
  }
  return unreadableFile(path, cause as NodeJS.ErrnoException);
}

/** The error for a file or folder that is known to be there, or was a moment ago, and could not be read. */
export function unreadableFile(path: string, cause: NodeJS.ErrnoException): OutsideError {
  const why: Record<string, string> = {
    ENOENT: "it is not there any more",
    EACCES: "permission is denied",
    EISDIR: "it is a folder now",
    ENOTDIR: "it is not there any more",
  };
  return new OutsideError({
    code: "file-unreadable",
    message: `${path} could not be read: ${why[cause.code ?? ""] ?? cause.message}`,
    hint: "Give the permission, or put the file back and leave it as it is. Then run the same command again: it goes on where it stopped.",
    path,
    cause,
  });
}

/**
 * Whether an error says that nothing is there. All else, as a folder that may not be entered, leaves it open: what counts as
 * absent then would be skipped silently.
 */
export function isAbsent(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  // No path can hold the character NUL, so Node asks no system about one.
  return code === "ENOENT" || code === "ENOTDIR" || code === "ERR_INVALID_ARG_VALUE";
}

/**
 * Reads a file or folder that is known to be there.
 *
 * @throws OutsideError `file-unreadable`
 */
export async function reading<Value>(path: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const isSystems = !(error instanceof ModelyardError) && error instanceof Error && "syscall" in error;
    throw isSystems ? unreadableFile(path, error as NodeJS.ErrnoException) : error;
  }
}
