import { lstat, readFile, readdir, readlink, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { sha256OfFile } from "../../adapters/files/hash.ts";
import { notRead, reading } from "../../adapters/files/errors.ts";
import { InputError, OutsideError } from "../../core/errors.ts";
import { CHECKSUMS_FILE, VERSION_FILE } from "../../core/registry/artifact-path.ts";
import { checksumsOf } from "../../core/store/checksums.ts";
import type { Artifact } from "../../schemas/generated/types.ts";

/** What lies where a version is to be pulled to. */
export interface OutputState {
  readonly state: "absent" | "other" | "complete";
  /** Artifacts that lie in the folder already, whole and right. */
  readonly right: ReadonlySet<string>;
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
    if (code !== "ENOENT") throw notRead(output, error as Error);
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

/** Tells a folder from another one that took its place. */
async function identityOf(folder: string): Promise<string | undefined> {
  const stats = await stat(folder, { bigint: true }).catch(() => undefined);
  return stats === undefined ? undefined : `${stats.dev} ${stats.ino} ${stats.birthtimeNs} ${stats.ctimeNs}`;
}

async function lookInto(
  output: string,
  artifacts: readonly Artifact[],
  { hashes }: { readonly hashes: boolean },
): Promise<OutputState> {
  if (!(await isOutputFolder(output))) return { state: "absent", right: new Set() };
  const receipt = await readFile(join(output, CHECKSUMS_FILE), "utf8").catch(() => "");
  const expected = new Set([...pathsOfChecksums(receipt), CHECKSUMS_FILE, VERSION_FILE]);
  let isEmpty = true;
  for await (const path of walkFiles(output)) {
    isEmpty = false;
    if (!expected.has(path)) throw unexpected(output, path);
  }
  if (isEmpty) return { state: "absent", right: new Set() };
  const right = new Set<string>();
  if (!hashes) return { state: "other", right };
  for (const artifact of artifacts) if (await isRight(join(output, artifact.path), artifact)) right.add(artifact.path);
  const complete = right.size === artifacts.length && receipt === checksumsOf(artifacts);
  return { state: complete ? "complete" : "other", right };
}

function unexpected(output: string, path: string): InputError {
  return new InputError({
    code: "output-in-use",
    message: `${output} holds files that no pull put there, such as ${path}`,
    hint: "Name an empty or a new folder with -o: a pulled folder holds exactly the version's files.",
    path: output,
  });
}

/** Whether a file is there with exactly the artifact's bytes. */
export async function isRight(file: string, artifact: Artifact): Promise<boolean> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats?.isFile() !== true || stats.size !== artifact.size) return false;
  return (await sha256OfFile(file).catch(() => undefined)) === artifact.sha256;
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

function pathsOfChecksums(text: string): string[] {
  return text.split("\n").flatMap((line) => /^[0-9a-f]{64} {2}(.+)$/.exec(line)?.[1] ?? []);
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
