import { stat } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";
import { InputError } from "../../../core/errors.ts";
import type { ArtifactSource } from "../../../core/registry/draft-parts.ts";
import { compareText } from "../../../core/registry/finding.ts";
import type { TreeEntry } from "../../../core/registry/tree.ts";
import { readBlobs } from "../../git/blobs.ts";
import { git } from "../../git/git.ts";
import { listCommit } from "../../git/list-commit.ts";
import { writeBlob } from "../../git/write-blob.ts";
import { DvcObjects } from "../dvc/object-cache.ts";
import { type DvcRecord, readRecords } from "../dvc/record.ts";
import { isMapping, type PlainMapping, parseText } from "../plain/document.ts";

export interface CommittedPath {
  /** The top folder of the repository's work tree. */
  readonly folder: string;
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
export async function committedArtifact(wanted: CommittedPath): Promise<ArtifactSource[]> {
  const { folder, commit, path } = wanted;
  const name = posix.basename(path);
  const entries = await listCommit(folder, commit, [path]);
  if (entries.length > 0) {
    const files = await Promise.all(
      entries.map(async (entry, index) => ({
        path: name + entry.path.slice(path.length),
        file: await unpack(entry, index, wanted),
      })),
    );
    return files.sort((a, b) => compareText(a.path, b.path));
  }
  const record = (await pointerAt(wanted)) ?? (await lockedOut(wanted));
  if (record === undefined) {
    const message = `${path} is neither in the commit ${commit.slice(0, 7)}, nor does DVC track it there`;
    throw new InputError({ code: "artifact-not-committed", message, hint: "Name its path there with --artifact." });
  }
  return (await DvcObjects.of(await projects(wanted))).files({ ...record, path }, name);
}

/** Under a number: what a commit calls its files may be no good name for one here. */
async function unpack(
  { path, mode, blobId, sizeBytes }: TreeEntry,
  index: number,
  { folder, downloads }: CommittedPath,
): Promise<string> {
  if (!mode.startsWith("100")) {
    const message = `${path} is a ${mode === "160000" ? "submodule" : "symbolic link"} in its commit`;
    throw new InputError({ code: "artifact-not-a-file", message, hint: "Name what it points at with --artifact." });
  }
  const pointed = sizeBytes < 1024 ? await largeFile(folder, path, blobId) : undefined;
  if (pointed !== undefined) return pointed;
  const file = join(downloads, `blob-${index}`);
  await writeBlob(folder, blobId, file);
  return file;
}

/** The file that a pointer of Git LFS stands for (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md). */
async function largeFile(folder: string, path: string, blobId: string): Promise<string | undefined> {
  const text = new TextDecoder().decode((await readBlobs(folder, [blobId])).get(blobId));
  const [, id] =
    /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n/.exec(text) ?? [];
  if (id === undefined) return undefined;
  const own = await git(["rev-parse", "--git-common-dir"], { cwd: folder });
  const file = join(resolve(folder, own), "lfs/objects", id.slice(0, 2), id.slice(2, 4), id);
  if (await isThere(file)) return file;
  const message = `${path} is kept by Git LFS, and its content is not here`;
  throw new InputError({ code: "lfs-file-missing", message, hint: "Run git lfs fetch --all, and import again." });
}

async function pointerAt({ folder, commit, path }: CommittedPath): Promise<DvcRecord | undefined> {
  const pointer = path.endsWith(".dvc") ? path : `${path}.dvc`;
  return readRecords((await documentAt(folder, commit, pointer))?.["outs"])[0];
}

/** What a pipeline made, whose lock lies in a folder around it. */
async function lockedOut({ folder, commit, path }: CommittedPath): Promise<DvcRecord | undefined> {
  for (let around = posix.dirname(path); ; around = posix.dirname(around)) {
    const lock = await documentAt(folder, commit, posix.join(around, "dvc.lock"));
    for (const stage of Object.values(stagesOf(lock))) {
      const outs = isMapping(stage) ? readRecords(stage["outs"]) : [];
      const found = outs.find((out) => posix.join(around, out.path) === path);
      if (found !== undefined) return found;
    }
    if (around === "." || around === "/") return undefined;
  }
}

function stagesOf(lock: PlainMapping | undefined): PlainMapping {
  if (lock === undefined) return {};
  if (!("schema" in lock)) return lock;
  return isMapping(lock["stages"]) ? lock["stages"] : {};
}

async function documentAt(folder: string, commit: string, path: string): Promise<PlainMapping | undefined> {
  const object = `${commit}:${path}`;
  const bytes = (await readBlobs(folder, [object])).get(object);
  if (bytes === undefined) return undefined;
  const value = parseText(new TextDecoder().decode(bytes), { format: "yaml", path });
  return isMapping(value) ? value : undefined;
}

/** The folders around the file that are DVC projects now: their caches hold what older commits name, too. */
async function projects({ folder, path }: CommittedPath): Promise<string[]> {
  const found: string[] = [];
  for (let at = dirname(join(folder, path)); at.startsWith(folder); at = dirname(at)) {
    if (await isThere(join(at, ".dvc"))) found.push(at);
    if (at === folder || dirname(at) === at) break;
  }
  return found;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
