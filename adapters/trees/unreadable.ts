import { OutsideError } from "../../core/errors.ts";

/** The error for a file or folder that is there and cannot be read. */
export function unreadable(path: string, cause: Error): OutsideError {
  return new OutsideError({
    code: "file-unreadable",
    message: `${path} cannot be read: ${cause.message}`,
    hint: "Check the permissions of the file and its folders.",
    path,
    cause,
  });
}
