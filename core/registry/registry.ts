import type {
  Dataset,
  DatasetVersion,
  Model,
  ModelVersion,
  RegistrySettings,
  Stage,
  Status,
} from "../../schemas/generated/types.ts";
import { CODEOWNERS_PATHS, type CodeOwners, findCodeOwners } from "./codeowners.ts";
import { type RegistryFile, contentOf, readRegistryFile } from "./file.ts";
import { compareText } from "./finding.ts";
import { type Identity, identify, isProse } from "./paths.ts";
import { MAX_FILE_BYTES, REGISTRY_FOLDER, type Tree, type TreeEntry, isPlainFile } from "./tree.ts";

/** A whole registry as read from one tree. Files that could not be understood are in `files` alone. */
export interface Registry {
  readonly treeId: string;
  readonly entries: readonly TreeEntry[];
  /** Every file that the layout knows, by path, whole or not. */
  readonly files: ReadonlyMap<string, RegistryFile>;
  /** Entries below `registry/` that the layout does not know, symbolic links and submodules among them. */
  readonly strangers: readonly TreeEntry[];
  /** Who GitHub asks for review; the one file outside `registry/` that rules look at. */
  readonly codeOwners: CodeOwners | undefined;
  readonly settings: Entry<RegistrySettings> | undefined;
  readonly models: ReadonlyMap<string, ModelEntry>;
  readonly datasets: ReadonlyMap<string, DatasetEntry>;
}

/** A file's checked content, with the file for positions. */
export interface Entry<Content> {
  readonly file: RegistryFile;
  readonly value: Content;
}

export interface ModelEntry {
  readonly name: string;
  readonly model: Entry<Model> | undefined;
  readonly versions: ReadonlyMap<string, Entry<ModelVersion>>;
  readonly stages: ReadonlyMap<string, Entry<Stage>>;
  readonly statuses: ReadonlyMap<string, Entry<Status>>;
}

export interface DatasetEntry {
  readonly name: string;
  readonly dataset: Entry<Dataset> | undefined;
  readonly versions: ReadonlyMap<string, Entry<DatasetVersion>>;
}

/** Reads every registry file of `tree`. Never throws for what people wrote: rules find that in the result. */
export async function readRegistry(tree: Tree): Promise<Registry> {
  const entries = (await tree.list(REGISTRY_FOLDER)).toSorted((a, b) => compareText(a.path, b.path));
  const known: { entry: TreeEntry; identity: Identity }[] = [];
  const strangers: TreeEntry[] = [];
  for (const entry of entries) {
    const identity = isPlainFile(entry) ? identify(entry.path) : undefined;
    if (identity) known.push({ entry, identity });
    else if (!isPlainFile(entry) || !isProse(entry.path)) strangers.push(entry);
  }
  const readable = known.filter(({ entry }) => entry.sizeBytes <= MAX_FILE_BYTES);
  const contents = await tree.read([...readable.map(({ entry }) => entry.path), ...CODEOWNERS_PATHS]);
  const files = known.map(({ entry, identity }) => {
    // A file over the limit is never fetched: its size alone says what is wrong.
    const bytes = contents.get(entry.path) ?? new Uint8Array(entry.sizeBytes > MAX_FILE_BYTES ? MAX_FILE_BYTES + 1 : 0);
    return readRegistryFile(entry, identity, bytes);
  });
  return { ...assemble(tree.id, entries, files, strangers), codeOwners: findCodeOwners(contents) };
}

function assemble(
  treeId: string,
  entries: readonly TreeEntry[],
  files: readonly RegistryFile[],
  strangers: readonly TreeEntry[],
): Omit<Registry, "codeOwners"> {
  let settings: Entry<RegistrySettings> | undefined;
  const models = new Map<string, MutableModelEntry>();
  const datasets = new Map<string, MutableDatasetEntry>();
  const model = (name: string) => upsert(models, name, emptyModel);
  const dataset = (name: string) => upsert(datasets, name, emptyDataset);

  for (const file of files) {
    const { identity } = file;
    switch (identity.kind) {
      case "registry":
        settings = entryOf(file, contentOf(file, "registry"));
        break;
      case "model":
        model(identity.model).model = entryOf(file, contentOf(file, "model"));
        break;
      case "model-version":
        add(model(identity.model).versions, identity.version, entryOf(file, contentOf(file, "model-version")));
        break;
      case "stage":
        add(model(identity.model).stages, identity.stage, entryOf(file, contentOf(file, "stage")));
        break;
      case "status":
        add(model(identity.model).statuses, identity.version, entryOf(file, contentOf(file, "status")));
        break;
      case "dataset":
        dataset(identity.dataset).dataset = entryOf(file, contentOf(file, "dataset"));
        break;
      case "dataset-version":
        add(dataset(identity.dataset).versions, identity.version, entryOf(file, contentOf(file, "dataset-version")));
        break;
    }
  }
  return { treeId, entries, files: new Map(files.map((file) => [file.path, file])), strangers, settings, models, datasets };
}

interface MutableModelEntry extends ModelEntry {
  model: Entry<Model> | undefined;
  readonly versions: Map<string, Entry<ModelVersion>>;
  readonly stages: Map<string, Entry<Stage>>;
  readonly statuses: Map<string, Entry<Status>>;
}

interface MutableDatasetEntry extends DatasetEntry {
  dataset: Entry<Dataset> | undefined;
  readonly versions: Map<string, Entry<DatasetVersion>>;
}

const emptyModel = (name: string): MutableModelEntry => ({
  name,
  model: undefined,
  versions: new Map(),
  stages: new Map(),
  statuses: new Map(),
});

const emptyDataset = (name: string): MutableDatasetEntry => ({ name, dataset: undefined, versions: new Map() });

function entryOf<Content>(file: RegistryFile, value: Content | undefined): Entry<Content> | undefined {
  return value === undefined ? undefined : { file, value };
}

function add<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value !== undefined) map.set(key, value);
}

function upsert<Value>(map: Map<string, Value>, key: string, make: (key: string) => Value): Value {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const made = make(key);
  map.set(key, made);
  return made;
}
