import { posix } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { listCommit } from "../../git/objects/list-commit.ts";
import type { OpenRepository } from "../../git/open-repository.ts";
import { isWithin } from "../dvc/choose-stage.ts";
import { isElsewhere } from "../dvc/elsewhere.ts";
import { foldersAbove, lockedOuts } from "../dvc/lock.ts";
import { committedTexts } from "./committed-texts.ts";
import { type DvcRecord, readRecords } from "../dvc/record.ts";
import { isMapping, parseText } from "../plain/document.ts";

/** A file or directory that DVC tracked in a commit, at `record.path` from the repository's root. */
export interface CommittedRecord {
  readonly record: DvcRecord;
  /** The `dvc.yaml` of the pipeline that made it, from the repository's root. */
  readonly pipeline?: string;
}

interface At {
  readonly repository: OpenRepository;
  readonly commit: string;
  /** From there, with `/`. */
  readonly path: string;
}

/**
 * What DVC tracked at a path in a commit, above it or below it: by a pointer, or as what a pipeline makes.
 *
 * @param reach Pipelines lie in the folders above what they make, with few exceptions, for which all of the commit is listed.
 *
 * @throws InputError when a file of DVC's is not valid
 */
export async function committedRecords(at: At, reach: "above" | "anywhere"): Promise<readonly CommittedRecord[]> {
  const pointers = await readPointers(
    at,
    foldersUp(at.path).map((path) => `${path}.dvc`),
  );
  if (pointers.length > 0) return pointers;
  const near = await readLocks(
    at,
    foldersAbove(at.path).map((folder) => posix.join(folder, "dvc.lock")),
  );
  if (near.length > 0 || reach === "above") return near;
  const all = await listCommit(at.repository.folder, at.commit);
  return readLocks(
    at,
    all.flatMap(({ path }) => (posix.basename(path) === "dvc.lock" ? [path] : [])),
  );
}

/** The tracked things whose pointers are among these files. */
export async function readPointers(
  { repository, commit }: Omit<At, "path">,
  files: readonly string[],
): Promise<readonly CommittedRecord[]> {
  const texts = await committedTexts({ repository, commit }, files);
  return files.flatMap((file) => {
    const text = texts.get(file);
    const value = text === undefined ? undefined : parseText(text, { format: "yaml", path: file });
    if (!isMapping(value)) return [];
    const wdir = typeof value["wdir"] === "string" ? value["wdir"] : ".";
    return readRecords(value["outs"]).map((record) => ({
      record: {
        ...record,
        path: fromTop(file, isElsewhere(record.path) ? record.path : posix.join(wdir, record.path)),
      },
    }));
  });
}

async function readLocks({ path, ...at }: At, files: readonly string[]): Promise<readonly CommittedRecord[]> {
  const texts = await committedTexts(
    at,
    files.flatMap((file) => [file, pipelineOf(file)]),
  );
  const found: CommittedRecord[] = [];
  let invalid: unknown;
  for (const file of files) {
    const lock = texts.get(file);
    if (lock === undefined) continue;
    const pipeline = pipelineOf(file);
    try {
      const outs = lockedOuts({ lock, definition: texts.get(pipeline) });
      const records = outs.map((record) => ({ record: { ...record, path: fromTop(file, record.path) }, pipeline }));
      found.push(...records.filter(({ record }) => isWithin(path, record.path) || isWithin(record.path, path)));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      invalid ??= error;
    }
  }
  // One that is not valid may have been the one that is wanted.
  if (found.length === 0 && invalid !== undefined) throw invalid;
  return found;
}

/** What lies outside of the repository stays as it is. */
function fromTop(file: string, path: string): string {
  return isElsewhere(path) ? path : posix.join(posix.dirname(file), path);
}

/** The file beside a lock that says which stages there are. */
function pipelineOf(lock: string): string {
  return lock.replace(/lock$/, "yaml");
}

/** The path, and the folders that it lies in. */
export function foldersUp(path: string): string[] {
  return path.split("/").map((_, index, parts) => parts.slice(0, parts.length - index).join("/"));
}
