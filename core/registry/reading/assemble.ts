import type {
  Dataset,
  DatasetVersion,
  Model,
  ModelVersion,
  RegistryFileByKind,
  RegistrySettings,
  Stage,
  Status,
} from "../../../schemas/generated/types.ts";
import { type RegistryFile, contentOf } from "../file.ts";
import type { OutsideFiles } from "../outside.ts";
import { type Identity, type Kind, identify, isProse } from "../names/paths.ts";
import type { DatasetEntry, Entry, ModelEntry, Registry } from "../registry.ts";
import { type TreeEntry, isPlainFile } from "../../tree/tree.ts";

/** Divides the entries into those that the layout has a place for and unexpected ones; prose is neither. */
export function divide(
  entries: readonly TreeEntry[],
  fileOf: (entry: TreeEntry, identity: Identity) => RegistryFile,
): { readonly files: readonly RegistryFile[]; readonly unexpected: readonly TreeEntry[] } {
  const files: RegistryFile[] = [];
  const unexpected: TreeEntry[] = [];
  for (const entry of entries) {
    const identity = isPlainFile(entry) ? identify(entry.path) : undefined;
    if (identity !== undefined) files.push(fileOf(entry, identity));
    else if (!isPlainFile(entry) || !isProse(entry.path)) unexpected.push(entry);
  }
  return { files, unexpected };
}

/** A file's content, read as `kind`; undefined where it is not whole. */
type ReadContent = <K extends Kind>(file: RegistryFile, kind: K) => RegistryFileByKind[K] | undefined;

/** Puts what was read of the files into its places; what could not be understood is in `files` alone. */
export function assemble(
  treeId: string,
  entries: readonly TreeEntry[],
  { files, unexpected }: ReturnType<typeof divide>,
  contentIn: ReadContent = contentOf,
): Omit<Registry, keyof OutsideFiles> {
  let settings: Entry<RegistrySettings> | undefined;
  const models = new Map<string, MutableModelEntry>();
  const datasets = new Map<string, MutableDatasetEntry>();
  const model = (name: string) => upsert(models, name, emptyModel);
  const dataset = (name: string) => upsert(datasets, name, emptyDataset);

  for (const file of files) {
    const { identity } = file;
    switch (identity.kind) {
      case "registry":
        settings = entryOf(file, contentIn(file, "registry"));
        break;
      case "model":
        model(identity.model).model = entryOf(file, contentIn(file, "model"));
        break;
      case "model-version":
        add(model(identity.model).versions, identity.version, entryOf(file, contentIn(file, "model-version")));
        break;
      case "stage":
        add(model(identity.model).stages, identity.stage, entryOf(file, contentIn(file, "stage")));
        break;
      case "status":
        add(model(identity.model).statuses, identity.version, entryOf(file, contentIn(file, "status")));
        break;
      case "dataset":
        dataset(identity.dataset).dataset = entryOf(file, contentIn(file, "dataset"));
        break;
      case "dataset-version":
        add(dataset(identity.dataset).versions, identity.version, entryOf(file, contentIn(file, "dataset-version")));
        break;
    }
  }
  return {
    treeId,
    entries,
    files: new Map(files.map((file) => [file.path, file])),
    unexpected,
    settings,
    models,
    datasets,
  };
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
