import { createHash } from "node:crypto";
import { type FileHandle, copyFile, constants, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OutsideError } from "../../core/errors.ts";
import type { Artifact } from "../../schemas/generated/types.ts";
import { createFileAtomically, notWritten, temporaryBeside } from "../files/atomic.ts";
import { readChunks, sha256OfFile } from "../files/hash.ts";
import { isRunning } from "../files/process.ts";

export interface FetchOptions {
  /** The artifact's bytes from an offset on. */
  readonly read: (offsetBytes: number) => AsyncIterable<Uint8Array>;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Verified artifacts by digest, in a folder that processes share:
 *
 *     sha256/<first two hex>/<rest>      whole and verified when it was put there
 *     partial/<sha256>                   what an interrupted download has so far
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
    if (await isWhole(path, artifact, options.onBytes)) return { path, fetched: false };
    await mkdir(dirname(path), { recursive: true }).catch((error: Error) => Promise.reject(notWritten(path, error)));
    await mkdir(join(this.#root, "partial"), { recursive: true });
    const shared = join(this.#root, "partial", artifact.sha256);
    const release = await tryLock(`${shared}.lock`);
    // Another process is on it: fetch apart, without the chance to resume, rather than wait on a stranger.
    const partial = release === undefined ? temporaryBeside(shared) : shared;
    try {
      await download(partial, artifact, options);
      await rename(partial, path);
    } finally {
      if (partial !== shared) await rm(partial, { force: true });
      await release?.();
    }
    return { path, fetched: true };
  }
}

async function isWhole(path: string, artifact: Artifact, onBytes?: (bytes: number) => void): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.size !== artifact.size) return false;
  return (await sha256OfFile(path, onBytes)) === artifact.sha256;
}

/** Continues or begins a download; bytes of a wrong digest never stay, and a resumed one gets one clean start. */
async function download(partial: string, artifact: Artifact, options: FetchOptions): Promise<void> {
  const resumed = await append(partial, artifact, options);
  if (resumed.sha256 === artifact.sha256) return;
  await rm(partial, { force: true });
  const found = resumed.offsetBytes > 0 ? await append(partial, artifact, options) : resumed;
  if (found.sha256 === artifact.sha256) return;
  await rm(partial, { force: true });
  throw new OutsideError({
    code: "digest-mismatch",
    message: `${artifact.path} has sha256 ${found.sha256} in the store, and the registry says ${artifact.sha256}`,
    hint: "These are not the bytes that were registered, so nothing was kept of them. Whoever looks after the store should compare it with modelyard publish --dry-run.",
  });
}

async function append(
  partial: string,
  artifact: Artifact,
  { read, onBytes }: FetchOptions,
): Promise<{ sha256: string; offsetBytes: number }> {
  const hash = createHash("sha256");
  const file = await open(partial, "a").catch((error: Error) => Promise.reject(notWritten(partial, error)));
  try {
    let offsetBytes = (await file.stat()).size;
    if (offsetBytes > artifact.size) {
      await file.truncate(0);
      offsetBytes = 0;
    }
    if (offsetBytes > 0) {
      for await (const chunk of readChunks(partial)) {
        hash.update(chunk);
        onBytes?.(chunk.length);
      }
    }
    let received = offsetBytes;
    if (received < artifact.size || artifact.size === 0) {
      const writer = new Writer(file, partial);
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
    const { size } = await file.stat();
    // Somebody else wrote into it, too: what counts is what is there.
    const sha256 = size === received ? hash.digest("hex") : await sha256OfFile(partial);
    return { sha256, offsetBytes };
  } finally {
    await file.close();
  }
}

/** How much is written at once. */
const WRITE_BYTES = 1024 * 1024;

/** Writes behind: while one batch goes to the disk, the next is fetched and hashed. */
class Writer {
  readonly #file: FileHandle;
  readonly #path: string;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#batch.push(chunk);
    this.#batchBytes += chunk.length;
    if (this.#batchBytes >= WRITE_BYTES) await this.#flush();
  }

  /** @throws OutsideError `file-not-written` */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#settled();
  }

  async #flush(): Promise<void> {
    await this.#settled();
    this.#writing = this.#file.writeFile(Buffer.concat(this.#batch));
    // Told by the next look at it.
    this.#writing.catch(() => {});
    this.#batch = [];
    this.#batchBytes = 0;
  }

  async #settled(): Promise<void> {
    await this.#writing.catch((error: Error) => Promise.reject(notWritten(this.#path, error)));
  }
}

/** Takes a lock that dies with its process; undefined where somebody else has it, or just took it. */
async function tryLock(path: string): Promise<(() => Promise<void>) | undefined> {
  const own = String(process.pid);
  // With its content from the start: an empty one would look like that of a process that is gone.
  const take = () => createFileAtomically(path, own).catch(() => false);
  const release = () => rm(path, { force: true });
  if (await take()) return release;
  const holder = await readFile(path, "utf8").catch(() => "");
  if (isRunning(Number(holder))) return undefined;
  // Moved away, not removed: whoever comes at the same moment may have taken it anew in between.
  const old = temporaryBeside(path);
  await rename(path, old).catch(() => {});
  const found = await readFile(old, "utf8").catch(() => holder);
  await rm(old, { force: true });
  if (found !== holder) await createFileAtomically(path, found).catch(() => false);
  return (await take()) ? release : undefined;
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
