import { lutimes, lstat, mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OutsideError } from "../../core/errors.ts";
import type { Artifact } from "../../schemas/generated/types.ts";
import { notWritten } from "../files/atomic.ts";
import { copyVerified, openNew } from "../files/copy-verified.ts";
import { leftoversIn, temporaryBeside } from "../files/leftovers.ts";
import { type Begun, download } from "./download.ts";

export interface FetchOptions {
  /** The artifact's bytes from an offset on. */
  readonly read: (offsetBytes: number) => AsyncIterable<Uint8Array>;
  /** Where the bytes are wanted: a file that is not there yet, in a folder that nobody else writes to. */
  readonly target: string;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Artifacts by digest, in a folder that processes share, and perhaps people:
 *
 *     sha256/<first two hex>/<rest>      whole and verified when it was put there
 *     partial/<sha256>                   what an interrupted download has so far
 *     partial/.<sha256>.….tmp            what a process downloads just now
 *
 * Whoever may write to it can swap anything at any moment. So what lies there is only ever copied, and hashed while it is;
 * no file that was there before is written to, and no link is followed.
 */
export class ArtifactCache {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Writes exactly this artifact's bytes to the target: from the cache, or fetched, and kept for the next time. What an
   * interrupted run left is continued.
   *
   * @throws OutsideError `digest-mismatch` when the bytes that came are not those that the registry names,
   * `file-not-written`
   */
  async ensure(artifact: Artifact, options: FetchOptions): Promise<{ readonly fetched: boolean }> {
    const path = join(this.#root, "sha256", artifact.sha256.slice(0, 2), artifact.sha256.slice(2));
    if (await copyVerified(path, options.target, artifact, options.onBytes)) {
      await touch(path);
      return { fetched: false };
    }
    const rest = join(this.#root, "partial", artifact.sha256);
    const own = temporaryBeside(rest);
    if (!(await isUsable(own, dirname(path)))) {
      await download([options.target], artifact, options);
      return { fetched: true };
    }
    const begun = await findBegun(rest, artifact);
    try {
      await download([options.target, own], artifact, { ...options, begun: begun[0] });
      // Another user's folder, or one in the file's place: then nothing is kept.
      await rename(own, path).catch(() => rm(own, { force: true }));
    } catch (error) {
      await keepForNextRun(own, rest, begun[0]);
      throw error;
    }
    for (const each of begun) await rm(each.path, { force: true }).catch(() => {});
    return { fetched: true };
  }
}

/** Shows whoever clears up the folder what is in use. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await lutimes(path, now, now).catch(() => {});
}

/**
 * Whether the cache is a place to write to. Where it is not, for a reason that is no lack of space, none is used.
 *
 * @throws OutsideError `file-not-written`
 */
async function isUsable(own: string, ...folders: readonly string[]): Promise<boolean> {
  try {
    for (const folder of folders)
      await mkdir(folder, { recursive: true }).catch((error: Error) => Promise.reject(notWritten(folder, error)));
    await (await openNew(own)).close();
    await rm(own);
    return true;
  } catch (error) {
    if (isUnusable(error)) return false;
    throw error;
  }
}

function isUnusable(error: unknown): boolean {
  const cause = error instanceof OutsideError ? error.cause : error;
  const { code = "" } = cause as NodeJS.ErrnoException;
  return ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "EISDIR", "ENOENT", "ELOOP"].includes(code);
}

/**
 * What earlier runs have left of an artifact, the most first: what one put down, and what killed ones had in hand. It is
 * copied: should one of them run after all, where its number cannot be seen, it writes into a file of its own.
 */
async function findBegun(rest: string, { size }: Artifact): Promise<readonly Begun[]> {
  const left = (await leftoversIn(dirname(rest))).filter(({ beside }) => beside === basename(rest));
  const paths = [rest, ...left.map(({ path }) => path)];
  const found = await Promise.all(
    paths.map(async (path): Promise<Begun | undefined> => {
      const stats = await lstat(path).catch(() => undefined);
      if (stats === undefined) return undefined;
      return { path, sizeBytes: stats.isFile() && stats.size <= size ? stats.size : 0 };
    }),
  );
  return found.filter((each) => each !== undefined).sort((a, b) => b.sizeBytes - a.sizeBytes);
}

/** Where a run had less in hand than one before it, that one's is kept. */
async function keepForNextRun(own: string, rest: string, begun: Begun | undefined): Promise<void> {
  const sizeBytes = await lstat(own).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (sizeBytes === undefined) return;
  const isMore = sizeBytes > (begun?.sizeBytes ?? 0);
  await (isMore ? rename(own, rest) : rm(own, { force: true })).catch(() => {});
}
