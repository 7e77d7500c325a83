import { extname, join, relative, resolve, sep } from "node:path";
import type { DatasetUse } from "../../../schemas/generated/types.ts";
import { listed } from "../plain/listed.ts";
import { isFile } from "../plain/text-file.ts";
import { folderAbove } from "./boundary.ts";
import { type Lineage, overlap } from "./lineage.ts";
import type { DvcPipeline, DvcStage } from "./pipeline.ts";
import type { DvcRecord } from "./record.ts";

/** Files of these kinds are code or settings, unless DVC tracks them as data. */
const codeExtensions: ReadonlySet<string> = new Set(
  ".py .ipynb .r .rmd .jl .sh .sql .js .mjs .ts .scala .java .c .cc .cpp .h .rs .go .m .yaml .yml .toml .cfg .ini .conf .lock .txt".split(
    " ",
  ),
);

/**
 * The data that a stage read, with its digests: what it reads itself, what that was made from, and what the evaluation
 * reads besides. Roles are guessed from names and places, and a note says so.
 */
export async function datasetUses(
  stage: DvcStage,
  { pipeline, lineage }: { pipeline: DvcPipeline; lineage: Lineage },
): Promise<{ datasets: readonly DatasetUse[]; notes: readonly string[] }> {
  const made = pipeline.stages.flatMap(({ outs }) => outs);
  const isMade = ({ path }: DvcRecord): boolean => made.some((out) => overlap(out.path, path));
  const isOwn = ({ path }: DvcRecord): boolean => stage.outs.some((out) => overlap(out.path, path));
  const uses: { dependency: DvcRecord; role: string }[] = [
    ...stage.deps.map((dependency) => ({ dependency, role: roleByName(dependency.path, "training") })),
    ...lineage.upstream.flatMap(({ deps }) =>
      deps.filter((each) => !isMade(each)).map((dependency) => ({ dependency, role: "source" })),
    ),
    ...lineage.downstream.flatMap(({ deps }) =>
      deps
        .filter((each) => !isOwn(each))
        .map((dependency) => ({ dependency, role: roleByName(dependency.path, "evaluation") })),
    ),
  ];
  const root = (await folderAbove(pipeline.folder, ".git")) ?? resolve(pipeline.folder);
  const datasets = new Map<string, DatasetUse>();
  const undigested: string[] = [];
  for (const { dependency, role } of uses) {
    const isTracked = isMade(dependency) || (await isFile(join(pipeline.folder, `${dependency.path}.dvc`)));
    if (!isTracked && codeExtensions.has(extname(dependency.path).toLowerCase())) continue;
    const uri = uriOf(dependency.path, { folder: pipeline.folder, root });
    if (dependency.digest === undefined) undigested.push(uri);
    else if (!datasets.has(uri)) datasets.set(uri, { uri, digest: dependency.digest, role });
  }
  const notes: string[] = [];
  if (undigested.length > 0)
    notes.push(`Not recorded as datasets, because DVC has no digest of them: ${listed(undigested)}.`);
  const roles = [...datasets.values()].map(({ uri, role }) => `${uri} ${role}`);
  if (roles.length > 0) notes.push(`What each dataset was used for is guessed from DVC's stages: ${listed(roles)}.`);
  return { datasets: [...datasets.values()], notes };
}

function roleByName(path: string, otherwise: string): string {
  const words = path.toLowerCase().split(/[^a-z]+/);
  if (words.some((word) => /^(?:tests?|testing|holdout|eval|evaluation)$/.test(word))) return "evaluation";
  if (words.some((word) => /^(?:val|valid|validation|dev)$/.test(word))) return "validation";
  return words.some((word) => /^(?:train|training)$/.test(word)) ? "training" : otherwise;
}

/** From the repository's root, so that it is found again at the commit that the entry names. */
function uriOf(path: string, { folder, root }: { folder: string; root: string }): string {
  if (/^[\w+.-]+:\/\//.test(path)) return path;
  return relative(root, resolve(folder, path)).split(sep).join("/");
}
