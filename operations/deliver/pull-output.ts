import { createHash } from "node:crypto";
import { lstat, readdir, readlink, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { sha256OfFile } from "../../adapters/files/hash.ts";
import { unreadableFile, reading } from "../../adapters/files/errors.ts";
import { readRegularFile } from "../../adapters/files/regular-file.ts";
import { InputError, OutsideError } from "../../core/errors.ts";
import { CHECKSUMS_FILE, VERSION_FILE } from "../../core/registry/names/artifact-path.ts";
import { readContent } from "../../core/registry/content.ts";
import { checksumsOf } from "../../core/store/checksums.ts";
import { MAX_FILE_BYTES } from "../../core/tree/tree.ts";
import type { Artifact } from "../../schemas/generated/types.ts";

/** What lies where a version is to be pulled to. */
export interface OutputState {
  readonly state: "absent" | "other" | "complete";
  /** Artifacts that lie in the folder already, whole and right. */
  readonly right: ReadonlySet<string>;
  /** Differs once anything in the folder was written, added or swapped. */
  readonly fingerprint: string;
}

/**
 * The folder that a path leads to: where a symbolic link stands, what it points at is swapped, and the link stays.
 *
 * @throws OutsideError `file-unreadable`
 */
export async function throughLinks(output: string): Promise<string> {
  try {
    return await realpath(output);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw unreadableFile(output, error as Error);
    // What a link points at may be yet to come.
    const target = await readlink(output).catch(() => undefined);
    return target === undefined ? output : throughLinks(resolve(dirname(output), target));
  }
}

/** How often a folder is looked at that other pulls swap meanwhile. */
const MAX_LOOKS = 100;

/**
 * Looks at what is in the output folder; whatever a pull did not put there must not be lost. Where another pull swaps the
 * folder meanwhile, what was seen is of neither: it is looked at again.
 *
 * @throws InputError `output-in-use`
 * @throws OutsideError `file-unreadable`, `output-busy`
 */
export async function inspectOutput(output: string, artifacts: readonly Artifact[]): Promise<OutputState> {
  for (let look = 1; look <= MAX_LOOKS; look++) {
    const before = await identityOf(output);
    // What others change all the time is not worth hashing again.
    const [seen] = await Promise.allSettled([
      reading(output, () => lookInto(output, artifacts, { hashes: look === 1 })),
    ]);
    if ((await identityOf(output)) !== before) continue;
    if (seen.status === "rejected") throw seen.reason;
    return seen.value;
  }
  throw new OutsideError({
    code: "output-busy",
    message: `${output} is swapped by other pulls all the time`,
    hint: "Let each deployment pull into a folder of its own.",
    path: output,
  });
}

/**
 * Looks again, before the folder is swapped, where anything in it changed since it was looked at: a download takes long
 * enough for somebody to save a file there.
 *
 * @throws as `inspectOutput`
 */
export async function expectAsSeen(output: string, { fingerprint }: OutputState): Promise<void> {
  if ((await fingerprintOf(output).catch(() => undefined)) !== fingerprint) await inspectOutput(output, []);
}

/** Tells a folder from another one that took its place. */
async function identityOf(folder: string): Promise<string | undefined> {
  const stats = await stat(folder, { bigint: true }).catch(() => undefined);
  return stats === undefined ? undefined : `${stats.dev} ${stats.ino} ${stats.birthtimeNs} ${stats.ctimeNs}`;
}

async function fingerprintOf(output: string): Promise<string> {
  const hash = createHash("sha256").update((await identityOf(output)) ?? "absent");
  if (await isOutputFolder(output)) {
    for await (const path of walkFiles(output)) {
      const stats = await lstat(join(output, path), { bigint: true });
      hash.update(
        `\n${JSON.stringify(path)} ${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`,
      );
    }
  }
  return hash.digest("hex");
}

async function lookInto(
  output: string,
  artifacts: readonly Artifact[],
  { hashes }: { readonly hashes: boolean },
): Promise<OutputState> {
  const nothing = { right: new Set<string>() };
  if (!(await isOutputFolder(output))) return { state: "absent", ...nothing, fingerprint: await fingerprintOf(output) };
  const pulled = await pulledBefore(output);
  const expected = new Set(pulled?.map(({ path }) => path).concat(CHECKSUMS_FILE, VERSION_FILE));
  const found = new Set<string>();
  for await (const path of walkFiles(output)) {
    if (!expected.has(path)) throw unexpected(output, path);
    found.add(path);
  }
  const fingerprint = await fingerprintOf(output);
  if (pulled === undefined) return { state: "absent", ...nothing, fingerprint };
  if (!hashes) return { state: "other", ...nothing, fingerprint };
  for (const artifact of pulled) {
    if (found.has(artifact.path) && !(await isRight(join(output, artifact.path), artifact)))
      throw changed(output, artifact.path);
  }
  const lines = new Set(pulled.filter(({ path }) => found.has(path)).map((artifact) => checksumsOf([artifact])));
  const right = new Set(artifacts.filter((each) => lines.has(checksumsOf([each]))).map(({ path }) => path));
  const complete = right.size === artifacts.length && checksumsOf(pulled) === checksumsOf(artifacts);
  return { state: complete ? "complete" : "other", right, fingerprint };
}

/**
 * What a pull has put into a folder: the artifacts of its `version.yaml`, where `SHA256SUMS` lists exactly these. Many
 * programs write a file of that name, so neither says anything without the other.
 */
async function pulledBefore(output: string): Promise<readonly Artifact[] | undefined> {
  const read = (name: string) => readRegularFile(join(output, name), MAX_FILE_BYTES).catch(() => undefined);
  const [bytes, sums] = await Promise.all([read(VERSION_FILE), read(CHECKSUMS_FILE)]);
  if (bytes === undefined || sums === undefined) return undefined;
  // Whichever version it is of: a file's kind alone says how it is read.
  const version = await readContent({ kind: "model-version", model: "", version: "" }, { path: VERSION_FILE, bytes });
  if (version === undefined || !sums.equals(Buffer.from(checksumsOf(version.artifacts)))) return undefined;
  return version.artifacts;
}

function unexpected(output: string, path: string): InputError {
  return new InputError({
    code: "output-in-use",
    message: `${output} holds files that no pull put there, such as ${path}`,
    hint: "Nothing was changed. Name an empty or a new folder with -o: a pulled folder holds exactly the version's files.",
    path: output,
  });
}

function changed(output: string, path: string): InputError {
  return new InputError({
    code: "output-in-use",
    message: `${join(output, path)} was changed since it was pulled`,
    hint: "Nothing was changed now. If you need that file, move it elsewhere, else remove it; then pull again. Or name another folder with -o.",
    path: join(output, path),
  });
}

/** Whether a file is there with exactly the artifact's bytes. */
async function isRight(file: string, artifact: Artifact): Promise<boolean> {
  const stats = await lstat(file);
  if (!stats.isFile() || stats.size !== artifact.size) return false;
  return (await sha256OfFile(file)) === artifact.sha256;
}

async function isOutputFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined || stats.isDirectory()) return stats !== undefined;
  throw new InputError({
    code: "output-in-use",
    message: `${path} is a file`,
    hint: "Name a folder with -o.",
    path,
  });
}

/** All files below a folder, relative to it with `/`, those at the top first: the caller may stop at the first unexpected one. */
async function* walkFiles(folder: string): AsyncIterable<string> {
  const folders = [""];
  for (const below of folders) {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else yield path;
    }
  }
}

/**
 * Refuses, before anything is fetched, a folder that can be swapped for no other.
 *
 * @throws InputError `output-not-swappable`
 */
export async function expectSwappable(output: string): Promise<void> {
  const [own, above] = await Promise.all([output, dirname(output)].map((path) => stat(path).catch(() => undefined)));
  if (own !== undefined && above !== undefined && own.dev !== above.dev) throw notSwappable(output);
}

/** The error for the top of a mounted file system, such as a volume of a container. */
export function notSwappable(output: string): InputError {
  return new InputError({
    code: "output-not-swappable",
    message: `${output} is a mount point, which cannot be swapped for the folder that is pulled`,
    hint: `Name a folder in it: -o ${join(output, "model")}`,
    path: output,
  });
}
