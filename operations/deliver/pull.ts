import { chmod, lstat, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve as resolvePath } from "node:path";
import type { ArtifactCache } from "../../adapters/cache/artifact-cache.ts";
import { notWritten } from "../../adapters/files/atomic.ts";
import { sha256OfBytes } from "../../adapters/files/hash.ts";
import { copyVerified } from "../../adapters/files/copy-verified.ts";
import { InputError, ModelyardError, OutsideError } from "../../core/errors.ts";
import { collisionsAmong } from "../../core/registry/names/artifact-collisions.ts";
import { CHECKSUMS_FILE, VERSION_FILE, artifactPathProblem } from "../../core/registry/names/artifact-path.ts";
import type { RegistryReader } from "../../core/registry/registry-reader.ts";
import { committedTextsOf } from "../../core/registry/committed-text.ts";
import { checksumsOf } from "../../core/store/checksums.ts";
import type { ArtifactStore } from "../../core/store/store.ts";
import type { Artifact } from "../../schemas/generated/types.ts";
import { PARALLEL_FILES, forEachConcurrently } from "../workspace/concurrency.ts";
import { type Progress, silentProgress } from "../workspace/progress.ts";
import { expectAsSeen, expectSwappable, inspectOutput, throughLinks } from "./pull-output.ts";
import { clearUp, makeStaging, swap } from "./pull-swap.ts";
import type { Resolved } from "./resolve.ts";

export interface PullOptions {
  readonly reader: RegistryReader;
  readonly store: ArtifactStore;
  readonly cache: ArtifactCache;
  readonly resolved: Resolved;
  /** The folder that holds the version's files afterwards, and nothing else. */
  readonly output: string;
  readonly progress?: Progress | undefined;
}

export interface Pulled {
  readonly resolved: Resolved;
  readonly output: string;
  readonly files: number;
  readonly sizeBytes: number;
  /** How much came from the store; the rest was in the cache or in the folder already. */
  readonly fetchedBytes: number;
  /** The folder was as it should be, and nothing was written. */
  readonly unchanged: boolean;
}

/**
 * Fetches a version. Every file is checked by size and sha256 before anything appears
 * in the output folder, and then the folder appears whole: `SHA256SUMS` and `version.yaml` lie beside the artifacts.
 *
 * @throws InputError `output-in-use` when the folder holds files that are not as an earlier pull left them,
 * `output-not-swappable`
 * @throws OutsideError `digest-mismatch`, `artifact-not-stored`, `file-not-written`
 */
export async function pull(options: PullOptions): Promise<Pulled> {
  const { resolved } = options;
  const named = resolvePath(options.output);
  const output = await throughLinks(named);
  const { artifacts } = resolved.content;
  refuseUnsafePaths(resolved);
  const sizeBytes = artifacts.reduce((sum, { size }) => sum + size, 0);
  const result = { resolved, output: named, files: artifacts.length, sizeBytes };

  await clearUp(output);
  const before = await inspectOutput(output, artifacts);
  const versionFile = await options.reader.versionFile(resolved.model, resolved.version);
  if (versionFile === undefined) throw new TypeError("a resolved version has a file");
  if (before.state === "complete" && (await sameFile(join(output, VERSION_FILE), versionFile))) {
    return { ...result, fetchedBytes: 0, unchanged: true };
  }

  const notCompared = await expectAsPublished(options.store, resolved, versionFile);
  await expectSwappable(output);
  const staging = await makeStaging(output);
  try {
    const fetchedBytes = await fill({ options, resolved, output, right: before.right, staging }, sizeBytes);
    await writeInto(staging, CHECKSUMS_FILE, checksumsOf(artifacts));
    await writeInto(staging, VERSION_FILE, versionFile);
    await expectUndisturbed(staging, artifacts);
    await expectAsSeen(output, before);
    await swap(staging, output);
    const warnings = [...resolved.warnings, ...notCompared];
    return { ...result, resolved: { ...resolved, warnings }, fetchedBytes, unchanged: false };
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Compares the version file with the one that was published. A version that is not published yet is delivered as it is.
 *
 * @returns what whoever uses the version should know
 * @throws OutsideError `published-differs`
 */
async function expectAsPublished(
  store: ArtifactStore,
  { model, version, path }: Resolved,
  versionFile: Uint8Array,
): Promise<readonly string[]> {
  try {
    const stored = await store.inspect({ model, version }, []);
    if (stored.state !== "published" || stored.document.sha256 === undefined) return [];
    if (committedTextsOf(versionFile).some((text) => sha256OfBytes(text) === stored.document.sha256)) return [];
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
    // What the cache holds can be delivered without the store.
    return [`${path} could not be compared with what was published: ${error.message}`];
  }
  throw new OutsideError({
    code: "published-differs",
    message: `${model} ${version} was published with another version file than ${path} is`,
    hint: "Nothing was written. Somebody changed the file after it was published, or the store's mark: modelyard validate --base and git log say which. docs/recovering.md says how to put it back.",
    path,
  });
}

function refuseUnsafePaths({ content, model, version }: Resolved): void {
  const paths = content.artifacts.map(({ path }) => path);
  for (const path of paths) {
    const problem = artifactPathProblem(path);
    if (problem !== undefined)
      throw unsafePaths(`The artifact path ${JSON.stringify(path)} of ${model} ${version} ${problem}`);
  }
  for (const { message } of collisionsAmong(paths))
    throw unsafePaths(`The artifacts of ${model} ${version} meet: ${message}`);
}

function unsafePaths(message: string): InputError {
  return new InputError({
    code: "artifact-path-unsafe",
    message,
    hint: "Nothing was written. Such a version cannot be pulled; draft it again with another path.",
  });
}

interface Filling {
  readonly options: PullOptions;
  readonly resolved: Resolved;
  readonly output: string;
  /** What lies in the output already. */
  readonly right: ReadonlySet<string>;
  /** The folder that is made. */
  readonly staging: string;
}

/**
 * Brings every artifact into the folder that is made: from the output as it is, from the cache, or fetched into it.
 *
 * @returns how many bytes were fetched
 */
async function fill({ options, resolved, output, right, staging }: Filling, sizeBytes: number): Promise<number> {
  const { content, model, version } = resolved;
  let fetchedBytes = 0;
  // A copy has the mode of its source, such as that of another user's cache: these files are for whoever the folder is for.
  const mode = (await stat(staging)).mode & 0o666;
  const step = (options.progress ?? silentProgress).step("pulling", sizeBytes);
  try {
    await forEachConcurrently(content.artifacts, PARALLEL_FILES, async (artifact) => {
      const target = join(staging, artifact.path);
      if (right.has(artifact.path) && (await copyVerified(join(output, artifact.path), target, artifact))) {
        await setMode(target, mode);
        step.advance(artifact.size);
        return;
      }
      const { fetched } = await options.cache.ensure(artifact, {
        read: (offsetBytes) => options.store.read({ model, version }, artifact, offsetBytes),
        target,
        onBytes: (bytes) => step.advance(bytes),
      });
      await setMode(target, mode);
      if (fetched) fetchedBytes += artifact.size;
    });
  } finally {
    step.end();
  }
  return fetchedBytes;
}

/** Some file systems have no modes. */
async function setMode(file: string, mode: number): Promise<void> {
  await chmod(file, mode).catch(() => {});
}

/**
 * The last look before the swap: somebody may have cleared up what is made here, such as a process that cannot see this one.
 *
 * @throws OutsideError `output-disturbed`
 */
async function expectUndisturbed(staging: string, artifacts: readonly Artifact[]): Promise<void> {
  for (const { path, size } of artifacts) {
    const stats = await lstat(join(staging, path)).catch(() => undefined);
    if (stats?.isFile() === true && stats.size === size) continue;
    throw new OutsideError({
      code: "output-disturbed",
      message: `${path} disappeared from ${staging} while the folder was made`,
      hint: "What was there before is still there. Pull again; where several machines share a folder, let each have one of its own.",
      path: staging,
    });
  }
}

async function sameFile(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await readFile(path).catch(() => undefined);
  return found?.equals(bytes) === true;
}

async function writeInto(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(join(folder, name), content);
  } catch (error) {
    throw notWritten(join(folder, name), error as Error);
  }
}
