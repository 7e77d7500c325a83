import type {
  Dataset,
  DatasetVersion,
  Model,
  ModelVersion,
  RegistrySettings,
  Stage,
  Status,
} from "../../schemas/generated/types.ts";
import type { RegistryFile } from "./file.ts";
import type { OutsideFiles } from "./outside.ts";
import type { TreeEntry } from "../tree/tree.ts";

/** A whole registry as read from one tree. Files that could not be understood are in `files` alone. */
export interface Registry extends RegistryOutline {
  readonly models: ReadonlyMap<string, ModelEntry>;
  readonly datasets: ReadonlyMap<string, DatasetEntry>;
}

/** What rules on a whole registry look at: of its many versions only what they say of other files. */
export interface RegistryOutline extends OutsideFiles {
  readonly treeId: string;
  readonly entries: readonly TreeEntry[];
  /** Every file that the layout knows, by path, whole or not. */
  readonly files: ReadonlyMap<string, RegistryFile>;
  /** Entries below `registry/` that the layout does not know, symbolic links and submodules among them. */
  readonly unexpected: readonly TreeEntry[];
  readonly settings: Entry<RegistrySettings> | undefined;
  readonly models: ReadonlyMap<string, ModelOutline>;
  readonly datasets: ReadonlyMap<string, DatasetOutline>;
}

/** A file's checked content, with the file for positions. */
export interface Entry<Content> {
  readonly file: RegistryFile;
  readonly value: Content;
}

export interface ModelEntry extends ModelOutline {
  readonly versions: ReadonlyMap<string, Entry<ModelVersion>>;
}

export interface ModelOutline {
  readonly name: string;
  readonly model: Entry<Model> | undefined;
  readonly versions: ReadonlyMap<string, Entry<VersionLinks>>;
  readonly stages: ReadonlyMap<string, Entry<Stage>>;
  readonly statuses: ReadonlyMap<string, Entry<Status>>;
}

/** What a model version says of other files. */
export interface VersionLinks extends Pick<ModelVersion, "base"> {
  readonly datasets?: readonly { readonly name?: string; readonly version?: string }[];
}

export interface DatasetEntry extends DatasetOutline {
  readonly versions: ReadonlyMap<string, Entry<DatasetVersion>>;
}

export interface DatasetOutline {
  readonly name: string;
  readonly dataset: Entry<Dataset> | undefined;
  readonly versions: ReadonlyMap<string, Entry<DataOrigin>>;
}

/** What a dataset version says of data elsewhere. */
export type DataOrigin = Pick<DatasetVersion, "source" | "digest">;
