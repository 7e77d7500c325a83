import { tenureNow } from "../../core/history/tenures.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import type { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Model, ModelVersion, RegistrySettings, Status } from "../../schemas/generated/types.ts";
import type { History } from "../history/model-history.ts";

/** One row of the reader: a model and what each stage holds. */
export interface ModelRow {
  readonly name: string;
  /** By stage, in the order of registry.yaml; null: empty. */
  readonly stages: Readonly<Record<string, string | null>>;
  /** By stage: since when it holds that version, RFC 3339 in UTC; missing where no history tells. */
  readonly since: Readonly<Record<string, string>>;
  readonly versions: number;
  readonly owners: readonly string[];
}

export interface RegistryView {
  readonly settings: RegistrySettings;
  readonly models: readonly ModelRow[];
}

/**
 * Every model with the versions that its stages hold.
 *
 * @param history tells for how long a version has been where it is
 */
export async function showRegistry(reader: RegistryReader, history: Pick<History, "ofAll">): Promise<RegistryView> {
  const settings = await reader.settings();
  const stageNames = settings.stages.map(({ name }) => name);
  const [all, held] = await Promise.all([history.ofAll(), readHeld(reader, stageNames)]);
  const current = new Map(all.map(({ model, stage, tenures }) => [`${model}/${stage}`, tenureNow(tenures)]));
  const sinceOf = (model: string, [stage, version]: readonly [string, string | null]): [string, string][] => {
    const tenure = current.get(`${model}/${stage}`);
    // A stage file that was edited and not merged yet has no history to tell of.
    return tenure === undefined || tenure.version !== version ? [] : [[stage, tenure.from.time]];
  };
  const models = held.map(({ name, stages, versions, owners }): ModelRow => {
    const since = Object.entries(stages).flatMap((stage) => sinceOf(name, stage));
    return { name, stages, since: Object.fromEntries(since), versions, owners };
  });
  return { settings, models };
}

/** Enough that reading is quick, few enough that what else goes on is not kept waiting. */
const MODELS_AT_ONCE = 250;

async function readHeld(
  reader: RegistryReader,
  stageNames: readonly string[],
): Promise<readonly Omit<ModelRow, "since">[]> {
  const names = await reader.models();
  const rows: Omit<ModelRow, "since">[] = [];
  for (let start = 0; start < names.length; start += MODELS_AT_ONCE) {
    const some = names.slice(start, start + MODELS_AT_ONCE);
    await reader.preload(
      some.flatMap((model) => [
        pathOf({ kind: "model", model }),
        ...stageNames.map((stage) => pathOf({ kind: "stage", model, stage })),
      ]),
    );
    rows.push(...(await Promise.all(some.map((name) => readRow(reader, name, stageNames)))));
    // Files of a folder are read without waiting: git's answers are taken in between, so that it need not wait either.
    await new Promise(setImmediate);
  }
  return rows;
}

async function readRow(
  reader: RegistryReader,
  name: string,
  stageNames: readonly string[],
): Promise<Omit<ModelRow, "since">> {
  const [model, versions, ...stages] = await Promise.all([
    reader.model(name),
    reader.versionNames(name),
    ...stageNames.map((stage) => reader.stage(name, stage)),
  ]);
  const held = stageNames.map((stage, place): [string, string | null] => [stage, stages[place]?.version ?? null]);
  return { name, stages: Object.fromEntries(held), versions: versions.length, owners: model?.owners ?? [] };
}

export interface VersionRow {
  readonly version: ModelVersion;
  readonly stages: readonly string[];
  readonly status: Status | undefined;
}

export interface ModelView {
  readonly model: Model | undefined;
  /** From the highest version to the lowest. */
  readonly versions: readonly VersionRow[];
}

/** A model's versions, with the stages that each holds and its status. */
export async function showModel(reader: RegistryReader, name: string): Promise<ModelView> {
  const [model, versions, stageNames] = await Promise.all([
    reader.model(name),
    reader.versions(name),
    reader.stageNames(name),
  ]);
  const stages = await Promise.all(stageNames.map((stage) => reader.stage(name, stage)));
  await reader.preload(versions.map(({ version }) => pathOf({ kind: "status", model: name, version })));
  const rows = await Promise.all(
    versions.map(async (version): Promise<VersionRow> => {
      const holding = stages.flatMap((stage) => (stage?.version === version.version ? [stage.stage] : []));
      return { version, stages: holding, status: await reader.status(name, version.version) };
    }),
  );
  return { model, versions: rows.reverse() };
}
