import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../core/errors.ts";
import { createFileAtomically, writeFileAtomically } from "./atomic.ts";

/**
 * Writes a file of a repository, whole or not at all, and never through a link: a commit can hold one in place of a
 * folder, and it may lead anywhere on this machine.
 *
 * @param path from `root`, with `/` between folders
 * @throws InputError `folder-linked`
 * @throws OutsideError `file-not-written`
 */
export async function writeBelow(root: string, path: string, text: string): Promise<void> {
  await refuseLinks(root, path);
  await writeFileAtomically(join(root, path), text);
}

/**
 * `writeBelow` for a file that must be new.
 *
 * @returns false where there is a file already, which stays as it is
 * @throws InputError `folder-linked`
 * @throws OutsideError `file-not-written`
 */
export async function createBelow(root: string, path: string, text: string): Promise<boolean> {
  await refuseLinks(root, path);
  return createFileAtomically(join(root, path), text);
}

async function refuseLinks(root: string, path: string): Promise<void> {
  let folder = root;
  for (const name of path.split("/").slice(0, -1)) {
    folder = join(folder, name);
    const found = await lstat(folder).catch(() => undefined);
    if (found === undefined) return;
    if (!found.isSymbolicLink()) continue;
    throw new InputError({
      code: "folder-linked",
      message: `${path} was not written: ${folder} is a link to another folder`,
      hint: "Replace the link with a folder. Nothing is written through links, which may lead out of the repository.",
      path: folder,
    });
  }
}
