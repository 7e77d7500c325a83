import { dirname, join, posix, resolve } from "node:path";
import { InputError } from "../../../core/errors.ts";
import type { ArtifactSource } from "../../../core/drafts/draft-parts.ts";
import { compareText } from "../../../core/text/order.ts";
import type { TreeEntry } from "../../../core/tree/tree.ts";
import { blobsAmong, writeBlob } from "../../git/objects/blobs.ts";
import { git } from "../../git/git.ts";
import { listCommit } from "../../git/objects/list-commit.ts";
import type { OpenRepository } from "../../git/open-repository.ts";
import { isWithin } from "../dvc/choose-stage.ts";
import { isFile, isFolder } from "../../files/look-at.ts";
import { DvcObjects } from "../dvc/object-cache.ts";
import { type CommittedRecord, committedRecords, readPointers } from "./committed-records.ts";

export interface CommittedPath {
  /** Opened at the top folder of its work tree. */
  readonly repository: OpenRepository;
  readonly commit: string;
  /** From there, with `/`. */
  readonly path: string;
  /** A folder that takes what has to be unpacked. */
  readonly downloads: string;
}

/**
 * The files of a model as a commit has them, by their own names: from git itself, from Git LFS or from DVC, as far as
 * these keep them on this machine.
 *
 * @throws InputError `artifact-not-committed` when the commit has no such file, and as the keepers do
 */
export async function committedArtifact(given: CommittedPath): Promise<ArtifactSource[]> {
  // A pointer stands for what it tracks.
  const wanted = { ...given, path: given.path.replace(/\.dvc$/, "") };
  const { repository, commit, path } = wanted;
  const name = posix.basename(path);
  const entries = await listCommit(repository.folder, commit, [path]);
  const isHere = entries.length > 0;
  const tracked = isHere ? await trackedBelow(entries, wanted) : await committedRecords(wanted, "anywhere");
  const pointers = new Set(tracked.map(({ record }) => `${record.path}.dvc`));
  const files = await Promise.all(
    entries
      .filter((entry) => !pointers.has(entry.path))
      .map(async (entry, index) => ({
        path: name + entry.path.slice(path.length),
        file: await unpack(entry, index, wanted),
      })),
  );
  const objects = tracked.length === 0 ? undefined : await DvcObjects.of(await projectsAbove(repository.folder, path));
  for (const { record } of tracked) {
    const part = record.path === path || !isWithin(path, record.path) ? "" : path.slice(record.path.length + 1);
    const own = isWithin(record.path, path) ? name + record.path.slice(path.length) : name;
    files.push(...((await objects?.files(record, own, part)) ?? []));
  }
  if (files.length > 0) return files.sort((a, b) => compareText(a.path, b.path));
  const message = `${path} is neither in the commit ${commit.slice(0, 7)}, nor does DVC track it there`;
  throw new InputError({ code: "artifact-not-committed", message, hint: "Name its path there with --artifact." });
}

/** A folder may have files of git beside files of DVC, for which there are pointers in it, or a pipeline that makes them. */
async function trackedBelow(
  entries: readonly TreeEntry[],
  { path, ...at }: CommittedPath,
): Promise<readonly CommittedRecord[]> {
  const [only] = entries;
  if (entries.length === 1 && only?.path === path) return [];
  const pointers = entries.filter((entry) => entry.path.endsWith(".dvc")).map((entry) => entry.path);
  const [pointed, made] = await Promise.all([readPointers(at, pointers), committedRecords({ ...at, path }, "above")]);
  const known = new Set([...entries.map((entry) => entry.path), ...pointed.map(({ record }) => record.path)]);
  return [...pointed, ...made.filter(({ record }) => isWithin(record.path, path) && !known.has(record.path))];
}

/** Under a number: what a commit calls its files may be no good name for one here. */
async function unpack(
  { path, mode, blobId, sizeBytes }: TreeEntry,
  index: number,
  { repository, downloads }: CommittedPath,
): Promise<string> {
  if (!mode.startsWith("100")) {
    const message = `${path} is a ${mode === "160000" ? "submodule" : "symbolic link"} in its commit`;
    throw new InputError({ code: "not-a-file", message, hint: "Name what it points at with --artifact." });
  }
  const pointed = sizeBytes < 1024 ? await largeFile(repository, path, blobId) : undefined;
  if (pointed !== undefined) return pointed;
  const file = join(downloads, `blob-${index}`);
  await writeBlob(repository, blobId, file);
  return file;
}

/** The file that a pointer of Git LFS stands for (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md). */
async function largeFile(
  { folder, objects }: OpenRepository,
  path: string,
  blobId: string,
): Promise<string | undefined> {
  const text = new TextDecoder().decode((await blobsAmong(objects, [blobId])).get(blobId));
  const [, id] =
    /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n/.exec(text) ?? [];
  if (id === undefined) return undefined;
  const own = await git(["rev-parse", "--git-common-dir"], { cwd: folder });
  const file = join(resolve(folder, own), "lfs/objects", id.slice(0, 2), id.slice(2, 4), id);
  if (await isFile(file)) return file;
  const message = `${path} is kept by Git LFS, and its content is not here`;
  throw new InputError({ code: "lfs-file-missing", message, hint: "Run git lfs fetch --all, and import again." });
}

/** The folders above the file that are DVC projects now: their caches hold what older commits name, too. */
export async function projectsAbove(folder: string, path: string): Promise<string[]> {
  const found: string[] = [];
  for (let at = dirname(join(folder, path)); at.startsWith(folder); at = dirname(at)) {
    if (await isFolder(join(at, ".dvc"))) found.push(at);
    if (at === folder || dirname(at) === at) break;
  }
  return found;
}
