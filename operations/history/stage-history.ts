import { UNSHALLOW, stageHistoryIn } from "../../adapters/git/history.ts";
import { type OpenRepository, withRepository } from "../../adapters/git/open-repository.ts";
import { defaultBranch } from "../../adapters/git/repository.ts";
import { shortRef } from "../../adapters/git/revisions.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import { InputError, ModelyardError } from "../../core/errors.ts";
import type { StageHistory } from "../../core/history/tenure.ts";
import { isName } from "../../core/registry/names.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { closest, listing } from "../../core/text/suggest.ts";

export interface HistoryOptions {
  /** The folder that holds `registry/`. */
  readonly folder: string;
  /** A branch, tag or commit; the default branch where it is not given. */
  readonly revision?: string | undefined;
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

/**
 * Who held which stage of a model from when to when, as the first-parent line of the default branch tells it. What lies
 * uncommitted in the folder is not history.
 *
 * @throws InputError `model-unknown`, `stage-unknown`, `revision-unknown`, `history-shallow`
 * @example
 * const { stages } = await history({ folder: ".", model: "churn", stage: "production" });
 * stages[0]?.tenures.at(-1)?.version // "1.3.1"
 */
export async function history({ folder, revision, model, stage }: HistoryOptions): Promise<ModelHistory> {
  return withRepository(folder, async (repository) => {
    // A repository with a branch of no usual name and no remote: what is checked out.
    const named = revision ?? (await defaultBranch(folder)) ?? "HEAD";
    const commit = await repository.resolveCommit(named);
    const source: HistorySource = {
      revision: shortRef(named),
      commit,
      readStages: (of, only) => readStages(repository, commit, of, only),
      openTree: () => Promise.resolve(treeIn(repository, commit)),
    };
    return historyFrom(source, { model, stage });
  });
}

/** Where history can be read from. */
export interface HistorySource extends Pick<ModelHistory, "revision" | "commit"> {
  readStages(model: string, stage: string | undefined): Promise<readonly StageHistory[]>;
  /** The registry as it is in the commit. */
  openTree(): Promise<Tree>;
}

/** The history of a model's stages, from any source. */
export async function historyFrom(
  source: HistorySource,
  { model, stage }: Pick<HistoryOptions, "model" | "stage">,
): Promise<ModelHistory> {
  const read = { model, revision: source.revision, commit: source.commit };
  // No file has such a name, and the source need not see it.
  const told = isName(model) && isName(stage ?? model) ? await source.readStages(model, stage) : [];
  if (stage !== undefined && told.length > 0) return { ...read, stages: told };

  const shelf = new RegistryReader(await source.openTree());
  const order = await declaredStages(shelf);
  if (told.length > 0) return { ...read, stages: told.toSorted((a, b) => rank(order, a.stage) - rank(order, b.stage)) };
  await refuseUnknownModel(shelf, model);
  if (stage === undefined) return { ...read, stages: [] };
  if (!order.includes(stage)) throw await unknownStage(source, { model, stage, order });
  return { ...read, stages: [{ model, stage, commits: [], tenures: [] }] };
}

async function readStages(
  repository: OpenRepository,
  revision: string,
  model: string,
  stage: string | undefined,
): Promise<readonly StageHistory[]> {
  const observed = await stageHistoryIn(repository, { revision, model, ...(stage === undefined ? {} : { stage }) });
  if (observed.known) return observed.value;
  throw new InputError({
    code: "history-shallow",
    message: "This clone is shallow, so it does not hold the whole history",
    hint: `To get the rest, ${UNSHALLOW}.`,
  });
}

/** The stages of registry.yaml in lifecycle order. History can be told without them. */
export async function declaredStages(shelf: RegistryReader): Promise<readonly string[]> {
  try {
    return (await shelf.settings()).stages.map(({ name }) => name);
  } catch (error) {
    if (error instanceof ModelyardError) return [];
    throw error;
  }
}

function rank(order: readonly string[], stage: string): number {
  const index = order.indexOf(stage);
  return index === -1 ? order.length : index;
}

async function refuseUnknownModel(shelf: RegistryReader, model: string): Promise<void> {
  const models = await shelf.models();
  if (models.includes(model)) return;
  const near = closest(model, models);
  const known = models.length === 0 ? "There are no models yet." : `It has ${listing(models, "and")}.`;
  throw new InputError({
    code: "model-unknown",
    message: `The registry has and had no model ${model}`,
    hint: near === undefined ? known : `Did you mean ${near}? ${known}`,
  });
}

async function unknownStage(
  source: HistorySource,
  asked: { readonly model: string; readonly stage: string; readonly order: readonly string[] },
): Promise<InputError> {
  const told = isName(asked.model) ? await source.readStages(asked.model, undefined) : [];
  const stages = [...new Set([...asked.order, ...told.map(({ stage }) => stage)])];
  const near = closest(asked.stage, stages);
  const known = stages.length === 0 ? "There are no stages." : `There are ${listing(stages, "and")}.`;
  return new InputError({
    code: "stage-unknown",
    message: `${asked.model} has and had no stage ${asked.stage}`,
    hint: near === undefined ? known : `Did you mean ${near}? ${known}`,
  });
}
