import { lstat, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve as resolvePath } from "node:path";
import { type ArtifactCache, copyVerifiedFile } from "../adapters/cache/artifact-cache.ts";
import { notWritten } from "../adapters/files/atomic.ts";
import { sha256OfFile } from "../adapters/files/hash.ts";
import { isRunning } from "../adapters/files/process.ts";
import { InputError, OutsideError } from "../core/errors.ts";
import { CHECKSUMS_FILE, VERSION_FILE, artifactPathProblem } from "../core/registry/artifact-path.ts";
import type { Shelf } from "../core/registry/shelf.ts";
import { checksumsOf } from "../core/release/checksums.ts";
import type { ArtifactStore } from "../core/release/store.ts";
import type { Artifact } from "../schemas/generated/types.ts";
import { PARALLEL_FILES, forEachConcurrently } from "./concurrently.ts";
import { type Progress, silentProgress } from "./progress.ts";
import { type ResolveOptions, type Resolved, resolve } from "./resolve.ts";

export interface PullOptions extends ResolveOptions {
  readonly shelf: Shelf;
  readonly store: ArtifactStore;
  readonly cache: ArtifactCache;
  readonly reference: string;
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
 * Fetches the version that a reference stands for. Every file is checked by size and sha256 before anything appears
 * in the output folder, and then the folder appears whole: `SHA256SUMS` and `version.yaml` lie beside the artifacts.
 *
 * @throws InputError `output-in-use` when the folder holds files that are not of an earlier pull
 * @throws OutsideError `digest-mismatch`, `artifact-not-stored`, `file-not-written`
 */
export async function pull(options: PullOptions): Promise<Pulled> {
  const resolved = await resolve(options.shelf, options.reference, options);
  const output = resolvePath(options.output);
  const { artifacts } = resolved.content;
  refuseUnsafePaths(resolved);
  const sizeBytes = artifacts.reduce((sum, { size }) => sum + size, 0);
  const result = { resolved, output, files: artifacts.length, sizeBytes };

  const before = await inspectOutput(output, artifacts);
  const versionFile = await options.shelf.versionFile(resolved.model, resolved.version);
  if (versionFile === undefined) throw new TypeError("a resolved version has a file");
  if (before.state === "complete" && (await sameFile(join(output, VERSION_FILE), versionFile))) {
    return { ...result, fetchedBytes: 0, unchanged: true };
  }

  const sources = await gather(options, resolved, before.right, output, sizeBytes);
  await removeLeftovers(output);
  const staging = besides(output, "tmp");
  try {
    for (const { path } of artifacts) await copyVerifiedFile(sources.get(path)?.file ?? "", join(staging, path));
    await writeInto(staging, CHECKSUMS_FILE, checksumsOf(artifacts));
    await writeInto(staging, VERSION_FILE, versionFile);
    await swap(staging, output);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
  const fetchedBytes = artifacts.reduce(
    (sum, { path, size }) => sum + (sources.get(path)?.fetched === true ? size : 0),
    0,
  );
  return { ...result, fetchedBytes, unchanged: false };
}

function refuseUnsafePaths({ content, model, version }: Resolved): void {
  for (const { path } of content.artifacts) {
    const problem = artifactPathProblem(path);
    if (problem === undefined) continue;
    throw new InputError({
      code: "artifact-path-unsafe",
      message: `The artifact path ${JSON.stringify(path)} of ${model} ${version} ${problem}`,
      hint: "Nothing was written. Such a version cannot be pulled; draft it again with another path.",
    });
  }
}

interface OutputState {
  readonly state: "absent" | "other" | "complete";
  /** Artifacts that lie in the folder already, whole and right. */
  readonly right: ReadonlySet<string>;
}

/** Looks at what is in the output folder; whatever a pull did not put there must not be lost. */
async function inspectOutput(output: string, artifacts: readonly Artifact[]): Promise<OutputState> {
  const present = await filesBelow(output);
  if (present === undefined || present.length === 0) return { state: "absent", right: new Set() };
  const receipt = await readFile(join(output, CHECKSUMS_FILE), "utf8").catch(() => "");
  const ours = new Set([...pathsOfChecksums(receipt), CHECKSUMS_FILE, VERSION_FILE]);
  const foreign = present.filter((path) => !ours.has(path));
  if (foreign.length > 0) {
    throw new InputError({
      code: "output-in-use",
      message: `${output} holds files that no pull put there, such as ${foreign[0] ?? ""}`,
      hint: "Name an empty or a new folder with -o: a pulled folder holds exactly the version's files.",
      path: output,
    });
  }
  const right = new Set<string>();
  for (const artifact of artifacts) if (await isRight(join(output, artifact.path), artifact)) right.add(artifact.path);
  const complete = right.size === artifacts.length && receipt === checksumsOf(artifacts);
  return { state: complete ? "complete" : "other", right };
}

async function isRight(file: string, artifact: Artifact): Promise<boolean> {
  const stats = await lstat(file).catch(() => undefined);
  return stats?.isFile() === true && stats.size === artifact.size && (await sha256OfFile(file)) === artifact.sha256;
}

/** All files below a folder, relative to it with `/`; undefined where there is no folder. */
async function filesBelow(folder: string): Promise<readonly string[] | undefined> {
  const stats = await stat(folder).catch(() => undefined);
  if (stats === undefined) return undefined;
  if (!stats.isDirectory()) {
    throw new InputError({
      code: "output-in-use",
      message: `${folder} is a file`,
      hint: "Name a folder with -o.",
      path: folder,
    });
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
}

function pathsOfChecksums(text: string): string[] {
  return text.split("\n").flatMap((line) => /^[0-9a-f]{64} {2}(.+)$/.exec(line)?.[1] ?? []);
}

interface Source {
  readonly file: string;
  readonly fetched: boolean;
}

/** A local, verified file for every artifact: from the folder as it is, from the cache, or fetched into it. */
async function gather(
  options: PullOptions,
  { content, model, version }: Resolved,
  right: ReadonlySet<string>,
  output: string,
  sizeBytes: number,
): Promise<ReadonlyMap<string, Source>> {
  const sources = new Map<string, Source>();
  const step = (options.progress ?? silentProgress).step("pulling", sizeBytes);
  try {
    await forEachConcurrently(content.artifacts, PARALLEL_FILES, async (artifact) => {
      if (right.has(artifact.path)) {
        sources.set(artifact.path, { file: join(output, artifact.path), fetched: false });
        step.advance(artifact.size);
        return;
      }
      const { path, fetched } = await options.cache.ensure(artifact, {
        read: (offsetBytes) => options.store.read({ model, version }, artifact, offsetBytes),
        onBytes: (bytes) => step.advance(bytes),
      });
      sources.set(artifact.path, { file: path, fetched });
    });
  } finally {
    step.end();
  }
  return sources;
}

async function sameFile(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await readFile(path).catch(() => undefined);
  return found?.equals(bytes) === true;
}

async function writeInto(folder: string, name: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), content);
  } catch (error) {
    throw notWritten(join(folder, name), error as Error);
  }
}

const MOST_SWAPS = 10;

/** Lets these errors of the file system pass. */
function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  };
}

/** Puts the finished folder in the place of the old one; a reader sees one or the other, or for an instant none. */
async function swap(staging: string, output: string): Promise<void> {
  const old = besides(output, "old");
  try {
    for (let attempt = 1; ; attempt++) {
      await rename(output, old).catch(unless("ENOENT"));
      const isFree = await rename(staging, output).then(
        () => true,
        // Another pull was quicker. The later one counts, so its folder goes aside in turn.
        (error: unknown) =>
          attempt < MOST_SWAPS ? unless("ENOTEMPTY", "EEXIST")(error) : Promise.reject(error as Error),
      );
      if (isFree === true) break;
      await rm(old, { recursive: true, force: true });
    }
  } catch (error) {
    await rename(old, output).catch(() => {});
    throw new OutsideError({
      code: "file-not-written",
      message: `${output} could not be put in place: ${(error as Error).message}`,
      hint: "Check the permissions of the folder above it. What was there before is still there.",
      path: output,
      cause: error,
    });
  }
  await rm(old, { recursive: true, force: true });
}

function besides(output: string, what: "tmp" | "old"): string {
  return join(dirname(output), `.${basename(output)}.${process.pid}.${what}`);
}

/** Removes the half-made folders of pulls that were killed; those of running ones stay. */
async function removeLeftovers(output: string): Promise<void> {
  const siblings = await readdir(dirname(output)).catch(() => []);
  const prefix = `.${basename(output)}.`;
  for (const name of siblings) {
    const [, processId] = name.startsWith(prefix)
      ? (/^([0-9]+)\.(?:tmp|old)$/.exec(name.slice(prefix.length)) ?? [])
      : [];
    if (processId === undefined || isRunning(Number(processId))) continue;
    await rm(join(dirname(output), name), { recursive: true, force: true });
  }
}
