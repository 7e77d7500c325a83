import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import { reading } from "./errors.ts";

/** What a folder holds, as paths that begin with the folder's, in no order. */
export interface FilesBelow {
  readonly files: readonly string[];
  /** What was left out, and so not looked into. */
  readonly leftOut: readonly string[];
}

/**
 * All files below a folder.
 *
 * @param isLeftOut by its name
 * @throws InputError `not-a-file` where something is neither file nor folder: a symbolic link may lead anywhere, and what is
 *   skipped silently would be missed only when the model is loaded
 * @throws OutsideError `file-unreadable`
 */
export async function filesBelow(top: string, isLeftOut: (name: string) => boolean = () => false): Promise<FilesBelow> {
  const files: string[] = [];
  const leftOut: string[] = [];
  const folders = [top];
  for (const folder of folders) {
    for (const entry of await reading(folder, () => readdir(folder, { withFileTypes: true }))) {
      const path = join(folder, entry.name);
      if (isLeftOut(entry.name)) leftOut.push(path);
      else if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
      else throw notRegular(path);
    }
  }
  return { files, leftOut };
}

/** The error for what a path leads to that is neither a file nor a folder. */
export function notRegular(path: string): InputError {
  const hint = "Symbolic links are not followed: copy what they point at into place.";
  return new InputError({ code: "not-a-file", message: `${path} is no regular file`, hint, path });
}
