import { join } from "node:path";
import {
  DATASETS,
  DATASET_VERSIONS,
  datasetFile,
  datasetVersionFile,
  modelFile,
  modelName,
  registryFile,
  stageFile,
  statusFile,
  versionFile,
  versionOfRound,
} from "./documents.ts";
import type { FileChange, PlannedCommit } from "./fast-import.ts";

/** A model gets a version in each round; so many rounds there are. */
const ROUNDS = 10;
/** The versions that came last came as one pull request each; what was before, in commits of many, so that generating is quick. */
const SINGLE_VERSIONS = 100;
const BULK_VERSIONS = 2000;
const FIRST_SECOND = Date.UTC(2024, 0, 1) / 1000;
const ROUND_SECONDS = 30 * 86_400;
/** The artifact store's folder, in the repository and ignored by it. */
export const STORE_FOLDER = "store";

export function modelCount(versions: number): number {
  return Math.ceil(versions / ROUNDS);
}

/** The model that got its version last, and in which round. */
export function lastVersion(versions: number): { readonly model: number; readonly round: number } {
  const models = modelCount(versions);
  const round = Math.ceil(versions / models) - 1;
  return { model: versions - models * round - 1, round };
}

/** The commits of a registry's history, then one branch for each proposal that is measured. */
export function* commitsOf(versions: number): Iterable<PlannedCommit> {
  const models = modelCount(versions);
  const bulkUntil = Math.max(0, versions - SINGLE_VERSIONS);
  yield {
    branch: "main",
    author: "alice",
    epochSeconds: FIRST_SECOND,
    message: "Start the registry",
    changes: [...settings(), ...Array.from({ length: models }, (_, index) => model(index))],
  };
  for (let from = 0; from < bulkUntil; from += BULK_VERSIONS) {
    const to = Math.min(bulkUntil, from + BULK_VERSIONS);
    yield bulk(from, to, models);
  }
  for (let number = bulkUntil; number < versions; number++) yield* pullRequests(number, models);
  const { model: index, round } = lastVersion(versions);
  const epochSeconds = secondOf(versions + 1, models);
  const onMain = { from: "main", author: "bob", epochSeconds };
  yield {
    ...onMain,
    branch: "promotion",
    message: `Promote ${modelName(index)} ${versionOfRound(round)} to production`,
    changes: [stage(index, "production", round)],
  };
  yield {
    ...onMain,
    branch: "addition",
    message: `Draft ${modelName(index)} ${versionOfRound(round + 1)}`,
    changes: [version(index, round + 1, epochSeconds)],
  };
}

/** Version number `number` counts through all models of a round before the next round begins. */
function placeOf(number: number, models: number): { readonly index: number; readonly round: number } {
  return { index: number % models, round: Math.floor(number / models) };
}

function secondOf(number: number, models: number): number {
  const { index, round } = placeOf(number, models);
  return FIRST_SECOND + (round + 1) * ROUND_SECONDS + Math.floor((index / models) * (ROUND_SECONDS - 86_400));
}

function bulk(from: number, to: number, models: number): PlannedCommit {
  const changes: FileChange[] = [];
  for (let number = from; number < to; number++) {
    const { index, round } = placeOf(number, models);
    changes.push(...eventsOf(index, round, secondOf(number, models)).flatMap((event) => event.changes));
  }
  return {
    branch: "main",
    author: "alice",
    epochSeconds: secondOf(to, models),
    message: `Import versions ${from + 1} to ${to}`,
    changes,
  };
}

/** A branch and GitHub's merge of it, for each thing that happens in a version's round. */
function* pullRequests(number: number, models: number): Iterable<PlannedCommit> {
  const { index, round } = placeOf(number, models);
  const second = secondOf(number, models);
  for (const [place, { title, changes }] of eventsOf(index, round, second).entries()) {
    const epochSeconds = second + place * 60;
    const pull = number * 4 + place + 1;
    yield { branch: "side", from: "main", author: "alice", epochSeconds, message: title, changes };
    yield {
      branch: "main",
      merges: "side",
      author: "dana",
      committer: "GitHub",
      epochSeconds: epochSeconds + 30,
      message: `Merge pull request #${pull} from acme/change-${pull}\n\n${title}\n`,
      changes,
    };
  }
}

interface RoundEvent {
  readonly title: string;
  readonly changes: readonly FileChange[];
}

/** A new version; the one before goes to production, the new one to staging; now and then an old one is archived. */
function eventsOf(index: number, round: number, epochSeconds: number): RoundEvent[] {
  const name = modelName(index);
  const events: RoundEvent[] = [
    { title: `Draft ${name} ${versionOfRound(round)}`, changes: [version(index, round, epochSeconds)] },
  ];
  if (round > 0) {
    const title = `Promote ${name} ${versionOfRound(round - 1)} to production`;
    events.push({ title, changes: [stage(index, "production", round - 1)] });
  }
  const title = `Promote ${name} ${versionOfRound(round)} to staging`;
  events.push({ title, changes: [stage(index, "staging", round)] });
  if (round > 2 && index % 5 === 0) {
    const path = `${folderOf(index)}/status/${versionOfRound(round - 3)}.yaml`;
    const changes = [{ path, text: statusFile(index, round - 3) }];
    events.push({ title: `Archive ${name} ${versionOfRound(round - 3)}`, changes });
  }
  return events;
}

function settings(): FileChange[] {
  return [
    { path: ".gitignore", text: `/${STORE_FOLDER}/\n` },
    { path: "registry/registry.yaml", text: registryFile(STORE_FOLDER) },
    ...DATASETS.map((name) => ({ path: `registry/datasets/${name}/dataset.yaml`, text: datasetFile(name) })),
    ...DATASETS.flatMap(datasetVersions),
  ];
}

function datasetVersions(name: string): FileChange[] {
  return Array.from({ length: DATASET_VERSIONS }, (_, before) => ({
    path: `registry/datasets/${name}/versions/${before + 1}.yaml`,
    text: datasetVersionFile(name, before + 1),
  }));
}

function folderOf(index: number): string {
  return `registry/models/${modelName(index)}`;
}

function model(index: number): FileChange {
  return { path: join(folderOf(index), "model.yaml"), text: modelFile(index) };
}

/** Every version in the order in which they came, and where it is in the end. */
export function* versionsInOrder(versions: number): Iterable<{
  readonly index: number;
  readonly version: string;
  readonly isInStaging: boolean;
  readonly isInProduction: boolean;
  readonly epochSeconds: number;
}> {
  const models = modelCount(versions);
  for (let number = 0; number < versions; number++) {
    const { index, round } = placeOf(number, models);
    yield {
      index,
      version: versionOfRound(round),
      isInStaging: number + models >= versions,
      isInProduction: number + models < versions && number + 2 * models >= versions,
      epochSeconds: secondOf(number, models),
    };
  }
}

/** The file of the version that came last. */
export function lastVersionFile(versions: number): FileChange {
  const { model: index, round } = lastVersion(versions);
  return version(index, round, secondOf(versions - 1, modelCount(versions)));
}

function version(index: number, round: number, epochSeconds: number): FileChange {
  const createdAt = new Date((epochSeconds - 3600) * 1000).toISOString().replace(".000Z", "Z");
  return {
    path: `${folderOf(index)}/versions/${versionOfRound(round)}.yaml`,
    text: versionFile(index, round, createdAt),
  };
}

function stage(index: number, name: string, round: number): FileChange {
  return { path: `${folderOf(index)}/stages/${name}.yaml`, text: stageFile(index, name, round) };
}
