import { InputError, ModelyardError } from "../../core/errors.ts";
import type { StageHistory } from "../../core/history/tenure.ts";
import { isName } from "../../core/registry/names/names.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { listing } from "../../core/text/listing.ts";
import { closest } from "../../core/text/suggest.ts";

export interface HistoryRequest {
  readonly model: string;
  /** Every stage that the model was ever in, where it is not given. */
  readonly stage?: string | undefined;
}

export interface ModelHistory {
  readonly model: string;
  /** What the history was read from, as it was named: `origin/main`. */
  readonly revision: string;
  readonly commit: string;
  /** In the registry's order; a stage that was asked for is among them even if nothing was ever in it. */
  readonly stages: readonly StageHistory[];
  /** What the source could not tell for certain. */
  readonly notes?: readonly string[];
}

/** Who held which stages of a registry, wherever that is read from. */
export interface History {
  /**
   * Who held which stage of a model from when to when. A stage that registry.yaml no longer declares and that has no file
   * any more may be given only when it is asked for by name.
   *
   * @throws InputError `model-unknown`, `stage-unknown`, `revision-unknown`, `clone-shallow`
   */
  ofModel(asked: HistoryRequest): Promise<ModelHistory>;
  /** Every stage of every model, by the commits that led to what is read; empty where that is not known, or costs too much. */
  ofAll(): Promise<readonly StageHistory[]>;
}

/** Where one model's history is read from. */
export interface HistorySource extends Pick<ModelHistory, "revision" | "commit"> {
  readStages(model: string, stage: string | undefined): Promise<readonly StageHistory[]>;
  /** The registry as it is in the commit. */
  openTree(): Promise<Tree>;
}

/** The history of a model's stages, from any source. */
export async function historyFrom(source: HistorySource, { model, stage }: HistoryRequest): Promise<ModelHistory> {
  const read = { model, revision: source.revision, commit: source.commit };
  // No file has such a name, and the source need not see it.
  const found = isName(model) && isName(stage ?? model) ? await source.readStages(model, stage) : [];
  if (stage !== undefined && found.length > 0) return { ...read, stages: found };

  const reader = new RegistryReader(await source.openTree());
  const order = await declaredStages(reader);
  if (found.length > 0)
    return { ...read, stages: found.toSorted((a, b) => rank(order, a.stage) - rank(order, b.stage)) };
  await refuseUnknownModel(reader, model);
  if (stage === undefined) return { ...read, stages: [] };
  if (!order.includes(stage)) throw await unknownStage(source, { model, stage, order });
  return { ...read, stages: [{ model, stage, commits: [], tenures: [] }] };
}

/** The stages of registry.yaml in lifecycle order. History needs none of them. */
export async function declaredStages(reader: RegistryReader): Promise<readonly string[]> {
  try {
    return (await reader.settings()).stages.map(({ name }) => name);
  } catch (error) {
    if (error instanceof ModelyardError) return [];
    throw error;
  }
}

function rank(order: readonly string[], stage: string): number {
  const index = order.indexOf(stage);
  return index === -1 ? order.length : index;
}

async function refuseUnknownModel(reader: RegistryReader, model: string): Promise<void> {
  const models = await reader.models();
  if (models.includes(model)) return;
  const near = closest(model, models);
  const known = models.length === 0 ? "There are no models yet." : `It has ${listing(models, "and")}.`;
  throw new InputError({
    code: "model-unknown",
    message: `The registry has no model ${model} and never had one`,
    hint: near === undefined ? known : `Did you mean ${near}? ${known}`,
  });
}

async function unknownStage(
  source: HistorySource,
  asked: { readonly model: string; readonly stage: string; readonly order: readonly string[] },
): Promise<InputError> {
  const found = isName(asked.model) ? await source.readStages(asked.model, undefined) : [];
  const stages = [...new Set([...asked.order, ...found.map(({ stage }) => stage)])];
  const near = closest(asked.stage, stages);
  const known = stages.length === 0 ? "There are no stages." : `There are ${listing(stages, "and")}.`;
  return new InputError({
    code: "stage-unknown",
    message: `${asked.model} has no stage ${asked.stage} and never had one`,
    hint: near === undefined ? known : `Did you mean ${near}? ${known}`,
  });
}
