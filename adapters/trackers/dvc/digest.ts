import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { namedFileError } from "../../files/errors.ts";
import { isFolder } from "../../files/look-at.ts";
import { type IgnoreRules, ignoreRules } from "./ignore-rules.ts";
import { manifestDigest, type ManifestEntry } from "./manifest.ts";
import { type DvcAlgorithm, md5OfFile } from "./md5.ts";

/** What DVC records of a file or a directory. */
export interface DvcDigest {
  /** `md5:<hex>`, with `.dir` at its end for a directory. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** How many files; 1 for a file. */
  readonly files: number;
}

/**
 * Computes the digest that `dvc add` would record for a file or a directory.
 * Files behind symbolic links count with their content, folders behind them not at all; empty folders neither.
 *
 * @example
 * await dvcDigest("data/train.csv"); // { digest: "md5:a304afb96060aad90176268345e10355", sizeBytes: 14445097, files: 1 }
 * @throws InputError when there is nothing at the path, or something that DVC refuses: a name that is no UTF-8, or a
 *   `.dvcignore` inside of what is tracked.
 */
export async function dvcDigest(
  path: string,
  { algorithm = "md5" }: { algorithm?: DvcAlgorithm } = {},
): Promise<DvcDigest> {
  if (!(await isFolder(path))) {
    const { md5, sizeBytes } = await md5OfFile(path, algorithm);
    return { digest: `md5:${md5}`, sizeBytes, files: 1 };
  }
  const entries: ManifestEntry[] = [];
  let sizeBytes = 0;
  for (const relpath of await dvcFiles(path)) {
    const file = await md5OfFile(join(path, relpath), algorithm);
    entries.push({ relpath, md5: file.md5 });
    sizeBytes += file.sizeBytes;
  }
  return { digest: manifestDigest(entries), sizeBytes, files: entries.length };
}

/** The files of a folder that DVC sees, as paths relative to it with `/` between folders. */
export async function dvcFiles(folder: string): Promise<string[]> {
  return visibleFiles(folder, "", await ignoreRules(folder));
}

async function visibleFiles(folder: string, prefix: string, rules: IgnoreRules): Promise<string[]> {
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw namedFileError(folder, error);
  });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.includes("\uFFFD")) throw notUtf8(path);
    if (entry.name === ".dvcignore" && !rules.hides(entry.name, "file")) throw ignoreFileInside(path);
    if (entry.isDirectory()) {
      if (rules.hides(entry.name, "folder") || (await isFolder(join(path, ".dvc")))) continue;
      files.push(...(await visibleFiles(path, `${prefix}${entry.name}/`, await rules.inside(path))));
    } else if (!rules.hides(entry.name, "file") && (entry.isFile() || (await isFileBehindLink(path)))) {
      files.push(prefix + entry.name);
    }
  }
  return files;
}

async function isFileBehindLink(path: string): Promise<boolean> {
  const target = await stat(path).catch((error: unknown) => {
    throw namedFileError(path, error);
  });
  return target.isFile();
}

function notUtf8(path: string): InputError {
  const message = `The name of ${path} is not UTF-8, so DVC cannot record it.`;
  return new InputError({ code: "file-name-not-utf8", message, hint: "Rename the file.", path });
}

function ignoreFileInside(path: string): InputError {
  const message = `${path} lies inside of a directory that DVC tracks, which DVC refuses.`;
  return new InputError({ code: "dvc-ignore-inside", message, hint: "Move its lines into a .dvcignore above.", path });
}
