import { ModelyardError, OutsideError } from "../../core/errors.ts";

/** The error for a file or folder that could not be read, in words for people. */
export function notRead(path: string, cause: NodeJS.ErrnoException): OutsideError {
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
 * Reads a file or folder that was named by a person.
 *
 * @throws OutsideError `file-unreadable`
 */
export async function reading<Value>(path: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    const isSystems = !(error instanceof ModelyardError) && error instanceof Error && "syscall" in error;
    throw isSystems ? notRead(path, error as NodeJS.ErrnoException) : error;
  }
}
