import { join } from "node:path";
import { InputError } from "../../../core/errors.ts";
import { listing } from "../../../core/text/listing.ts";
import type { DvcPipeline, DvcStage } from "./pipeline.ts";

const modelExtension =
  /\.(?:safetensors|onnx|gguf|pkl|pickle|joblib|skops|pt|pth|ckpt|h5|hdf5|keras|tflite|cbm|cb|lgb|ubj|xgb|npz|mlmodel)$/i;

/**
 * The stage that makes the model: the one that was named, else the only one that makes what `artifacts:` names, else
 * the only one with an out that looks like a model.
 */
export function chooseStage(pipeline: DvcPipeline, wanted: string | undefined): DvcStage | undefined {
  const { stages, folder } = pipeline;
  const names = stages.map(({ name }) => name);
  if (wanted !== undefined) {
    const stage = stages.find(({ name }) => name === wanted);
    if (stage) return stage;
    const message = `No run of a stage ${wanted} is recorded in ${join(folder, "dvc.lock")}.`;
    throw new InputError({
      code: "dvc-stage-missing",
      message,
      hint: `It has ${listing(names, ",") || "none"}.`,
      path: folder,
    });
  }
  const annotated = annotatedModels(pipeline);
  const guesses = [
    stages,
    stages.filter(({ outs }) => annotated.some((path) => outs.some((out) => isWithin(path, out.path)))),
    stages.filter((stage) =>
      modelOuts(stage).some(({ path }) => modelExtension.test(path) || /(?:^|\/)models?$/i.test(path)),
    ),
    stages.filter((stage) => modelOuts(stage).some(({ path }) => /model/i.test(path))),
  ];
  const [only] = guesses.find((found) => found.length === 1) ?? [];
  if (only || stages.length === 0) return only;
  throw new InputError({
    code: "dvc-stage-ambiguous",
    message: `Which of the stages in ${join(folder, "dvc.lock")} makes the model? It has ${listing(names, ",")}.`,
    hint: `Name it, such as ${join(folder, "dvc.yaml")}:${likely(stages)}; or list the model under artifacts: in dvc.yaml.`,
    path: folder,
  });
}

/** Of the stages that make a thing besides metrics and plots the last: what comes after it only measures. */
function likely(stages: readonly DvcStage[]): string {
  return (stages.findLast((stage) => modelOuts(stage).length > 0) ?? stages.at(-1))?.name ?? "";
}

/** Paths of the annotated models; where none says that it is one, of all that is annotated. */
export function annotatedModels({ annotations }: DvcPipeline): string[] {
  const models = annotations.filter(({ type }) => type === "model");
  return (models.length > 0 ? models : annotations).map(({ path }) => path);
}

/** The same path, or one inside of it. */
export function isWithin(path: string, out: string): boolean {
  return path === out || path.startsWith(`${out}/`);
}

/** What a stage makes besides metrics and plots. */
export function modelOuts(stage: DvcStage): DvcStage["outs"] {
  return stage.outs.filter(({ path }) => !stage.metrics.includes(path) && !stage.plots.includes(path));
}
