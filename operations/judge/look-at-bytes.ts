import type { RandomAccessFile } from "../../adapters/formats/bytes/random-access-file.ts";
import { detectFormat } from "../../adapters/formats/inspect.ts";
import type { FormatName } from "../../core/formats/catalogue.ts";
import type { ArtifactStore, StoredFile, StoredVersion } from "../../core/store/store.ts";
import type { Artifact, ModelVersion } from "../../schemas/generated/types.ts";

/**
 * What a store holds of a version by its bytes: no name and no mark of the store is believed, and of the files that are the
 * registered ones it is found out again what loading them does.
 */
export async function lookAtBytes(store: ArtifactStore, version: ModelVersion): Promise<StoredVersion> {
  const stored = await store.inspect(version, version.artifacts, { byBytes: true });
  if (stored.state !== "published") return stored;
  const artifacts = new Map(version.artifacts.map((artifact) => [artifact.path, artifact]));
  const files: StoredFile[] = [];
  for (const file of stored.files) {
    const artifact = artifacts.get(file.path);
    const isRegistered = artifact !== undefined && file.complete && file.sha256 === artifact.sha256;
    const format = isRegistered ? await formatAtRest(store, version, artifact) : undefined;
    files.push({ ...file, format });
  }
  return { ...stored, files };
}

/** What an artifact's bytes in the store are; undefined where its version file names no format that they could belie. */
export async function formatAtRest(
  store: ArtifactStore,
  version: ModelVersion,
  artifact: Artifact,
): Promise<FormatName | undefined> {
  return artifact.format === undefined ? undefined : detectFormat(storedFile(store, version, artifact));
}

/** What tells most formats lies here; it is fetched once. */
const HEAD_BYTES = 64 * 1024;

/** An artifact in the store as a file of which parts can be read. */
function storedFile(store: ArtifactStore, version: ModelVersion, artifact: Artifact): RandomAccessFile {
  const fetch = async (offset: number, length: number) => {
    const chunks: Uint8Array[] = [];
    let missing = Math.max(0, Math.min(length, artifact.size - offset));
    if (missing === 0) return Buffer.alloc(0);
    for await (const chunk of store.read(version, artifact, offset)) {
      chunks.push(chunk.subarray(0, missing));
      missing -= Math.min(missing, chunk.length);
      if (missing === 0) break;
    }
    return Buffer.concat(chunks);
  };
  let head: Promise<Buffer> | undefined;
  return {
    path: artifact.path,
    sizeBytes: artifact.size,
    async read(offset, length) {
      if (offset + length > HEAD_BYTES && artifact.size > HEAD_BYTES) return fetch(offset, length);
      head ??= fetch(0, HEAD_BYTES);
      return (await head).subarray(offset, offset + length);
    },
  };
}
