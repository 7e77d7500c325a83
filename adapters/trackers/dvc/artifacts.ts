import { realpath } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { InputError } from "../../../core/errors.ts";
import type { ArtifactSource } from "../../../core/drafts/draft-parts.ts";
import { namedFileError } from "../../files/errors.ts";
import { isFolder } from "../../files/look-at.ts";
import { expectInside } from "./boundary.ts";
import { dvcDigest, dvcFiles } from "./digest.ts";
import type { DvcRecord } from "./record.ts";

/** A file or directory on this machine, and what DVC recorded of it, if it did. */
export interface RecordedFile {
  readonly file: string;
  readonly record?: DvcRecord | undefined;
  /** Only what is at this path inside of the directory: DVC records it as a whole. */
  readonly part?: string;
}

/** Where it lies. */
export function placeOf({ file, part }: RecordedFile): string {
  return part === undefined ? file : join(file, part);
}

/**
 * The files that become artifacts, by their own names: `models/model.pkl` becomes `model.pkl`, and the directory `model`
 * all that is in it as `model/…`.
 *
 * @param root The project's folder.
 * @throws InputError when one is not here, not what DVC recorded, or not of the project.
 */
export async function artifactsOf(
  recorded: readonly RecordedFile[],
  { root }: { readonly root: string },
): Promise<ArtifactSource[]> {
  for (const { file } of recorded) await expectInside(file, { root, isVerified: true });
  await expectRecorded(recorded);
  const names = recorded.map((each) => basename(placeOf(each)));
  const artifacts: ArtifactSource[] = [];
  for (const [index, { record, part = "", ...rest }] of recorded.entries()) {
    const file = join(rest.file, part);
    const ownName = names[index] ?? file;
    const name =
      names.indexOf(ownName) === names.lastIndexOf(ownName)
        ? ownName
        : record === undefined
          ? file
          : posix.join(record.path, part);
    const inside = (await isFolder(file)) ? (await dvcFiles(file)).sort() : [undefined];
    for (const relpath of inside) {
      const path = relpath === undefined ? name : `${name}/${relpath}`;
      const here = relpath === undefined ? file : join(file, relpath);
      await expectInside(here, { root, isVerified: record?.digest !== undefined });
      // DVC may keep the bytes in its cache, with a symbolic link here.
      const real = await realpath(here).catch((error: unknown) => {
        throw namedFileError(here, error);
      });
      artifacts.push({ path, file: real });
    }
  }
  return artifacts;
}

/** @throws InputError when a file is not the one that DVC recorded. */
export async function expectRecorded(recorded: readonly RecordedFile[]): Promise<void> {
  for (const { file, record } of recorded) {
    if (record?.digest === undefined) continue;
    const found = await dvcDigest(file, record).catch((error: unknown) => {
      throw error instanceof InputError && error.code === "file-missing" ? notHere(file) : error;
    });
    if (found.digest !== record.digest) throw changed(file, { recorded: record.digest, found: found.digest });
  }
}

function notHere(file: string): InputError {
  const message = `${file} is tracked by DVC, but it is not here.`;
  return new InputError({ code: "dvc-file-missing", message, hint: "Run dvc checkout, or dvc pull.", path: file });
}

function changed(file: string, { recorded, found }: { recorded: string; found: string }): InputError {
  const message = `${file} is not what DVC recorded: it has ${found}, recorded is ${recorded}.`;
  const hint = "Run dvc repro or dvc commit to record it, or dvc checkout to get the recorded one back.";
  return new InputError({ code: "dvc-file-changed", message, hint, path: file });
}
