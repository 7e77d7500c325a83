import { randomUUID } from "node:crypto";
import { copyFile, link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OutsideError } from "../../core/errors.ts";
import { CHECKSUMS_FILE, VERSION_FILE } from "../../core/registry/names/artifact-path.ts";
import { checksumsOf } from "../../core/store/checksums.ts";
import type { ArtifactStore, Content, Seal, StoredFile, TransferOptions, VersionName } from "../../core/store/store.ts";
import type { Artifact } from "../../schemas/generated/types.ts";
import type { DigestMemory } from "../cache/digest-memory.ts";
import { createFileAtomically, notWritten, writeFileAtomically } from "../files/atomic.ts";
import { readChunks, sha256OfBytes, sha256OfFile } from "../files/hash.ts";
import { removeLeftovers, temporaryBeside } from "../files/leftovers.ts";
import { readRegularFile } from "../files/regular-file.ts";
import { unreadableFile, reading } from "../files/errors.ts";
import { exactStatsAt, ownStatsAt } from "../files/look-at.ts";
import { verifiedChunks } from "./verified-chunks.ts";

/** The last file written of a version: what it seals, so that a later change of the registry is noticed. */
const SEAL_FILE = "sealed.json";

/** A seal names every artifact: as many as a version file of its largest size can. */
const MAX_SEAL_BYTES = 4 * 1024 * 1024;

/**
 * A folder as artifact store, content-addressed:
 *
 *     sha256/<first two hex>/<rest>               the bytes, shared by all versions
 *     versions/<model>/<version>/version.yaml     the registered file
 *     versions/<model>/<version>/SHA256SUMS
 *     versions/<model>/<version>/sealed.json      the completion mark, written last
 */
export function openFileStore(root: string, memory?: DigestMemory): ArtifactStore {
  const objectPath = ({ sha256 }: Pick<Artifact, "sha256">) =>
    join(root, "sha256", sha256.slice(0, 2), sha256.slice(2));
  const versionFolder = ({ model, version }: VersionName) => join(root, "versions", model, version);

  async function storedFile(artifact: Artifact): Promise<StoredFile | undefined> {
    const found = await lookAt(objectPath(artifact));
    if (found === undefined) return undefined;
    if (!found.isFile) return { path: artifact.path, sizeBytes: 0, sha256: undefined, complete: false };
    const { sizeBytes } = found;
    // The name says the digest; that the bytes still have it is known only to whoever reads them.
    return { path: artifact.path, sizeBytes, sha256: artifact.sha256, complete: sizeBytes === artifact.size };
  }

  /** One after the other: hashing is bound by the disk, and a folder model has many files. */
  async function byBytes(files: readonly StoredFile[]): Promise<readonly StoredFile[]> {
    const read: StoredFile[] = [];
    for (const file of files) {
      const { sha256 } = file;
      const found = sha256 === undefined ? undefined : await digestAtRest(objectPath({ sha256 }), memory);
      read.push({ ...file, sha256: found });
    }
    return read;
  }

  async function save(artifact: Artifact, content: Content, options?: TransferOptions) {
    const target = objectPath(artifact);
    const there = await lookAt(target);
    if (there?.isFile === true && (await digestOf(target)) === artifact.sha256) return "already-there";
    await copyVerified(artifact, content, target, options, there && (() => keepDamaged(target, artifact)));
    return "saved";
  }

  return {
    name: `file:${root}`,

    async inspect(version, artifacts, options) {
      const folder = versionFolder(version);
      const named = (await Promise.all(artifacts.map(storedFile))).filter((file) => file !== undefined);
      const files = options?.byBytes === true ? await byBytes(named) : named;
      const seal = await readSeal(join(folder, SEAL_FILE));
      if (seal === undefined) return files.length === 0 ? { state: "absent" } : { state: "draft", files };
      const sha256 = seal.version_file_sha256;
      const damaged = options?.byBytes === true ? await damagedDocuments(folder, artifacts, sha256) : undefined;
      return { state: "published", files, document: { sha256, damaged } };
    },

    save: async (_version, artifact, content, options) => save(artifact, content, options),

    async repair(version, artifacts, { contents, seal, ...options }) {
      for (const [artifact, content] of contents) await save(artifact, content, options);
      const folder = versionFolder(version);
      for (const name of await damagedDocuments(folder, artifacts, sha256OfBytes(seal.versionFile))) {
        await writeFileAtomically(
          join(folder, name),
          name === VERSION_FILE ? seal.versionFile : checksumsOf(artifacts),
        );
      }
    },

    async seal(version, artifacts, seal) {
      for (const artifact of artifacts) await expectWhole(objectPath(artifact), artifact);
      const folder = versionFolder(version);
      const sealed = await readSeal(join(folder, SEAL_FILE));
      if (sealed?.version_file_sha256 === sha256OfBytes(seal.versionFile)) return;
      if (sealed !== undefined) throw alreadyPublished(version, folder);
      await createSame(join(folder, VERSION_FILE), seal.versionFile);
      await createSame(join(folder, CHECKSUMS_FILE), Buffer.from(checksumsOf(artifacts)));
      if (await createFileAtomically(join(folder, SEAL_FILE), sealText(version, artifacts, seal))) return;
      // Two runs at once seal the same; whoever comes second looks at what the first one wrote.
      const other = await readSeal(join(folder, SEAL_FILE));
      if (other?.version_file_sha256 !== sha256OfBytes(seal.versionFile)) throw alreadyPublished(version, folder);
    },

    async *read(_version, artifact, offsetBytes) {
      const path = objectPath(artifact);
      try {
        yield* readChunks(path, offsetBytes);
      } catch (error) {
        throw notThere(path, artifact, error as NodeJS.ErrnoException);
      }
    },
  };
}

/**
 * Streams the content into a temporary file beside its place, and moves it there only if the digest is right.
 *
 * @param beforeMove what is done of what lies there, once all that will take its place is at hand
 */
async function copyVerified(
  artifact: Artifact,
  content: Content,
  target: string,
  options?: TransferOptions,
  beforeMove?: () => Promise<void>,
): Promise<void> {
  const temporary = temporaryBeside(target);
  try {
    await mkdir(dirname(target), { recursive: true });
    await removeLeftovers(dirname(target));
    const file = await open(temporary, "wx", 0o644);
    try {
      for await (const chunk of verifiedChunks(artifact, content)) {
        await file.writeFile(chunk);
        options?.onBytes?.(chunk.length);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await beforeMove?.();
    await rename(temporary, target);
  } catch (error) {
    // Where its folder could not be made, there is nothing to remove, and the first error is the one to report.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error instanceof OutsideError ? error : notWritten(target, error as Error);
  }
}

/**
 * Keeps a damaged object under a second name for whoever wants to know what happened to it. It stays where it is until the
 * right bytes take its place: an object under repair never disappears.
 */
async function keepDamaged(path: string, { sha256 }: Artifact): Promise<void> {
  // A link, a pipe or a device is no bytes that anybody could want.
  if ((await lookAt(path))?.isFile !== true) return;
  const kept = `${path}.damaged-${randomUUID().slice(0, 8)}`;
  // Some file systems have no links.
  await link(path, kept).catch(() => copyFile(path, kept));
  // Another process may have repaired it just now.
  if ((await digestOf(kept)) === sha256) await rm(kept);
}

/**
 * The digest of what lies at a path; undefined where nothing does that could be read. It is remembered only of a file that
 * was not touched while it was read, nor in the seconds before: a file system's clock may be coarse.
 */
async function digestAtRest(path: string, memory: DigestMemory | undefined): Promise<string | undefined> {
  const before = await stateOf(path);
  if (before === undefined) return undefined;
  const known = await memory?.recall({ place: path, state: before.state });
  if (known !== undefined) return known;
  const sha256 = await digestOf(path);
  const isAtRest = Math.abs(Date.now() - before.changedMs) > COARSE_CLOCK_MS;
  if (isAtRest && (await stateOf(path))?.state === before.state)
    await memory?.remember({ place: path, state: before.state }, sha256);
  return sha256;
}

const COARSE_CLOCK_MS = 3000;

async function stateOf(path: string): Promise<{ readonly state: string; readonly changedMs: number } | undefined> {
  const stats = await exactStatsAt(path);
  if (stats?.isFile() !== true) return undefined;
  const { dev, ino, size, ctimeNs, mtimeNs } = stats;
  return { state: [dev, ino, size, ctimeNs, mtimeNs].join(" "), changedMs: Number(ctimeNs / 1_000_000n) };
}

/** Those of the texts beside a version's artifacts that are not as they were sealed. */
async function damagedDocuments(
  folder: string,
  artifacts: readonly Artifact[],
  versionFileSha256: string,
): Promise<readonly string[]> {
  const expected = [
    [VERSION_FILE, versionFileSha256],
    [CHECKSUMS_FILE, sha256OfBytes(checksumsOf(artifacts))],
  ] as const;
  const damaged: string[] = [];
  for (const [name, sha256] of expected) {
    const path = join(folder, name);
    const there = await lookAt(path);
    if (there?.isFile !== true || (await digestOf(path)) !== sha256) damaged.push(name);
  }
  return damaged;
}

/** Writes a file, or finds it there with the same bytes. */
async function createSame(path: string, bytes: Uint8Array): Promise<void> {
  if (await createFileAtomically(path, bytes)) return;
  if ((await reading(path, () => readRegularFile(path, bytes.length)))?.equals(bytes) === true) return;
  throw new OutsideError({
    code: "store-damaged",
    message: `${path} is there with other content than the version's`,
    hint: "It is of another run that publishes this version, or of one that was never finished. Where none runs, remove that file and publish again.",
    path,
  });
}

async function expectWhole(path: string, artifact: Artifact): Promise<void> {
  const found = await lookAt(path);
  const problem =
    found === undefined
      ? "is missing"
      : found.isFile && (await digestOf(path)) === artifact.sha256
        ? undefined
        : "is damaged";
  if (problem === undefined) return;
  throw new OutsideError({
    code: "artifact-not-stored",
    message: `${artifact.path} ${problem} in the store (${path})`,
    hint: "Save it again: modelyard publish --from FOLDER, where the folder holds the artifact.",
    path,
  });
}

function alreadyPublished({ model, version }: VersionName, path: string): OutsideError {
  return new OutsideError({
    code: "already-published",
    message: `${model} ${version} is published already, with another version file (${path})`,
    hint: "A published version never changes: draft the next one.",
    path,
  });
}

function notThere(path: string, artifact: Artifact, cause: NodeJS.ErrnoException | OutsideError): OutsideError {
  if (cause instanceof OutsideError) return cause;
  if (cause.code !== "ENOENT") return unreadableFile(path, cause);
  return new OutsideError({
    code: "artifact-not-stored",
    message: `The store does not hold ${artifact.path} (${path})`,
    hint: "Has it been published? modelyard publish makes the store match the registry.",
    path,
    cause,
  });
}

interface SealText {
  readonly version_file_sha256: string;
}

function sealText({ model, version }: VersionName, artifacts: readonly Artifact[], seal: Seal): string {
  const content: SealText & Record<string, unknown> = {
    model,
    version,
    version_file_sha256: sha256OfBytes(seal.versionFile),
    artifacts: artifacts.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    ...(seal.commit === undefined ? {} : { commit: seal.commit }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

async function readSeal(path: string): Promise<SealText | undefined> {
  if ((await lookAt(path)) === undefined) return undefined;
  const bytes = await reading(path, () => readRegularFile(path, MAX_SEAL_BYTES));
  try {
    const value: unknown = JSON.parse(bytes?.toString("utf8") ?? "");
    if (typeof value === "object" && value !== null && "version_file_sha256" in value) {
      return { version_file_sha256: String(value.version_file_sha256) };
    }
  } catch {
    // Not JSON: the same answer as JSON of another shape.
  }
  throw damagedSeal(path);
}

function damagedSeal(path: string): OutsideError {
  return new OutsideError({
    code: "store-damaged",
    message: `${path} cannot be read as a seal`,
    hint: "Remove that one file and run modelyard publish: it checks every artifact and seals the version again.",
    path,
  });
}

/** What lies at a path, of which no link is followed. */
async function lookAt(path: string): Promise<{ readonly isFile: boolean; readonly sizeBytes: number } | undefined> {
  const stats = await ownStatsAt(path);
  return stats && { isFile: stats.isFile(), sizeBytes: stats.size };
}

const digestOf = (path: string) => reading(path, () => sha256OfFile(path));
