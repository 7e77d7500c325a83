import { rm } from "node:fs/promises";
import { join } from "node:path";
import { appendCommits, expectCommitted } from "../../adapters/git/clone/append-commits.ts";
import { type OpenRepository, withRepository, withRepositoryIfAny } from "../../adapters/git/open-repository.ts";
import { topFolder } from "../../adapters/git/repository.ts";
import { writeFileAtomically } from "../../adapters/files/atomic.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import type { ImportProblem, StageMapping } from "../../core/import/foreign.ts";
import { modelNames } from "../../core/import/names.ts";
import { planTimeline } from "../../core/import/timeline.ts";
import type { Finding } from "../../core/registry/finding.ts";
import { compareText } from "../../core/text/order.ts";
import { identify } from "../../core/registry/names/paths.ts";
import { overlayTree } from "../../core/tree/overlay.ts";
import { readRegistry } from "../../core/registry/reading/partial.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { ArtifactStore } from "../../core/store/store.ts";
import { checkRegistry } from "../../core/rules/index.ts";
import { listing } from "../../core/text/listing.ts";
import type { RegistrySettings } from "../../schemas/generated/types.ts";
import { type Progress, silentProgress } from "../workspace/progress.ts";
import type { ForeignRegistry } from "./foreign-registry.ts";
import { type ImportedVersion, VersionImport } from "./import-versions.ts";
import { readStanding } from "./standing.ts";
import { type RenderedStep, type StepFiles, renderSteps } from "./step-files.ts";

export interface ImportOptions {
  /** The registry's root. */
  readonly folder: string;
  readonly source: ForeignRegistry;
  /** Names here by names there; others become the nearest name that is allowed. */
  readonly renames: ReadonlyMap<string, string>;
  readonly stages: StageMapping;
  /** The owners that new models get. */
  readonly owners: readonly string[];
  /** The scheme that new models get. */
  readonly scheme: "semver" | "integer";
  /** One commit for each event, with its date and person, instead of files to be committed. */
  readonly commits: boolean;
  readonly openStore: (settings: RegistrySettings) => Promise<ArtifactStore>;
  readonly dryRun: boolean;
  readonly progress?: Progress | undefined;
  /** For what the source fetches; emptied after each version. Whoever made it removes it. */
  readonly downloads: string;
}

/** A stage or a withdrawal that was written, or would be. */
export interface ImportedPointer {
  readonly path: string;
  readonly model: string;
  /** What it says in the end; null: nothing. */
  readonly value: string | null;
}

export interface Imported {
  readonly source: string;
  readonly versions: readonly ImportedVersion[];
  readonly stages: readonly (ImportedPointer & { readonly stage: string })[];
  readonly withdrawals: readonly (ImportedPointer & { readonly version: string })[];
  /** Everything that is not here as it is there. */
  readonly problems: readonly ImportProblem[];
  /** What the rules refuse of it all; with any, nothing was written. */
  readonly findings: readonly Finding[];
  /** Paths that were written or removed, or would be. */
  readonly files: readonly string[];
  /** How many commits were made; 0 where files were written. */
  readonly commits: number;
  readonly store: { readonly name: string; readonly saved: number } | undefined;
  readonly written: boolean;
}

/**
 * Takes over another registry: its versions with their files and facts, its stages and its withdrawals. What is here already
 * stays; run again, it brings what is new there. Nothing is written before all that comes in was checked together, and the
 * bytes are in the store before a file names them.
 *
 * @throws InputError `registry-missing`, `registry-uncommitted`; OutsideError when the other registry cannot be reached, or
 *   the store refuses
 */
export async function importRegistry(options: ImportOptions): Promise<Imported> {
  const work = (repository: OpenRepository | undefined) => importInto(repository, options);
  return options.commits ? withRepository(options.folder, work) : withRepositoryIfAny(options.folder, work);
}

/** @param repository the one that the registry's folder is in */
async function importInto(repository: OpenRepository | undefined, options: ImportOptions): Promise<Imported> {
  const { folder, source, dryRun } = options;
  const tree = openFolder(folder);
  const settings = await new RegistryReader(tree).settings();
  if (repository && options.commits && !dryRun) await expectCommitted(repository);
  const registry = await readRegistry(tree);
  const problems: ImportProblem[] = [...source.problems];
  const names = modelNames(registeredModels(source), options.renames);
  for (const [name, own] of names) if (own === undefined) problems.push(nameless(name));
  problems.push(...unusedMappings(options, names));

  const progress = options.progress ?? silentProgress;
  const came = new VersionImport({ ...options, progress, tree, registry, settings, names });
  await came.run();
  problems.push(...came.problems);
  const timeline = planTimeline({
    events: source.events,
    nameOf: (model) => names.get(model),
    versionOf: (model, version) => came.versionOf(model, version)?.version,
    isNew: (model, version) => came.versionOf(model, version)?.outcome === "imported",
    mapping: options.stages,
    declared: settings.stages.map(({ name }) => name),
    standing: await readStanding(repository, registry),
  });
  problems.push(...timeline.problems, ...(await tagsInTheWay(repository, options, settings, came.versions)));
  const steps = await renderSteps(timeline.steps, { tree, textOf: (path) => came.textOf(path) });
  const files = lastOf(steps.map((step) => step.files));
  const findings = dryRun && !source.isLocal ? [] : await check(tree, files);
  const result = {
    source: source.title,
    versions: came.versions,
    ...pointersOf(steps),
    problems,
    findings,
    files: [...files.keys()],
    store: came.store,
  };
  const refused = findings.length > 0 || files.size === 0 || dryRun;
  if (refused) return { ...result, commits: 0, written: false };
  if (options.commits && repository !== undefined)
    await appendCommits(
      repository,
      steps.map(({ commit, files: own }) => ({ ...commit, files: own })),
    );
  else await write(folder, files);
  return { ...result, commits: options.commits ? steps.length : 0, written: true };
}

function registeredModels({ events, models }: ForeignRegistry): Set<string> {
  const changed = events.flatMap(({ changes }) => changes.map(({ model }) => model));
  return new Set([...models.keys(), ...changed]);
}

function nameless(name: string): ImportProblem {
  return {
    about: name,
    severity: "error",
    message: "its name cannot be a model's name here, or another model would get the same one",
    hint: `Name it: --rename '${name}=NAME', with lower-case letters, digits, - and _.`,
  };
}

/** A mapping of something that is not there is most likely misspelt. */
function unusedMappings(
  { source, stages, renames }: ImportOptions,
  names: ReadonlyMap<string, string | undefined>,
): ImportProblem[] {
  const changes = source.events.flatMap((event) => event.changes);
  const used = new Set(changes.flatMap((change) => (change.type === "stage" ? [change.stage] : [])));
  const unused = [
    ...[...stages.keys()]
      .filter((stage) => !used.has(stage))
      .map((stage) => ({ about: `--stage ${stage}`, known: used })),
    ...[...renames.keys()]
      .filter((name) => !names.has(name))
      .map((name) => ({ about: `--rename ${name}`, known: names })),
  ];
  return unused.map(({ about, known }) => {
    const all = [...known.keys()].sort(compareText);
    const hint = all.length === 0 ? "There is nothing that it could mean." : `There is ${listing(all, "and")}.`;
    return { about, severity: "notice", message: "nothing there has this name", hint };
  });
}

/** A release gets a tag that the registered version may have already, on another commit. */
async function tagsInTheWay(
  repository: OpenRepository | undefined,
  { source }: ImportOptions,
  settings: RegistrySettings,
  versions: readonly ImportedVersion[],
): Promise<ImportProblem[]> {
  const { tagsIn } = source;
  const first = versions.find(({ model, from, outcome }) => outcome === "imported" && model === from.model);
  if (tagsIn === undefined || first === undefined || settings.artifacts.store !== "github-releases") return [];
  if (repository === undefined || (await topFolder(repository.folder)) !== tagsIn) return [];
  const message = `publish makes a release with the tag ${first.model}@v${first.version}, which stands on another commit here`;
  const hint =
    "Import into a repository of its own (gto: --from), or under another name (--rename), or delete the old tags.";
  return [{ about: `${first.from.model}@${first.from.version}`, severity: "notice", message, hint }];
}

/** What is in the files when all steps are taken, in an order in which no file names what is not there yet. */
function lastOf(steps: readonly StepFiles[]): StepFiles {
  const files = new Map<string, string | null>();
  for (const step of steps) for (const [path, text] of step) files.set(path, text);
  return new Map([...files].sort(([a, before], [b, after]) => rankOf(a, before) - rankOf(b, after)));
}

function rankOf(path: string, text: string | null): number {
  if (text === null) return 0;
  return ["model", "model-version", "stage", "status"].indexOf(identify(path)?.kind ?? "") + 1;
}

async function check(tree: ReturnType<typeof openFolder>, files: StepFiles): Promise<readonly Finding[]> {
  const texts = [...files].flatMap(([path, text]): [string, string][] => (text === null ? [] : [[path, text]]));
  const after = overlayTree(tree, new Map(texts));
  const removed = new Set([...files].flatMap(([path, text]) => (text === null ? [path] : [])));
  const proposed = await readRegistry({
    ...after,
    list: async (prefix) => (await after.list(prefix)).filter(({ path }) => !removed.has(path)),
  });
  return checkRegistry(proposed).filter(({ path, severity }) => severity === "error" && files.has(path));
}

function pointersOf(steps: readonly RenderedStep[]): Pick<Imported, "stages" | "withdrawals"> {
  const stages = new Map<string, Imported["stages"][number]>();
  const withdrawals = new Map<string, Imported["withdrawals"][number]>();
  for (const { edits } of steps) {
    for (const edit of edits) {
      const { model } = edit;
      if (edit.type === "stage") {
        stages.set(edit.path, { path: edit.path, model, stage: edit.stage, value: edit.version });
      } else if (edit.type === "status") {
        withdrawals.set(edit.path, { path: edit.path, model, version: edit.version, value: edit.status });
      }
    }
  }
  return { stages: [...stages.values()], withdrawals: [...withdrawals.values()] };
}

async function write(folder: string, files: StepFiles): Promise<void> {
  for (const [path, text] of files) {
    if (text === null) await rm(join(folder, path), { force: true });
    else await writeFileAtomically(join(folder, path), text);
  }
}
