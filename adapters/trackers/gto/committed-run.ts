import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { InputError } from "../../../core/errors.ts";
import type { DraftParts } from "../../../core/registry/draft-parts.ts";
import { readBlobs } from "../../git/blobs.ts";
import { listCommit } from "../../git/list-commit.ts";
import { readDvcRun } from "../dvc/read-dvc.ts";
import type { CommittedPath } from "./committed-artifact.ts";

/** Settings and measurements are small; what is larger or beyond count is something else. */
const MOST_BYTES = 1024 * 1024;
const MOST_FILES = 1000;
const TEXT = /(?:^|\/)dvc\.lock$|\.(?:ya?ml|json|toml|csv|tsv|dvc)$/i;

/**
 * What the DVC pipeline of a commit says of the run that made a file: parameters, metrics, data and command. Nothing where
 * the commit has none.
 */
export async function committedRun({ folder, commit, path, downloads }: CommittedPath): Promise<DraftParts> {
  const pipeline = await pipelineAround(folder, commit, path);
  if (pipeline === undefined) return { notes: [] };
  const place = posix.dirname(pipeline);
  const texts = (await listCommit(folder, commit, place === "." ? [] : [place])).filter(
    (file) =>
      file.mode.startsWith("100") && file.sizeBytes <= MOST_BYTES && TEXT.test(file.path) && isPlainPath(file.path),
  );
  if (texts.length > MOST_FILES) {
    return { notes: [`${pipeline} has too many files around it, so its parameters and metrics are left out.`] };
  }
  const top = await mkdtemp(join(downloads, "run-"));
  // Data is named from the top of a repository, which this marks.
  await mkdir(join(top, ".git"));
  const blobs = await readBlobs(
    folder,
    texts.map(({ blobId }) => blobId),
  );
  for (const { path: at, blobId } of texts) {
    await mkdir(dirname(join(top, at)), { recursive: true });
    await writeFile(join(top, at), blobs.get(blobId) ?? "");
  }
  try {
    return await readDvcRun({ file: join(top, pipeline), out: posix.relative(place, path) });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const why = error.message.replaceAll(`${top}/`, "");
    return { notes: [`Parameters and metrics of ${commit.slice(0, 7)} are left out: ${why}`] };
  }
}

async function pipelineAround(folder: string, commit: string, path: string): Promise<string | undefined> {
  const around = [posix.dirname(path)];
  while (around[0] !== "." && around[0] !== "/") around.unshift(posix.dirname(around[0] ?? "."));
  const files = around.map((each) => posix.join(each, "dvc.yaml")).toReversed();
  const found = await readBlobs(
    folder,
    files.map((file) => `${commit}:${file}`),
  );
  return files.find((file) => found.has(`${commit}:${file}`));
}

/** Git keeps whatever a commit was made to hold; `..` must not lead out of the folder. */
function isPlainPath(path: string): boolean {
  return path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !/^\.git$/i.test(part));
}
