import { lstat } from "node:fs/promises";
import { localContent } from "../../adapters/files/local-content.ts";
import { readCodeState } from "../../adapters/git/repository.ts";
import { checkChange } from "../../core/change-check/check-change.ts";
import { loadChange } from "../../core/change-check/load-change.ts";
import { InputError, ModelyardError } from "../../core/errors.ts";
import { type StagePreview, previewStages } from "../../core/gates/preview.ts";
import { type ArtifactSource, type DraftParts, mergeParts, withoutSecretParts } from "../../core/drafts/draft-parts.ts";
import type { Finding } from "../../core/registry/finding.ts";
import { isName } from "../../core/registry/names/names.ts";
import { overlayTree } from "../../core/tree/overlay.ts";
import { pathOf } from "../../core/registry/names/paths.ts";
import type { Registry } from "../../core/registry/registry.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { nextVersion } from "../../core/registry/versions/version-range.ts";
import { type Bump, SCHEME_DESCRIPTION, compareVersions, isVersionOf } from "../../core/registry/versions/version.ts";
import { composeEntry, isSameVersion } from "../../core/drafts/compose.ts";
import { renderRegistryFile } from "../../core/drafts/write.ts";
import type { ArtifactStore } from "../../core/store/store.ts";
import { checkRegistry } from "../../core/rules/index.ts";
import type { ModelVersion, RegistrySettings } from "../../schemas/generated/types.ts";
import { describeArtifacts } from "./find-artifacts.ts";
import { notesOnCode, partsOfCode, placeCode, withoutProducts } from "./code-state.ts";
import { type DescribedArtifact, partsOfFiles } from "./artifact-notes.ts";
import { PARALLEL_FILES, forEachConcurrently } from "../workspace/concurrency.ts";
import { nameDatasets } from "./match-datasets.ts";
import { type ChangeTarget, folderTarget, schemaReference } from "../workspace/change-target.ts";
import { partOf } from "../../core/registry/names/part-of.ts";
import { type Progress, silentProgress } from "../workspace/progress.ts";

/** What a draft is made from: the parts of its sources, and where it goes. */
export interface DraftInputs {
  /** The registry's root, or where else it is read and changed. */
  readonly folder: string | ChangeTarget;
  readonly model: string;
  readonly version: { readonly exactly: string } | { readonly bump: Bump };
  /** The merged parts of all sources; `artifacts` must be there. */
  readonly parts: DraftParts;
  /** The owners that a new model gets, such as `@alice`. */
  readonly owners: readonly string[];
  /** The folder whose git commit is recorded as the code. */
  readonly codeFolder: string;
  readonly openStore: (settings: RegistrySettings) => Promise<ArtifactStore>;
  /** RFC 3339 in UTC. */
  readonly now: string;
  readonly dryRun?: boolean | undefined;
  readonly progress?: Progress | undefined;
}

export interface Drafted {
  readonly model: string;
  readonly version: string;
  readonly entry: ModelVersion;
  /** Files that were written, or would be: path from the registry's root, and text. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly sizeBytes: number;
  /** The store's name, and how many files it did not have yet. */
  readonly store: { readonly name: string; readonly saved: number } | undefined;
  readonly notes: readonly string[];
  /** What the rules say about the new files; with an error among them, nothing was written. */
  readonly findings: readonly Finding[];
  /** What the stages will ask of the version that the file alone decides, in lifecycle order. */
  readonly stages: readonly StagePreview[];
  readonly written: boolean;
  /** The version is registered already with the same artifacts, metrics and parameters. */
  readonly unchanged: boolean;
}

/**
 * Drafts a model version: hashes its artifacts, records what is known about it, saves the bytes in the store and writes
 * the version file, and model.yaml for a new model. The bytes are safe before the file that names them appears.
 *
 * @throws InputError `model-name-invalid`, `version-invalid`, `version-exists`
 */
export async function draft(inputs: DraftInputs): Promise<Drafted> {
  const { folder, model } = inputs;
  const progress = inputs.progress ?? silentProgress;
  const { tree, create } = typeof folder === "string" ? folderTarget(folder) : folder;
  const reader = new RegistryReader(tree);
  const settings = await reader.settings();
  refuseBadName(model);
  const version = await chooseVersion(reader, inputs);

  const code = withoutProducts(await readCodeState(inputs.codeFolder), inputs.parts);
  const known = withoutSecretParts(mergeParts(inputs.parts, partsOfCode(code, inputs.parts)));
  const parts = {
    ...known,
    ...(known.code && { code: await placeCode(known.code, code) }),
    ...(known.datasets && { datasets: await nameDatasets(tree, known.datasets) }),
  };
  const sources = parts.artifacts ?? [];
  const described = await inspectArtifacts(sources, progress);
  const artifacts = described.map(({ artifact }) => artifact);
  const whole = mergeParts(parts, partsOfFiles(described, { hasSignature: parts.signature !== undefined }));
  const entry = composeEntry({ model, version, artifacts, parts: whole, now: inputs.now });
  const result = {
    model,
    version,
    entry,
    sizeBytes: artifacts.reduce((sum, { size }) => sum + size, 0),
    notes: [
      ...whole.notes,
      ...notesOnCode({ here: code, parts: inputs.parts }),
      ...(await notesOnOwners(reader, inputs)),
    ],
    store: undefined,
    findings: [],
    stages: [],
    unchanged: false,
    written: false,
  };

  const existing = await reader.version(model, version);
  if (existing !== undefined) {
    if (!isSameVersion(existing, entry)) throw versionExists(model, version);
    const store = inputs.dryRun === true ? undefined : await save(inputs, settings, entry, sources, progress);
    return { ...result, entry: existing, files: [], store, unchanged: true };
  }

  const files = await newFiles(tree, inputs, entry);
  const { proposed, findings } = await checkNews(partOf(tree, model), { model, settings, files });
  if (findings.some((finding) => finding.severity === "error")) return { ...result, files, findings };
  const notes = [...result.notes, ...(await notesOnClock(reader, entry, inputs.now))];
  const stages = previewStages(proposed, { model, version, now: inputs.now });
  if (inputs.dryRun === true) return { ...result, files, notes, findings, stages };
  const store = await save(inputs, settings, entry, sources, progress);
  for (const { path, text } of files) {
    const isNew = await create(path, text);
    // Somebody drafts at the same moment: a model's file that they wrote serves as well, a version's is another.
    if (!isNew && path === pathOf({ kind: "model-version", model, version })) throw versionExists(model, version);
  }
  return { ...result, files, notes, findings, stages, store, written: true };
}

function refuseBadName(model: string): void {
  if (isName(model)) return;
  throw new InputError({
    code: "model-name-invalid",
    message: `${JSON.stringify(model)} cannot be a model's name`,
    hint: "Names have lower-case letters, digits, - and _, at most 64, and none that Windows reserves.",
  });
}

async function chooseVersion(reader: RegistryReader, { model, version }: DraftInputs): Promise<string> {
  const scheme = await reader.scheme(model);
  if ("exactly" in version) {
    if (isVersionOf(scheme, version.exactly)) return version.exactly;
    throw new InputError({
      code: "version-invalid",
      message: `${JSON.stringify(version.exactly)} is not a ${scheme} version`,
      hint: `The versions of ${model} are ${scheme}: ${SCHEME_DESCRIPTION[scheme]}.`,
    });
  }
  const highest = (await reader.versions(model)).at(-1)?.version;
  const next = nextVersion(scheme, highest, version.bump);
  if (next !== undefined) return next;
  throw new InputError({
    code: "version-invalid",
    message: `The versions of ${model} are ${scheme} versions, which have no next one`,
    hint: "Name the version with --version.",
  });
}

async function notesOnOwners(reader: RegistryReader, { model, owners }: DraftInputs): Promise<string[]> {
  const existing = await reader.model(model);
  const named = existing === undefined ? owners : (existing.owners ?? []);
  if (named.length > 0) return [];
  return [`${model} names no owners, so nobody can approve a promotion: add owners: ["@you"] to its model.yaml.`];
}

/**
 * A time that was given is taken as it is; one from this machine's clock must not be before the newest version. Only the
 * highest version is read, as there may be many; commits have no order but their times, so all of them are read.
 */
async function notesOnClock(reader: RegistryReader, { model, created_at: createdAt }: ModelVersion, now: string) {
  if (createdAt !== now) return [];
  const before = await newestOf(reader, model).catch((error: unknown) => {
    // The rules report a version that cannot be read.
    if (error instanceof ModelyardError) return undefined;
    throw error;
  });
  if (before === undefined || Date.parse(before.created_at) <= Date.parse(now)) return [];
  return [
    `created_at is ${now} by the clock here, and ${model} ${before.version} was created at ${before.created_at}: where the clock is wrong, correct it and draft again.`,
  ];
}

async function newestOf(reader: RegistryReader, model: string): Promise<ModelVersion | undefined> {
  const scheme = await reader.scheme(model);
  if (scheme === "commit") return (await reader.versions(model)).at(-1);
  const named = (await reader.versionNames(model)).map((version) => ({ version, created_at: "" }));
  const highest = named.sort((a, b) => compareVersions(scheme, a, b)).at(-1);
  return highest && reader.version(model, highest.version);
}

async function inspectArtifacts(
  sources: readonly ArtifactSource[],
  progress: Progress,
): Promise<readonly DescribedArtifact[]> {
  if (sources.length === 0) {
    throw new InputError({
      code: "artifact-missing",
      message: "A version needs at least one artifact, and nothing that was named holds one",
      hint: "Name a file or a folder with --artifact, a run that logged a model with --from-mlflow, or a stage that makes one with --from-dvc.",
    });
  }
  const sizes = await Promise.all(sources.map(async ({ file }) => (await lstat(file)).size));
  const step = progress.step(
    "hashing",
    sizes.reduce((sum, size) => sum + size, 0),
  );
  try {
    return await describeArtifacts(sources, step);
  } finally {
    step.end();
  }
}

function versionExists(model: string, version: string): InputError {
  return new InputError({
    code: "version-exists",
    message: `${model} ${version} exists already, with other content`,
    hint: "A version never changes once it is written. Draft the next one with --bump; one that was never merged can be deleted first.",
    path: pathOf({ kind: "model-version", model, version }),
  });
}

async function newFiles(tree: Tree, { owners }: DraftInputs, entry: ModelVersion): Promise<Drafted["files"]> {
  const versionPath = pathOf({ kind: "model-version", model: entry.model, version: entry.version });
  const modelPath = pathOf({ kind: "model", model: entry.model });
  const versionFile = {
    path: versionPath,
    text: renderRegistryFile(entry, await schemaReference(tree, versionPath, "model-version")),
  };
  if ((await tree.read([modelPath])).size > 0) return [versionFile];
  const model = {
    schema: "model/1" as const,
    name: entry.model,
    ...(owners.length === 0 ? {} : { owners: [...owners] }),
    versioning: "semver" as const,
  };
  return [
    { path: modelPath, text: renderRegistryFile(model, await schemaReference(tree, modelPath, "model")) },
    versionFile,
  ];
}

/** What the rules say of the new files, and the registry with them as far as it says something of the model. */
async function checkNews(
  tree: Tree,
  { model, settings, files }: Pick<Drafted, "model" | "files"> & { readonly settings: RegistrySettings },
): Promise<{ readonly proposed: Registry; readonly findings: readonly Finding[] }> {
  const news = new Map(files.map(({ path, text }) => [path, text]));
  // What the stages hold is read as well: the new version is compared with it.
  const stages = settings.stages.map(({ name }) => pathOf({ kind: "stage", model, stage: name }));
  const paths = [...news.keys(), ...stages];
  const change = await loadChange({ mergeBase: tree, baseTip: tree, head: overlayTree(tree, news), paths });
  const findings = (await checkChange(change)) ?? checkRegistry(change.head);
  return { proposed: change.head, findings: findings.filter(({ path }) => news.has(path)) };
}

async function save(
  inputs: DraftInputs,
  settings: RegistrySettings,
  entry: ModelVersion,
  sources: readonly ArtifactSource[],
  progress: Progress,
): Promise<NonNullable<Drafted["store"]>> {
  const store = await inputs.openStore(settings);
  store.expectTakes?.(entry.artifacts);
  const step = progress.step(
    "saving",
    entry.artifacts.reduce((sum, { size }) => sum + size, 0),
  );
  let saved = 0;
  try {
    await forEachConcurrently(entry.artifacts, PARALLEL_FILES, async (artifact) => {
      const file = sources.find((source) => source.path === artifact.path)?.file ?? "";
      const outcome = await store.save(entry, artifact, localContent(file), {
        onBytes: (count) => step.advance(count),
      });
      if (outcome === "saved") saved++;
    });
  } finally {
    step.end();
  }
  return { name: store.name, saved };
}
