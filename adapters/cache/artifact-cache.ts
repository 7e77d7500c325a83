import { createHash } from "node:crypto";
import { copyFile, constants, mkdir, open, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OutsideError } from "../../core/errors.ts";
import type { Artifact } from "../../schemas/generated/types.ts";
import { notWritten } from "../files/atomic.ts";
import { readChunks, sha256OfFile } from "../files/hash.ts";
import { leftoversIn, temporaryBeside } from "../files/leftovers.ts";
import { BehindWriter } from "./behind-writer.ts";

export interface FetchOptions {
  /** The artifact's bytes from an offset on. */
  readonly read: (offsetBytes: number) => AsyncIterable<Uint8Array>;
  /** Where the bytes go if the cache's folder may not be written, as in a container without a home. */
  readonly uncached: string;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Verified artifacts by digest, in a folder that processes share:
 *
 *     sha256/<first two hex>/<rest>      whole and verified when it was put there
 *     partial/<sha256>                   what an interrupted download has so far
 *     partial/.<sha256>.….tmp            what a process downloads just now: nobody else ever writes into it
 */
export class ArtifactCache {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The path of a local file with exactly this artifact's bytes, fetched where they are not there yet. What was there
   * is hashed again before it is trusted; what an interrupted run left is continued.
   *
   * @throws OutsideError `digest-mismatch` when the bytes that came are not those that the registry names
   */
  async ensure(artifact: Artifact, options: FetchOptions): Promise<{ path: string; fetched: boolean }> {
    const path = join(this.#root, "sha256", artifact.sha256.slice(0, 2), artifact.sha256.slice(2));
    if (await isWhole(path, artifact, options.onBytes)) {
      await touch(path);
      return { path, fetched: false };
    }
    const rest = join(this.#root, "partial", artifact.sha256);
    const own = temporaryBeside(rest);
    try {
      await makeFolders(dirname(path), dirname(rest));
      await takeUp(rest, own);
      await download(own, artifact, options);
    } catch (error) {
      if (isUnusable(error)) return fetchApart(artifact, options);
      // For the next run.
      await rename(own, rest).catch(() => {});
      throw error;
    }
    const isKept = await succeeds(rename(own, path));
    if (isKept) return { path, fetched: true };
    // Another user's folder, or one in the file's place.
    const isCopied = await succeeds(copyVerifiedFile(own, options.uncached));
    await rm(own, { force: true });
    return isCopied ? { path: options.uncached, fetched: true } : fetchApart(artifact, options);
  }
}

async function isWhole(path: string, artifact: Artifact, onBytes?: (bytes: number) => void): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() !== true || stats.size !== artifact.size) return false;
  return (await sha256OfFile(path, onBytes).catch(() => undefined)) === artifact.sha256;
}

/** Shows whoever clears up the folder what is in use. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

async function makeFolders(...folders: readonly string[]): Promise<void> {
  for (const folder of folders)
    await mkdir(folder, { recursive: true }).catch((error: Error) => Promise.reject(notWritten(folder, error)));
}

/**
 * Makes what an earlier run has left this process's own. What a run put down, whoever comes first takes away. What a killed
 * one had in hand is copied: should it run after all, where its number cannot be seen, it writes into a file of its own.
 */
async function takeUp(rest: string, own: string): Promise<void> {
  const isTaken = await succeeds(rename(rest, own));
  const left = (await leftoversIn(dirname(rest))).filter(({ beside }) => beside === basename(rest));
  const sizes = await Promise.all(left.map(({ path }) => sizeOf(path)));
  const largest = left[sizes.indexOf(Math.max(...sizes))];
  if (!isTaken && largest !== undefined) await succeeds(copyFile(largest.path, own, constants.COPYFILE_FICLONE));
  for (const { path } of left) await rm(path, { force: true }).catch(() => {});
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** Whether the cache is no place to write to, for a reason that is no lack of space. */
function isUnusable(error: unknown): boolean {
  if (!(error instanceof OutsideError) || error.code !== "file-not-written") return false;
  const { code = "" } = error.cause as NodeJS.ErrnoException;
  return ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "EISDIR", "ENOENT"].includes(code);
}

async function fetchApart(artifact: Artifact, options: FetchOptions): Promise<{ path: string; fetched: boolean }> {
  await makeFolders(dirname(options.uncached));
  await download(options.uncached, artifact, options);
  return { path: options.uncached, fetched: true };
}

/** Continues or begins a download; bytes of a wrong digest never stay, and a resumed one gets one clean start. */
async function download(file: string, artifact: Artifact, options: FetchOptions): Promise<void> {
  const resumed = await append(file, artifact, options);
  if (resumed.sha256 === artifact.sha256) return;
  await rm(file, { force: true });
  const found = resumed.offsetBytes > 0 ? await append(file, artifact, options) : resumed;
  if (found.sha256 === artifact.sha256) return;
  await rm(file, { force: true });
  throw new OutsideError({
    code: "digest-mismatch",
    message: `${artifact.path} has sha256 ${found.sha256} in the store, and the registry says ${artifact.sha256}`,
    hint: "These are not the bytes that were registered, so nothing was kept of them. Whoever looks after the store should compare it with modelyard publish --dry-run.",
  });
}

async function append(
  path: string,
  artifact: Artifact,
  { read, onBytes }: FetchOptions,
): Promise<{ sha256: string; offsetBytes: number }> {
  const hash = createHash("sha256");
  const file = await open(path, "a").catch((error: Error) => Promise.reject(notWritten(path, error)));
  try {
    let offsetBytes = (await file.stat()).size;
    if (offsetBytes > artifact.size) {
      await file.truncate(0);
      offsetBytes = 0;
    }
    if (offsetBytes > 0) {
      for await (const chunk of readChunks(path)) {
        hash.update(chunk);
        onBytes?.(chunk.length);
      }
    }
    let received = offsetBytes;
    if (received < artifact.size || artifact.size === 0) {
      const writer = new BehindWriter(file, path);
      try {
        for await (const chunk of read(offsetBytes)) {
          received += chunk.length;
          if (received > artifact.size) break; // More than was registered: the digest cannot be right, so stop reading.
          hash.update(chunk);
          await writer.write(chunk);
          onBytes?.(chunk.length);
        }
      } finally {
        // What came before a failure is there for the next run.
        await writer.finish();
      }
    }
    await file.sync();
    return { sha256: hash.digest("hex"), offsetBytes };
  } finally {
    await file.close();
  }
}

/** Copies a verified file, sharing its blocks where the file system can. */
export async function copyVerifiedFile(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    throw notWritten(to, error as Error);
  }
}
