import { createHash } from "node:crypto";
import { type FileHandle, rm } from "node:fs/promises";
import { OutsideError } from "../../core/errors.ts";
import type { Artifact } from "../../schemas/generated/types.ts";
import { openNew } from "../files/copy-verified.ts";
import { readChunks } from "../files/hash.ts";
import { BehindWriter } from "./behind-writer.ts";

/** The beginning of an artifact, as an earlier run has left it. */
export interface Begun {
  readonly path: string;
  readonly sizeBytes: number;
}

interface DownloadOptions {
  readonly read: (offsetBytes: number) => AsyncIterable<Uint8Array>;
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly begun?: Begun | undefined;
}

/**
 * Writes an artifact into new files, all of them the same afterwards, of which the last is one to keep; bytes of a wrong digest never stay, and a
 * resumed download gets one clean start.
 *
 * @throws OutsideError `digest-mismatch`, `file-not-written`; but for a wrong digest, what came is there then
 */
export async function download(files: readonly string[], artifact: Artifact, options: DownloadOptions): Promise<void> {
  const resumed = await attempt(files, artifact, options);
  if (resumed.sha256 === artifact.sha256) return;
  const found = resumed.begunBytes > 0 ? await again(files, artifact, options) : resumed;
  if (found.sha256 === artifact.sha256) return;
  await removeAll(files);
  throw new OutsideError({
    code: "digest-mismatch",
    message: `${artifact.path} has sha256 ${found.sha256} in the store, and the registry says ${artifact.sha256}`,
    hint: "These are not the registered bytes, so nothing was kept of them. In a clone, modelyard publish --verify finds every such file, and --from puts the right bytes back.",
  });
}

async function again(files: readonly string[], artifact: Artifact, options: DownloadOptions): Promise<Attempt> {
  await removeAll(files);
  return attempt(files, artifact, { ...options, begun: undefined });
}

async function removeAll(files: readonly string[]): Promise<void> {
  for (const file of files) await rm(file, { force: true });
}

interface Attempt {
  readonly sha256: string;
  /** How much of it an earlier run had left. */
  readonly begunBytes: number;
}

async function attempt(paths: readonly string[], artifact: Artifact, options: DownloadOptions): Promise<Attempt> {
  const files: FileHandle[] = [];
  try {
    const writers: BehindWriter[] = [];
    for (const path of paths) {
      const file = await openNew(path);
      files.push(file);
      writers.push(new BehindWriter(file, path));
    }
    const result = await fill(writers, artifact, options);
    // The one that outlasts this run.
    await files.at(-1)?.sync();
    return result;
  } finally {
    for (const file of files) await file.close();
  }
}

async function fill(
  writers: readonly BehindWriter[],
  artifact: Artifact,
  { read, begun, onBytes }: DownloadOptions,
): Promise<Attempt> {
  const hash = createHash("sha256");
  let received = 0;
  const take = async (chunk: Uint8Array) => {
    received += chunk.length;
    hash.update(chunk);
    for (const writer of writers) await writer.write(chunk);
    onBytes?.(chunk.length);
  };
  try {
    for await (const chunk of begun === undefined ? [] : readBegun(begun)) await take(chunk);
    const begunBytes = received;
    if (received < artifact.size || artifact.size === 0) {
      for await (const chunk of read(begunBytes)) {
        // More than was registered: the digest cannot be right, so stop reading.
        if (received + chunk.length > artifact.size) {
          hash.update(chunk);
          break;
        }
        await take(chunk);
      }
    }
    return { sha256: hash.digest("hex"), begunBytes };
  } finally {
    // What came before a failure is there for the next run.
    await Promise.all(writers.map((writer) => writer.finish()));
  }
}

/** No more of it than was seen: others may write to it meanwhile. What cannot be read is as good as not there. */
async function* readBegun({ path, sizeBytes }: Begun): AsyncIterable<Uint8Array> {
  let missing = sizeBytes;
  if (missing === 0) return;
  try {
    for await (const chunk of readChunks(path)) {
      yield chunk.subarray(0, missing);
      missing -= Math.min(missing, chunk.length);
      if (missing === 0) return;
    }
  } catch {
    // What was read of it so far is continued.
  }
}
