import { randomUUID } from "node:crypto";
import { lstat, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { sha256OfFile } from "../adapters/files/hash.ts";
import { reading } from "../adapters/files/not-read.ts";
import { isRunning } from "../adapters/files/process.ts";
import { InputError, OutsideError } from "../core/errors.ts";
import { CHECKSUMS_FILE, VERSION_FILE } from "../core/registry/artifact-path.ts";
import { checksumsOf } from "../core/release/checksums.ts";
import type { Artifact } from "../schemas/generated/types.ts";

/** What lies where a version is to be pulled to. */
export interface OutputState {
  readonly state: "absent" | "other" | "complete";
  /** Artifacts that lie in the folder already, whole and right. */
  readonly right: ReadonlySet<string>;
}

/** How often a folder is looked at that other pulls swap meanwhile. */
const MOST_LOOKS = 100;

/**
 * Looks at what is in the output folder; whatever a pull did not put there must not be lost. Where another pull swaps the
 * folder meanwhile, what was seen is of neither: it is looked at again.
 *
 * @throws InputError `output-in-use`
 * @throws OutsideError `file-not-read`, `output-busy`
 */
export async function inspectOutput(output: string, artifacts: readonly Artifact[]): Promise<OutputState> {
  for (let look = 1; look <= MOST_LOOKS; look++) {
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
  if (!hashes) return { state: "other", right };
  for (const artifact of artifacts) if (await isRight(join(output, artifact.path), artifact)) right.add(artifact.path);
  const complete = right.size === artifacts.length && receipt === checksumsOf(artifacts);
  return { state: complete ? "complete" : "other", right };
}

/** Whether a file is there with exactly the artifact's bytes. */
export async function isRight(file: string, artifact: Artifact): Promise<boolean> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats?.isFile() !== true || stats.size !== artifact.size) return false;
  return (await sha256OfFile(file).catch(() => undefined)) === artifact.sha256;
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

const MOST_SWAPS = 10;

/** Lets these errors of the file system pass. */
function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  };
}

/**
 * Puts the finished folder in the place of the old one; a reader sees one or the other, or for an instant none.
 *
 * @throws OutsideError `file-not-written`
 */
export async function swap(staging: string, output: string): Promise<void> {
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

/** A name beside the output that tells which process uses it. */
export function besides(output: string, what: "tmp" | "old"): string {
  return join(dirname(output), `.${basename(output)}.${process.pid}.${randomUUID().slice(0, 8)}.${what}`);
}

/** Removes the half-made folders of pulls that were killed; those of running ones stay. */
export async function removeLeftovers(output: string): Promise<void> {
  const siblings = await readdir(dirname(output)).catch(() => []);
  const prefix = `.${basename(output)}.`;
  for (const name of siblings) {
    const [, processId] = name.startsWith(prefix)
      ? (/^([0-9]+)\.[0-9a-f]{8}\.(?:tmp|old)$/.exec(name.slice(prefix.length)) ?? [])
      : [];
    if (processId === undefined || isRunning(Number(processId))) continue;
    await rm(join(dirname(output), name), { recursive: true, force: true });
  }
}
