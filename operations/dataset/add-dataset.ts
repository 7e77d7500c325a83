import { createBelow } from "../../adapters/files/write-below.ts";
import { readCodeState } from "../../adapters/git/repository.ts";
import { openFolder } from "../../adapters/trees/folder.ts";
import { checkChange } from "../../core/change-check/check-change.ts";
import { loadChange } from "../../core/change-check/load-change.ts";
import { InputError } from "../../core/errors.ts";
import type { Finding } from "../../core/registry/finding.ts";
import { isName } from "../../core/registry/names/names.ts";
import { overlayTree } from "../../core/tree/overlay.ts";
import { datasetFolder, pathOf } from "../../core/registry/names/paths.ts";
import { PartialRegistry } from "../../core/registry/reading/partial.ts";
import type { DatasetEntry } from "../../core/registry/registry.ts";
import { RegistryReader } from "../../core/registry/registry-reader.ts";
import { compareText } from "../../core/text/order.ts";
import type { Tree } from "../../core/tree/tree.ts";
import { isVersionOf } from "../../core/registry/versions/version.ts";
import { renderRegistryFile } from "../../core/drafts/write.ts";
import { checkRegistry } from "../../core/rules/index.ts";
import type { Dataset, DatasetVersion } from "../../schemas/generated/types.ts";
import { type DatasetSource, describeDataset } from "./read-source.ts";
import { schemaReference } from "../workspace/change-target.ts";

export interface AddDatasetOptions {
  /** The registry's root. */
  readonly folder: string;
  readonly dataset: string;
  /** Without it, the next whole number. */
  readonly version?: string | undefined;
  readonly source: DatasetSource;
  readonly description?: string | undefined;
  /** From git unless given. */
  readonly author?: string | undefined;
  /** RFC 3339 in UTC. */
  readonly now: string;
  readonly dryRun?: boolean | undefined;
}

export interface AddedDataset {
  readonly dataset: string;
  readonly version: string;
  readonly content: DatasetVersion;
  /** Files that were written, or would be: path from the registry's root, and text. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly notes: readonly string[];
  /** What the rules say about the new files; with an error among them, nothing was written. */
  readonly findings: readonly Finding[];
  readonly written: boolean;
  /** A version with this digest is registered already. */
  readonly unchanged: boolean;
}

/**
 * Writes a dataset version: which bytes it is, by their digest, and where they are kept. The bytes stay where they are.
 *
 * @throws InputError `dataset-name-invalid`, `version-exists`, `version-invalid`, and as the source's reader does
 * @example
 * await addDataset({ folder: ".", dataset: "customers", source: { type: "dvc", path: "data/train.csv.dvc" }, now });
 * // writes registry/datasets/customers/versions/4.yaml
 */
export async function addDataset(options: AddDatasetOptions): Promise<AddedDataset> {
  const { folder, dataset, now } = options;
  const tree = openFolder(folder);
  await new RegistryReader(tree).settings();
  refuseBadName(dataset);
  const facts = await describeDataset(options.source);
  const entry = await readDataset(tree, dataset);
  const known = existing(entry, { version: options.version, digest: facts.digest });
  const notes = [...facts.notes];
  if (known !== undefined) {
    const { version } = known;
    return { dataset, version, content: known, files: [], notes, findings: [], written: false, unchanged: true };
  }

  const version = options.version ?? nextInteger(dataset, [...(entry?.versions.keys() ?? [])]);
  const description = options.description ?? facts.description;
  const content: DatasetVersion = {
    schema: "dataset-version/1",
    dataset,
    version,
    created_at: now,
    author: options.author ?? (await readCodeState(folder))?.author ?? "unknown",
    ...(description === undefined ? {} : { description }),
    digest: facts.digest,
    ...(facts.sizeBytes === undefined ? {} : { size: facts.sizeBytes }),
    ...(facts.files === undefined ? {} : { files: facts.files }),
    ...(facts.source === undefined ? {} : { source: facts.source }),
  };
  const files = await newFiles(tree, content);
  const findings = await check(options, files);
  const result = { dataset, version, content, files, notes, findings, unchanged: false };
  const refused = findings.some(({ severity }) => severity === "error");
  if (refused || options.dryRun === true) return { ...result, written: false };
  for (const { path, text } of files) {
    const isNew = await createBelow(folder, path, text);
    if (!isNew && path === pathOf({ kind: "dataset-version", dataset, version })) throw justWritten(dataset, version);
  }
  return { ...result, written: true };
}

function refuseBadName(dataset: string): void {
  if (isName(dataset)) return;
  throw new InputError({
    code: "dataset-name-invalid",
    message: `${JSON.stringify(dataset)} cannot be a dataset's name`,
    hint: "Names have lower-case letters, digits, - and _, at most 64, and none that Windows reserves.",
  });
}

/** The version that says this already: the one of that name, or any with the digest where none was named. */
function existing(
  entry: DatasetEntry | undefined,
  { version, digest }: { readonly version: string | undefined; readonly digest: string },
): DatasetVersion | undefined {
  const versions = [...(entry?.versions.values() ?? [])].map(({ value }) => value);
  if (version === undefined) return versions.find((each) => each.digest === digest);
  const same = versions.find((each) => each.version === version);
  if (same === undefined || same.digest === digest) return same;
  throw new InputError({
    code: "version-exists",
    message: `${same.dataset} ${version} exists already, with the digest ${same.digest}`,
    hint: `A version never changes once it is written, and this has ${digest}: leave --version out for the next one.`,
    path: pathOf({ kind: "dataset-version", dataset: same.dataset, version }),
  });
}

function justWritten(dataset: string, version: string): InputError {
  return new InputError({
    code: "version-exists",
    message: `${dataset} ${version} was written by somebody else at the same moment`,
    hint: "Run the same command again.",
    path: pathOf({ kind: "dataset-version", dataset, version }),
  });
}

function nextInteger(dataset: string, versions: readonly string[]): string {
  const integers = versions.filter((version) => isVersionOf("integer", version)).map(Number);
  if (integers.length < versions.length) {
    throw new InputError({
      code: "version-invalid",
      message: `The versions of ${dataset} are no whole numbers: ${versions.toSorted(compareText).at(-1)}`,
      hint: "Name the version with --version.",
    });
  }
  return String(Math.max(0, ...integers) + 1);
}

async function newFiles(tree: Tree, content: DatasetVersion): Promise<AddedDataset["files"]> {
  const { dataset, version } = content;
  const path = pathOf({ kind: "dataset-version", dataset, version });
  const text = renderRegistryFile(content, await schemaReference(tree, path, "dataset-version"));
  const datasetPath = pathOf({ kind: "dataset", dataset });
  if ((await tree.read([datasetPath])).size > 0) return [{ path, text }];
  const first: Dataset = { schema: "dataset/1", name: dataset };
  const datasetText = renderRegistryFile(first, await schemaReference(tree, datasetPath, "dataset"));
  return [
    { path: datasetPath, text: datasetText },
    { path, text },
  ];
}

async function check({ folder }: AddDatasetOptions, files: AddedDataset["files"]): Promise<readonly Finding[]> {
  const tree = openFolder(folder);
  const news = new Map(files.map(({ path, text }) => [path, text]));
  const change = await loadChange({
    mergeBase: tree,
    baseTip: tree,
    head: overlayTree(tree, news),
    paths: news.keys(),
  });
  const findings = (await checkChange(change)) ?? checkRegistry(change.head);
  return findings.filter(({ path }) => news.has(path));
}

/** All that the registry says of one dataset. */
async function readDataset(tree: Tree, dataset: string): Promise<DatasetEntry | undefined> {
  const part = new PartialRegistry(tree);
  await part.list([datasetFolder(dataset)]);
  await part.read(part.paths());
  return (await part.registry()).datasets.get(dataset);
}
