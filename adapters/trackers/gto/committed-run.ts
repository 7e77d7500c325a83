import { constants } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { InputError } from "../../../core/errors.ts";
import type { DraftParts } from "../../../core/drafts/draft-parts.ts";
import { blobsAmong } from "../../git/objects/blobs.ts";
import { listCommit } from "../../git/objects/list-commit.ts";
import { isWithin } from "../dvc/choose-stage.ts";
import { foldersAbove, lockedOuts, lockedPaths } from "../dvc/lock.ts";
import { GET_FROM_DVC } from "../dvc/measurements.ts";
import { DvcObjects } from "../dvc/object-cache.ts";
import { readDvcRun } from "../dvc/read-dvc.ts";
import { type CommittedPath, projectsAbove } from "./committed-artifact.ts";
import { committedTexts } from "./committed-texts.ts";
import { committedRecords, foldersUp } from "./committed-records.ts";

/** Settings and measurements are small; what is larger or beyond count is something else. */
const MAX_BYTES = 1024 * 1024;
const MAX_FILES = 1000;
const TEXT = /(?:^|\/)dvc\.lock$|\.(?:ya?ml|json|toml|csv|tsv|dvc)$/i;

/**
 * What the DVC pipeline of a commit says of the run that made a file: parameters, metrics, data and command. Nothing where
 * the commit has none.
 */
export async function committedRun(wanted: CommittedPath): Promise<DraftParts> {
  const { repository, commit, downloads } = wanted;
  const path = wanted.path.replace(/\.dvc$/, "");
  const pipeline = await pipelineOf({ repository, commit, path });
  if (pipeline === undefined) return { notes: [] };
  const place = posix.dirname(pipeline);
  const places = place === "." ? [] : [place, ...(await pathsOutside({ repository, commit }, pipeline))];
  const texts = (await listCommit(repository.folder, commit, places)).filter(
    (file) =>
      file.mode.startsWith("100") && file.sizeBytes <= MAX_BYTES && TEXT.test(file.path) && isPlainPath(file.path),
  );
  if (texts.length > MAX_FILES) {
    return { notes: [`${pipeline} has too many files beside it, so its parameters and metrics are not recorded.`] };
  }
  const top = await mkdtemp(join(downloads, "run-"));
  // Data is named from the top of a repository, which this marks.
  await mkdir(join(top, ".git"));
  const blobs = await blobsAmong(
    repository.objects,
    texts.map(({ blobId }) => blobId),
  );
  for (const { path: at, blobId } of texts) {
    await mkdir(dirname(join(top, at)), { recursive: true });
    await writeFile(join(top, at), blobs.get(blobId) ?? "");
  }
  try {
    await placeCachedTexts({ folder: repository.folder, pipeline, top });
    const { notes, ...run } = await readDvcRun({ file: join(top, pipeline), out: posix.relative(place, path) });
    return { ...run, notes: notes.map((note) => note.replace(GET_FROM_DVC, "run dvc fetch --all-tags")) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const why = error.message.replaceAll(`${top}/`, "");
    return { notes: [`Parameters and metrics of ${commit.slice(0, 7)} are not recorded: ${why}`] };
  }
}

/** The pipeline that made the file; of a file that none made the nearest, with which people keep what belongs to it. */
async function pipelineOf({ repository, commit, path }: Omit<CommittedPath, "downloads">): Promise<string | undefined> {
  const made = (await committedRecords({ repository, commit, path }, "anywhere")).find(({ pipeline }) => pipeline);
  if (made?.pipeline !== undefined) return made.pipeline;
  const files = foldersAbove(path).map((each) => posix.join(each, "dvc.yaml"));
  const found = await committedTexts({ repository, commit }, files);
  return files.find((file) => found.has(file));
}

/**
 * What the stages of a pipeline name that lies outside of its folder, with the pointers that may track it: they may run in a
 * folder above it (`wdir`). Where they cannot be read, reading the run says so.
 */
async function pathsOutside(
  { repository, commit }: Pick<CommittedPath, "repository" | "commit">,
  pipeline: string,
): Promise<string[]> {
  const place = posix.dirname(pipeline);
  const names = [pipeline.replace(/yaml$/, "lock"), pipeline];
  const texts = await committedTexts({ repository, commit }, names);
  const [lock, definition] = names.map((name) => texts.get(name));
  if (lock === undefined) return [];
  try {
    const paths = lockedPaths({ lock, definition }).map((path) => posix.join(place, path).replace(/\/$/, ""));
    const outside = paths.filter((path) => !path.startsWith("..") && !isWithin(path, place));
    const pointers = outside.flatMap(foldersUp).map((path) => `${path}.dvc`);
    return [...new Set(outside.concat(pointers))];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** Metrics that DVC keeps in its cache and not git. */
async function placeCachedTexts({
  folder,
  pipeline,
  top,
}: {
  readonly folder: string;
  readonly pipeline: string;
  readonly top: string;
}): Promise<void> {
  const place = posix.dirname(pipeline);
  const [lock, definition] = await Promise.all(
    ["lock", "yaml"].map((end) => readFile(join(top, pipeline.replace(/yaml$/, end)), "utf8").catch(() => undefined)),
  );
  if (lock === undefined) return;
  const objects = await DvcObjects.of(await projectsAbove(folder, pipeline));
  for (const record of lockedOuts({ lock, definition })) {
    const at = posix.join(place, record.path);
    const isSmall = (record.sizeBytes ?? 0) <= MAX_BYTES && record.digest?.endsWith(".dir") === false;
    if (!isSmall || !TEXT.test(at) || !isPlainPath(at)) continue;
    const [source] = await objects.files(record, "text").catch((error: unknown) => {
      if (error instanceof InputError) return [];
      throw error;
    });
    if (source === undefined) continue;
    await mkdir(dirname(join(top, at)), { recursive: true });
    // What git has itself stays.
    await copyFile(source.file, join(top, at), constants.COPYFILE_EXCL).catch(() => undefined);
  }
}

/** Git keeps whatever a commit was made to hold; `..` must not lead out of the folder. */
function isPlainPath(path: string): boolean {
  return path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !/^\.git$/i.test(part));
}
