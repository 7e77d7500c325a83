import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Artifact } from "../../schemas/generated/types.ts";
import { notWritten } from "./atomic.ts";
import { openRegularFile } from "./regular-file.ts";

const CHUNK_BYTES = 1024 * 1024;

/**
 * Copies a file into a new one while its bytes are hashed: what is copied is what was hashed, whatever others make of the
 * source meanwhile.
 *
 * @returns whether the copy is there, with exactly the artifact's bytes; if not, nothing is
 * @throws OutsideError `file-not-written`
 */
export async function copyVerified(
  from: string,
  to: string,
  { size, sha256 }: Pick<Artifact, "size" | "sha256">,
  onBytes?: (bytes: number) => void,
): Promise<boolean> {
  const source = await openRegularFile(from).catch(() => undefined);
  if (source === undefined) return false;
  let isRight = false;
  try {
    const sizeBytes = await source.stat().then(
      (stats) => stats.size,
      () => undefined,
    );
    if (sizeBytes !== size) return false;
    const target = await openNew(to);
    try {
      isRight = (await copyHashing(source, { file: target, path: to }, size, onBytes)) === sha256;
    } finally {
      await target.close();
      if (!isRight) await rm(to, { force: true });
    }
    return isRight;
  } finally {
    await source.close();
  }
}

/** A new file, with the folders above it. @throws OutsideError `file-not-written` */
export async function openNew(path: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return await open(path, "wx");
  } catch (error) {
    throw notWritten(path, error as Error);
  }
}

/** @returns the digest of what was copied; undefined where the source ends elsewhere, or cannot be read */
async function copyHashing(
  source: FileHandle,
  target: { readonly file: FileHandle; readonly path: string },
  sizeBytes: number,
  onBytes?: (bytes: number) => void,
): Promise<string | undefined> {
  const hash = createHash("sha256");
  let writing: Promise<unknown> = Promise.resolve();
  // While one buffer goes to the disk, the other is read and hashed.
  let [buffer, other] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)];
  let copiedBytes = 0;
  try {
    for (;;) {
      const bytesRead = await source.read(buffer, 0, CHUNK_BYTES).then(
        (read) => read.bytesRead,
        () => undefined,
      );
      if (bytesRead === undefined) return undefined;
      if (bytesRead === 0) break;
      copiedBytes += bytesRead;
      if (copiedBytes > sizeBytes) return undefined;
      const part = buffer.subarray(0, bytesRead);
      hash.update(part);
      await writing;
      writing = target.file.writeFile(part);
      // Whoever waits for it next reports it.
      writing.catch(() => {});
      onBytes?.(bytesRead);
      [buffer, other] = [other, buffer];
    }
    return hash.digest("hex");
  } finally {
    await writing.catch((error: Error) => Promise.reject(notWritten(target.path, error)));
  }
}
