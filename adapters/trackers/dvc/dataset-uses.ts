import { join, relative, resolve, sep } from "node:path";
import type { DatasetUse } from "../../../schemas/generated/types.ts";
import { listing } from "../../../core/text/listing.ts";
import { folderAbove } from "./boundary.ts";
import { type Lineage, overlap } from "./lineage.ts";
import type { DvcPipeline, DvcStage } from "./pipeline.ts";
import type { DvcRecord } from "./record.ts";
import { isCode, isTracked } from "./tracked-data.ts";

interface Read {
  readonly dependency: DvcRecord;
  readonly role: string;
}

/**
 * The data that a stage read, with its digests: what it reads itself, what that was made from, and what the evaluation
 * reads besides. Data is what DVC tracks; of what git tracks nobody but a person can say whether it is, so a note asks.
 * Roles are guessed from names and places, and a note says so.
 */
export async function datasetUses(
  stage: DvcStage,
  { pipeline, lineage }: { pipeline: DvcPipeline; lineage: Lineage },
): Promise<{ datasets: readonly DatasetUse[]; notes: readonly string[] }> {
  const root = (await folderAbove(pipeline.folder, ".git")) ?? resolve(pipeline.folder);
  const datasets = new Map<string, DatasetUse>();
  const asked = new Map<string, string>();
  const undigested: string[] = [];
  for (const { dependency, role } of readBy(stage, { pipeline, lineage })) {
    const { path, digest } = dependency;
    const uri = uriOf(path, { folder: pipeline.folder, root });
    const isData =
      isMade(dependency, pipeline) || isAddress(path) || (await isTracked(join(pipeline.folder, path), root));
    if (!isData && (await isCode(join(pipeline.folder, path)))) continue;
    if (digest === undefined) undigested.push(uri);
    else if (!isData) asked.set(uri, `--dataset '${uri}#${digest}:${role}'`);
    else if (!datasets.has(uri)) datasets.set(uri, { uri, digest, role });
  }
  const notes: string[] = [];
  if (undigested.length > 0)
    notes.push(`Not recorded as datasets, because DVC has no digest of them: ${listing(undigested, ",")}.`);
  if (asked.size > 0) {
    const words = listing([...asked.values()], ",");
    notes.push(
      `The stages read what git tracks and DVC does not: ${listing([...asked.keys()], ",")}. Is it data? Then add ${words}.`,
    );
  }
  const roles = [...datasets.values()].map(({ uri, role }) => `${uri} ${role}`);
  if (roles.length > 0)
    notes.push(`What each dataset was used for is guessed from DVC's stages: ${listing(roles, ",")}.`);
  return { datasets: [...datasets.values()], notes };
}

/** What the stages around the model read, but for the model itself and what is measured or made of it. */
function readBy(stage: DvcStage, { pipeline, lineage }: { pipeline: DvcPipeline; lineage: Lineage }): readonly Read[] {
  const measured = new Set(pipeline.stages.flatMap(({ metrics, plots }) => [...metrics, ...plots]));
  const derived = [stage, ...lineage.downstream].flatMap(({ outs }) => outs);
  const isDerived = ({ path }: DvcRecord): boolean =>
    measured.has(path) || derived.some((out) => overlap(out.path, path));
  return [
    ...stage.deps.map((dependency) => ({ dependency, role: roleByName(dependency.path, "training") })),
    ...lineage.upstream.flatMap(({ deps }) =>
      deps.filter((each) => !isMade(each, pipeline)).map((dependency) => ({ dependency, role: "source" })),
    ),
    ...lineage.downstream.flatMap(({ deps }) =>
      deps
        .filter((each) => !isDerived(each))
        .map((dependency) => ({ dependency, role: roleByName(dependency.path, "evaluation") })),
    ),
  ].filter(({ dependency }) => !measured.has(dependency.path));
}

function isMade({ path }: DvcRecord, { stages }: DvcPipeline): boolean {
  return stages.some(({ outs }) => outs.some((out) => overlap(out.path, path)));
}

const isAddress = (path: string): boolean => /^[\w+.-]+:\/\//.test(path);

function roleByName(path: string, otherwise: string): string {
  const words = path.toLowerCase().split(/[^a-z]+/);
  if (words.some((word) => /^(?:tests?|testing|holdout|eval|evaluation)$/.test(word))) return "evaluation";
  if (words.some((word) => /^(?:val|valid|validation|dev)$/.test(word))) return "validation";
  return words.some((word) => /^(?:train|training)$/.test(word)) ? "training" : otherwise;
}

/** From the repository's root, so that it is found again at the commit that the entry names. */
function uriOf(path: string, { folder, root }: { folder: string; root: string }): string {
  if (isAddress(path)) return path;
  return relative(root, resolve(folder, path)).split(sep).join("/");
}
