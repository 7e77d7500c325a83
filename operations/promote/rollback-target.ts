import { InputError, ModelyardError } from "../../core/errors.ts";
import type { StageHistory, Tenure } from "../../core/history/tenure.ts";
import { earlierHolders, tenureNow } from "../../core/history/tenures.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Tree } from "../../core/tree/tree.ts";
import type { History } from "../history/model-history.ts";

export interface RollbackTargetOptions {
  readonly history: History;
  /** The registry's files as they are now. */
  readonly tree: Tree;
  readonly model: string;
  readonly stage: string;
}

export interface RollbackTarget {
  readonly model: string;
  readonly stage: string;
  /** What the default branch has in the stage now; null: nothing. */
  readonly from: string | null;
  readonly to: string;
  /** When `to` last held the stage. */
  readonly tenure: Tenure;
  /** Later holders that cannot come back, latest first. */
  readonly passedOver: readonly PassedOver[];
  /** What the history was read from: a branch as it was named, and its commit. */
  readonly revision: string;
  readonly commit: string;
}

export interface PassedOver {
  readonly version: string;
  readonly reason: string;
}

/**
 * Where a rollback of a stage goes: to the last holder that differs from the version there now. One that cannot be
 * promoted, as the registry's files say (rejected, yanked, archived, or its version file is gone), is skipped, so that
 * after "roll back, reject the bad version" a second rollback goes further back instead of forth.
 *
 * @throws InputError `rollback-impossible`, and what the history throws
 * @example await rollbackTarget({ history, tree, model: "churn", stage: "production" }) // { from: "1.4.0", to: "1.3.1", … }
 */
export async function rollbackTarget({ history, tree, model, stage }: RollbackTargetOptions): Promise<RollbackTarget> {
  const { revision, commit, stages } = await history.ofModel({ model, stage });
  const tenures = stages[0]?.tenures ?? [];
  const reader = new RegistryReader(tree);
  const passedOver: PassedOver[] = [];
  for (const tenure of earlierHolders(tenures)) {
    const { version } = tenure;
    const reason = await reasonAgainst(reader, model, version);
    if (reason === undefined) {
      const from = tenureNow(tenures)?.version ?? null;
      return { model, stage, from, to: version, tenure, passedOver, revision, commit };
    }
    passedOver.push({ version, reason });
  }
  throw nowhereToGo({ model, stage, tenures }, passedOver);
}

/** Why a version cannot be promoted, as far as its files tell. */
async function reasonAgainst(reader: RegistryReader, model: string, version: string): Promise<string | undefined> {
  try {
    if ((await reader.version(model, version)) === undefined) return "its version file is gone";
    const withdrawal = await reader.status(model, version);
    if (withdrawal === undefined || withdrawal.status === "deprecated") return undefined;
    return `${withdrawal.status}: ${withdrawal.reason}`;
  } catch (error) {
    if (error instanceof ModelyardError) return error.message;
    throw error;
  }
}

function nowhereToGo(
  { model, stage, tenures }: Omit<StageHistory, "commits">,
  passedOver: readonly PassedOver[],
): InputError {
  const current = tenureNow(tenures)?.version;
  const only =
    current === undefined ? `nothing was ever in ${stage}` : `no version but ${current} was ever in ${stage}`;
  const unfit = passedOver.map(({ version, reason }) => `${version} (${reason})`).join(", ");
  return new InputError({
    code: "rollback-impossible",
    message: `There is nothing to roll ${stage} of ${model} back to: ${unfit === "" ? only : `every earlier version is unfit: ${unfit}`}`,
    hint:
      current === undefined
        ? `Promote a version to it: modelyard promote ${model}@VERSION ${stage}.`
        : `Promote another version, or empty the stage: modelyard promote ${model} ${stage} --clear.`,
  });
}
