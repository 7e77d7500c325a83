import { readMetrics } from "../plain/metrics.ts";
import { dirname, extname, join, resolve } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { type DraftParts, mergeParts } from "../../../core/drafts/draft-parts.ts";
import { listing } from "../../../core/text/listing.ts";
import { readParameters } from "../plain/parameters.ts";
import { isFile, isFolder } from "../../files/look-at.ts";
import { withSeed } from "../seed.ts";
import { artifactsOf, placeOf, type RecordedFile } from "./artifacts.ts";
import { expectInside, projectRoot } from "./boundary.ts";
import { annotatedModels, chooseStage, isWithin, modelOuts } from "./choose-stage.ts";
import { readDvcMetrics } from "./measurements.ts";
import { type DvcPipeline, type DvcStage, readPipeline } from "./pipeline.ts";
import { readDvcPointer } from "./pointer.ts";
import type { DvcRecord } from "./record.ts";
import { stageParts } from "./stage-parts.ts";

/**
 * Reads what DVC knows of a model: its files, parameters, metrics, command, and the data with its digests.
 *
 * @param path A folder with `dvc.yaml` or DVCLive's output, a `dvc.yaml` or `dvc.lock`, either followed by `:STAGE`,
 *   or a `.dvc` pointer.
 * @example
 * await readDvc({ path: "dvc.yaml:train" });
 * // { artifacts: [{ path: "model.pkl", file: "models/model.pkl" }], parameters: { "train.lr": 0.1 }, metrics: { auc: 0.9 },
 * //   datasets: [{ uri: "data/train.csv", digest: "md5:a304…", role: "training" }],
 * //   training: { command: "python train.py" }, notes: […] }
 * @throws InputError when there is nothing of DVC there, the stage is not clear, it has not been run, or a file is not
 *   the one that DVC recorded.
 */
export async function readDvc({ path }: { path: string }): Promise<DraftParts> {
  return withSeed(await partsAt(path));
}

/**
 * What DVC knows of the run that made `out`, and of the project that it is in, without looking at the file itself.
 *
 * @param file The `dvc.yaml`.
 * @param out Relative to the folder of `dvc.yaml`, with `/`.
 */
export async function readDvcRun({ file, out }: { file: string; out: string }): Promise<DraftParts> {
  const pipeline = await readPipeline(file);
  const stage = pipeline.stages.find(({ outs }) => outs.some(({ path }) => isWithin(out, path)));
  const run = stage ? await stageParts(pipeline, stage) : { notes: [] };
  return withSeed(mergeParts(run, await projectParts(pipeline, stage)));
}

async function partsAt(path: string): Promise<DraftParts> {
  if (path.endsWith(".dvc") && !(await isFolder(path))) return pointerParts(path);
  const { file, stage } = await pipelineFile(path);
  if (file !== undefined) return pipelineParts(await readPipeline(file), stage);
  const live = await dvcliveFolder(path);
  if (live !== undefined) return mergeParts(await dvcliveParts(live), { made: [resolve(live)], notes: [] });
  const message = `${path} has no dvc.yaml, no dvc.lock and no output of DVCLive.`;
  throw new InputError({
    code: "dvc-nothing-found",
    message,
    hint: "Name such a folder, a dvc.yaml with or without :STAGE, or a .dvc file.",
    path,
  });
}

async function pipelineFile(path: string): Promise<{ file?: string; stage?: string }> {
  const [, named = path, stage] = /^(.*\.(?:yaml|yml|lock)):([^:\\/]+)$/.exec(path) ?? [];
  if (/\.(?:yaml|yml|lock)$/.test(named) && !(await isFolder(named))) {
    if (!(await isFile(named))) {
      const message = `There is no file ${named}.`;
      throw new InputError({ code: "file-missing", message, hint: "Check the path.", path: named });
    }
    return { file: named.replace(/\.lock$/, ".yaml"), ...(stage !== undefined && { stage }) };
  }
  const hasPipeline = (await isFile(join(path, "dvc.yaml"))) || (await isFile(join(path, "dvc.lock")));
  return hasPipeline ? { file: join(path, "dvc.yaml") } : {};
}

async function pointerParts(path: string): Promise<DraftParts> {
  const { target, record, description } = await readDvcPointer(path);
  const artifacts = await artifactsOf([{ file: target, record }], { root: await projectRoot(dirname(path)) });
  return { artifacts, ...(description !== undefined && { description }), notes: [] };
}

async function pipelineParts(pipeline: DvcPipeline, wanted: string | undefined): Promise<DraftParts> {
  const stage = chooseStage(pipeline, wanted);
  const model = await modelParts(pipeline, stage);
  const run = stage ? await stageParts(pipeline, stage) : { notes: [] };
  return mergeParts(model, run, await projectParts(pipeline, stage), { made: writtenBy(pipeline), notes: [] });
}

/** What `dvc repro` and a training with DVCLive write: git tracks the lock, and often metrics and plots too. */
function writtenBy({ folder, stages, metrics }: DvcPipeline): string[] {
  const outs = stages.flatMap((stage) => stage.outs.map(({ path }) => path));
  return ["dvc.lock", ...outs, ...metrics].map((path) => resolve(folder, path));
}

/** The files of the model: of what the stage makes that which `artifacts:` names, else all but metrics and plots. */
async function modelParts(pipeline: DvcPipeline, stage: DvcStage | undefined): Promise<DraftParts> {
  const { folder } = pipeline;
  const annotated = annotatedModels(pipeline);
  const made = stage ? modelOuts(stage).map((record) => ({ file: join(folder, record.path), record })) : [];
  const named = namedIn(made, annotated);
  const files: RecordedFile[] = named.length > 0 ? named : made;
  if (!stage) {
    if (annotated.length > 1) throw ambiguous(folder, annotated);
    for (const path of annotated) files.push(await trackedFile(join(folder, path)));
  }
  const descriptions = pipeline.annotations.filter(({ path }) =>
    files.some((each) => placeOf(each) === join(folder, path)),
  );
  const [description] = descriptions.length === 1 ? descriptions.map((each) => each.description) : [];
  return {
    ...(files.length > 0 && { artifacts: await artifactsOf(files, pipeline) }),
    ...(description !== undefined && { description }),
    notes: files.length > 0 ? [] : [`${folder}/dvc.yaml names no model, so the files have to be named.`],
  };
}

interface MadeFile extends RecordedFile {
  readonly record: DvcRecord;
}

/** What `artifacts:` names of the outs: one of them, or something inside of one. */
function namedIn(made: readonly MadeFile[], annotated: readonly string[]): RecordedFile[] {
  return [...new Set(annotated)].flatMap((path) => {
    const out = made.find(({ record }) => isWithin(path, record.path));
    if (out === undefined) return [];
    return [out.record.path === path ? out : { ...out, part: path.slice(out.record.path.length + 1) }];
  });
}

async function trackedFile(file: string): Promise<RecordedFile> {
  if (!(await isFile(`${file}.dvc`))) return { file };
  const { target, record } = await readDvcPointer(`${file}.dvc`);
  return { file: target, record };
}

/** Metrics and parameters that `dvc.yaml` lists for the project, which is how DVCLive enters what it wrote. */
async function projectParts(pipeline: DvcPipeline, stage: DvcStage | undefined): Promise<DraftParts> {
  const { folder, root } = pipeline;
  const made = new Set(pipeline.stages.flatMap(({ outs }) => outs.map(({ path }) => path)));
  const listedMetrics = pipeline.metrics.filter((file) => !made.has(file));
  const metrics = await readDvcMetrics(pipeline, listedMetrics);
  const files = pipeline.parameters.length > 0 || stage ? pipeline.parameters : ["params.yaml"];
  const parts: DraftParts[] = [];
  for (const file of files) {
    const path = join(folder, file);
    await expectInside(path, { root, isVerified: false });
    if (!(await isFile(path))) continue;
    if (extname(file) === ".py")
      parts.push({ notes: [`Parameters in ${file} are Python code, so they are not recorded.`] });
    else parts.push(await readParameters(path));
  }
  return mergeParts(metrics, ...parts);
}

function ambiguous(folder: string, models: readonly string[]): InputError {
  const message = `${folder}/dvc.yaml names more than one model: ${listing(models, ",")}.`;
  return new InputError({
    code: "dvc-model-ambiguous",
    message,
    hint: `Name one, such as ${models[0]}.dvc.`,
    path: folder,
  });
}

/** The folder that DVCLive wrote to: this one, or `dvclive` in it. */
async function dvcliveFolder(folder: string): Promise<string | undefined> {
  for (const candidate of [folder, join(folder, "dvclive")]) {
    if (await isFile(join(candidate, "metrics.json"))) return candidate;
  }
  return undefined;
}

/** Reads DVCLive's `metrics.json` (the latest value of each metric) and `params.yaml`. Source: dvclive/live.py. */
async function dvcliveParts(folder: string): Promise<DraftParts> {
  const metrics = await readMetrics(join(folder, "metrics.json"));
  const file = join(folder, "params.yaml");
  return mergeParts(metrics, (await isFile(file)) ? await readParameters(file) : { notes: [] });
}
