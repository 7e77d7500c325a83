import { cp, lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { notWritten } from "../../adapters/files/atomic.ts";
import { leftoversIn, temporaryBeside } from "../../adapters/files/leftovers.ts";
import { OutsideError } from "../../core/errors.ts";
import { CHECKSUMS_FILE, VERSION_FILE } from "../../core/registry/names/artifact-path.ts";
import { notSwappable } from "./pull-output.ts";

/**
 * Clears up after pulls into this folder that were killed: one that was about to swap may have moved away what served until
 * then, which comes back; what was half-made goes. Those that run are left alone.
 */
export async function clearUp(output: string): Promise<void> {
  const left = (await leftoversIn(dirname(output))).filter(({ beside }) => beside === basename(output));
  for (const { path } of left.filter(({ kind }) => kind === "old")) {
    const isThere = (await lstat(output).catch(() => undefined)) !== undefined;
    if (!isThere) await rename(path, output).catch(() => {});
  }
  for (const { path } of left) await rm(path, { recursive: true, force: true }).catch(() => {});
}

/**
 * Makes the folder beside the output that takes its place in the end.
 *
 * @throws OutsideError `file-not-written`
 */
export async function makeStaging(output: string): Promise<string> {
  const staging = temporaryBeside(output);
  try {
    await mkdir(dirname(staging), { recursive: true });
    await mkdir(staging);
    return staging;
  } catch (error) {
    const failure = notWritten(dirname(staging), error as Error);
    if (!["EACCES", "EPERM", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw failure;
    const { code, message } = failure;
    throw new OutsideError({
      code,
      message,
      hint: `A pulled folder is made beside its place and then swapped: give the permission, or name a folder in one that may be written to with -o, such as ${join(output, "model")}.`,
      path: dirname(staging),
      cause: error,
    });
  }
}

const MAX_SWAPS = 10;

/** Lets these errors of the file system pass. */
function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  };
}

/**
 * Puts the finished folder in the place of the old one; a reader sees one or the other, or for an instant none.
 *
 * @throws OutsideError `file-not-written`
 * @throws InputError `output-not-swappable`
 */
export async function swap(staging: string, output: string): Promise<void> {
  const old = temporaryBeside(output, "old");
  try {
    for (let attempt = 1; ; attempt++) {
      await moveAway(output, old);
      const isFree = await rename(staging, output).then(
        () => true,
        // Another pull was quicker. The later one counts, so its folder goes aside in turn.
        (error: unknown) =>
          attempt < MAX_SWAPS ? unless("ENOTEMPTY", "EEXIST")(error) : Promise.reject(error as Error),
      );
      if (isFree === true) break;
      await rm(old, { recursive: true, force: true });
    }
  } catch (error) {
    await rename(old, output).catch(() => {});
    if ((error as NodeJS.ErrnoException).code === "EBUSY") throw notSwappable(output);
    throw new OutsideError({
      code: "file-not-written",
      message: `${output} could not be put in place: ${(error as Error).message}`,
      hint: "Check the permissions of the folder above it. What was there before is still there.",
      path: output,
      cause: error,
    });
  }
  await rm(old, { recursive: true, force: true });
}

async function moveAway(output: string, old: string): Promise<void> {
  try {
    await rename(output, old);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    if (code !== "EXDEV") throw error;
    // A folder of a container's image can be removed, but not renamed. What says whose its files are goes last.
    await cp(output, old, { recursive: true });
    for (const name of await readdir(output))
      if (name !== CHECKSUMS_FILE && name !== VERSION_FILE) await rm(join(output, name), { recursive: true });
    await rm(output, { recursive: true });
  }
}
