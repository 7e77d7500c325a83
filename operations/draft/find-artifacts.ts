import { stat } from "node:fs/promises";
import { basename, relative, resolve, sep } from "node:path";
import { inspectModelFile } from "../../adapters/formats/inspect.ts";
import { type StandIn, findStandIn } from "../../adapters/formats/stand-ins.ts";
import { withLocalFile } from "../../adapters/formats/bytes/local-file.ts";
import { sha256OfFile } from "../../adapters/files/hash.ts";
import { reading } from "../../adapters/files/errors.ts";
import { filesBelow, notRegular } from "../../adapters/files/files-below.ts";
import { ownStatsAt } from "../../adapters/files/look-at.ts";
import { InputError } from "../../core/errors.ts";
import { artifactPathProblem } from "../../core/registry/names/artifact-path.ts";
import { isTakenForGitFolder } from "../../core/registry/names/git-names.ts";
import type { ArtifactSource } from "../../core/drafts/draft-parts.ts";
import { compareText } from "../../core/text/order.ts";
import { listing } from "../../core/text/listing.ts";
import type { DescribedArtifact } from "./artifact-notes.ts";
import type { ProgressStep } from "../workspace/progress.ts";

/** Folders that a note names. */
const MAX_NAMED = 4;

/** The files that become artifacts, and what was left out of the folders that hold them. */
interface FoundArtifacts {
  readonly artifacts: readonly ArtifactSource[];
  readonly notes: readonly string[];
}

/**
 * The files that become artifacts: a file by its name, a folder with everything below it under the folder's name, but for
 * what is git's own in it.
 *
 * @throws InputError `artifact-missing`, `not-a-file`, `artifact-path-unsafe`, `artifact-twice`
 */
export async function findArtifacts(paths: readonly string[]): Promise<FoundArtifacts> {
  const found = await Promise.all(paths.map(sourcesAt));
  const sources = found.flatMap(({ artifacts }) => artifacts);
  const seen = new Set<string>();
  for (const { path, file } of sources) {
    const problem = artifactPathProblem(path);
    if (problem !== undefined) {
      const message = `${file} cannot be an artifact: its path ${JSON.stringify(path)} ${problem}`;
      throw new InputError({
        code: "artifact-path-unsafe",
        message,
        hint: "Rename the file and draft again.",
        path: file,
      });
    }
    if (seen.has(path)) {
      const message = `Two of the files would be the artifact ${path}`;
      throw new InputError({
        code: "artifact-twice",
        message,
        hint: "Put them in a folder and name the folder.",
        path: file,
      });
    }
    seen.add(path);
  }
  return { artifacts: sources, notes: found.flatMap(({ notes }) => notes) };
}

async function sourcesAt(path: string): Promise<FoundArtifacts> {
  const file = resolve(path);
  const stats = await ownStatsAt(file);
  if (stats === undefined) {
    const hint = "Name a file or folder that exists; paths count from the current folder.";
    throw new InputError({ code: "artifact-missing", message: `There is no file ${path}`, hint, path });
  }
  if (stats.isFile()) return { artifacts: [{ path: basename(file), file, isNamed: true }], notes: [] };
  if (!stats.isDirectory()) throw notRegular(file);
  // Whoever holds a copy of git's folder would have git obey its settings; so it is not even read.
  const { files, leftOut } = await filesBelow(file, isTakenForGitFolder);
  if (files.length === 0) {
    throw new InputError({
      code: "artifact-missing",
      message: `The folder ${path} has no files`,
      hint: "Name the folder that holds the model.",
      path,
    });
  }
  const parent = resolve(file, "..");
  const sources = files.map((each) => ({ path: relative(parent, each).replaceAll(sep, "/"), file: each }));
  const artifacts = sources.sort((a, b) => compareText(a.path, b.path));
  const names = leftOut.map((each) => relative(parent, each).replaceAll(sep, "/")).sort(compareText);
  if (names.length === 0) return { artifacts, notes: [] };
  const were = names.length === 1 ? "was" : "were";
  return {
    artifacts,
    notes: [`${listing(names, "and", MAX_NAMED)} ${were} left out: git's own, and no part of a model.`],
  };
}

/**
 * Size, SHA-256, format and header of each source.
 *
 * @throws InputError `artifact-stands-in`
 * @throws OutsideError `file-unreadable`
 */
export async function describeArtifacts(
  sources: readonly ArtifactSource[],
  step: ProgressStep,
): Promise<DescribedArtifact[]> {
  const described: DescribedArtifact[] = [];
  for (const source of sources) {
    const isModelItself = source.isNamed === true || sources.length === 1;
    described.push(await reading(source.file, () => describe(source, isModelItself, step)));
  }
  return described;
}

function notTheModel(path: string, { what, hint }: StandIn): InputError {
  return new InputError({ code: "artifact-stands-in", message: `${path} is not the model: ${what}`, hint, path });
}

async function describe(
  { path, file }: ArtifactSource,
  isModelItself: boolean,
  step: ProgressStep,
): Promise<DescribedArtifact> {
  const { size } = await stat(file);
  // By its name in the version: where a tracker keeps the bytes, the file's own name may be a digest.
  const report = await withLocalFile(file, async (opened) => {
    const standIn = await findStandIn({ ...opened, path }, isModelItself);
    if (standIn !== undefined) throw notTheModel(file, standIn);
    return inspectModelFile({ ...opened, path });
  });
  const { format, facts, signature, problems } = report;
  const filesBeside = facts.kind === "onnx" ? facts.externalFiles : [];
  const sha256 = await sha256OfFile(file, (bytes) => step.advance(bytes));
  const artifact = { path, size, sha256, ...(format === "unknown" ? {} : { format }) };
  return { artifact, signature, problems, filesBeside };
}
