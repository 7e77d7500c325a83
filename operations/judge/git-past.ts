import { type StageHistoryOptions, countedTimes, readStageHistory } from "../../adapters/git/history/history.ts";
import { parentsOf } from "../../adapters/git/history/merge.ts";
import type { OpenRepository } from "../../adapters/git/open-repository.ts";
import { readFileStates } from "../../adapters/git/history/file-states.ts";
import { treeIn } from "../../adapters/trees/git-commit.ts";
import type { PolicyState } from "../../core/gates/input.ts";
import type { Observed } from "../../core/gates/verdict.ts";
import type { Moment, Tenure } from "../../core/history/tenure.ts";
import { readContent } from "../../core/registry/content.ts";
import { type Identity, modelFolder, pathOf } from "../../core/registry/names/paths.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { PartialRegistry } from "../../core/registry/reading/partial.ts";
import type { Registry } from "../../core/registry/registry.ts";
import { type Past, readVersions } from "./past.ts";

/**
 * The past of a commit, read from its first-parent line.
 *
 * @param now RFC 3339 in UTC
 */
export function gitPast(repository: OpenRepository, commit: string, now: string): Past {
  return {
    tenures: (model, version) => boundedTenures(repository, { revision: commit, model, sinceVersion: version }, now),
    stageTenures: (model, stage) => boundedTenures(repository, { revision: commit, model, stage }, now),
    policies: (model) => policiesIn(repository, commit, { model, now }),
    versions: (model, names) => readVersions(new RegistryReader(treeIn(repository, commit)), model, names),
    async entry(entered, model) {
      const [parent] = await parentsOf(repository, entered);
      if (parent === undefined) return undefined;
      const [base, head] = await Promise.all([
        registryOfModel(repository, parent, model),
        registryOfModel(repository, entered, model),
      ]);
      return { base, head, past: gitPast(repository, parent, now) };
    },
  };
}

/** Tenures that began and ended when the branch shows it, whatever their committers' clocks said. */
async function boundedTenures(
  repository: OpenRepository,
  asked: StageHistoryOptions,
  now: string,
): Promise<Observed<readonly Tenure[]>> {
  const [history, countedAs] = await Promise.all([
    readStageHistory(repository, asked),
    countedTimes(repository, asked.revision, now),
  ]);
  if (!history.known) return history;
  const bounded = (moment: Moment): Moment => ({ ...moment, countsAs: countedAs(moment.commit) });
  const value = history.value.flatMap(({ tenures }) =>
    tenures.map((tenure): Tenure => ({
      ...tenure,
      from: bounded(tenure.from),
      until: tenure.until && bounded(tenure.until),
    })),
  );
  return { known: true, value };
}

/** The registry with all of one model, and of all others nothing. */
async function registryOfModel(repository: OpenRepository, commit: string, model: string): Promise<Registry> {
  const part = new PartialRegistry(treeIn(repository, commit));
  await part.list([pathOf({ kind: "registry" }), modelFolder(model)]);
  await part.read(part.paths());
  return part.registry();
}

async function policiesIn(
  repository: OpenRepository,
  commit: string,
  { model, now }: { readonly model: string; readonly now: string },
): Promise<Observed<readonly PolicyState[]>> {
  const files = [{ kind: "registry" }, { kind: "model", model }] as const;
  const [states, countedAs] = await Promise.all([
    readFileStates(repository, commit, files.map(pathOf)),
    countedTimes(repository, commit, now),
  ]);
  if (!states.known) return states;
  const [settingsPath = "", modelPath = ""] = files.map(pathOf);
  const contents = new Map<string, Promise<unknown>>();
  const read = <I extends Identity>(identity: I, path: string, file: { id: string; bytes: Uint8Array } | undefined) => {
    if (file === undefined) return undefined;
    const content = contents.get(`${identity.kind} ${file.id}`) ?? readContent(identity, { path, bytes: file.bytes });
    contents.set(`${identity.kind} ${file.id}`, content);
    return content as ReturnType<typeof readContent<I>>;
  };
  const policies = states.value.map(async ({ commit: from, since, files: at }): Promise<PolicyState> => ({
    since: countedAs(from) ?? since,
    settings: await read(files[0], settingsPath, at.get(settingsPath)),
    model: await read(files[1], modelPath, at.get(modelPath)),
  }));
  return { known: true, value: await Promise.all(policies) };
}
