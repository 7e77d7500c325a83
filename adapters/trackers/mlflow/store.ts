/** The parts of MLflow's records that a draft is made of, whichever store they were read from. */
export interface MlflowRun {
  /** 32 hex digits. */
  readonly id: string;
  readonly experimentId: string;
  /** Such as FINISHED. */
  readonly status: string;
  readonly isDeleted: boolean;
  readonly user?: string | undefined;
  readonly startedMs?: number | undefined;
  readonly finishedMs?: number | undefined;
  /** Where the run's artifacts are stored: a path or an address. */
  readonly artifactUri: string;
  /** The latest values. */
  readonly metrics: Readonly<Record<string, number>>;
  /** MLflow keeps every parameter as text. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly datasets: readonly MlflowDataset[];
  /** The models that the run logged, since MLflow 3. */
  readonly modelIds: readonly string[];
}

export interface MlflowDataset {
  readonly name: string;
  readonly digest: string;
  /** JSON text, whose form depends on where the data is from. */
  readonly source: string;
  /** What it was used for, as it was logged. */
  readonly context?: string | undefined;
}

/** A model as MLflow 3 logs it: an entity of its own, beside the run. */
export interface LoggedModel {
  /** `m-` and 32 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly runId?: string | undefined;
  readonly createdMs?: number | undefined;
  readonly artifactUri: string;
  /** Whether its files were written to the end. */
  readonly isReady: boolean;
  /** Deleted in MLflow, which keeps the files until it is cleaned up: versions that are registered from it still load. */
  readonly isDeleted: boolean;
  /** The latest values. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Metrics that came out differently on several datasets, with the latest value on each. */
  readonly disputed: Readonly<
    Record<string, readonly { readonly dataset: string | undefined; readonly value: number }[]>
  >;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A version in MLflow's own registry. */
export interface RegisteredVersion {
  readonly name: string;
  readonly version: string;
  readonly source: string;
  /** Where the files were when it was registered; the source may lead there over records that are gone since. */
  readonly location?: string | undefined;
  readonly runId?: string | undefined;
  readonly description?: string | undefined;
}

/** What MLflow's registry holds of a model. Times are in ms since 1970. */
export interface RegisteredModel {
  readonly name: string;
  readonly description?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Versions by alias. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Those that are not deleted, in the store's order. */
  readonly versions: readonly ListedVersion[];
}

/** A registered version with all that the registry says of it. */
export interface ListedVersion extends RegisteredVersion {
  /** `None`, `Staging`, `Production` or `Archived`. */
  readonly stage: string;
  /** `READY` when it was registered to the end. */
  readonly status: string;
  readonly user?: string | undefined;
  readonly createdMs?: number | undefined;
  /** The last change of anything: stage, description or tags. */
  readonly updatedMs?: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Which version of a registered model is meant. */
export type WantedVersion =
  | { readonly type: "version"; readonly version: string }
  | { readonly type: "alias"; readonly alias: string }
  /** The highest version in the stage. */
  | { readonly type: "stage"; readonly stage: string }
  | { readonly type: "latest" };

/** A folder of artifacts, and the ways to it. */
export interface ArtifactFolder {
  readonly uri: string;
  /** It lies at this path below the artifacts of this run. */
  readonly run?: { readonly id: string; readonly path: string } | undefined;
  /** It is this logged model. */
  readonly modelId?: string | undefined;
}

/** Where MLflow keeps its records: a server, a folder or a database. What is not there is an InputError. */
export interface MlflowStore {
  /** For messages. */
  readonly name: string;
  /** Whether files are read where they are, and none has to be fetched. */
  readonly isLocal: boolean;
  run(id: string): Promise<MlflowRun>;
  loggedModel(id: string): Promise<LoggedModel>;
  registeredVersion(name: string, wanted: WantedVersion): Promise<RegisteredVersion>;
  /** Where MLflow's own client fetches the files of a version from, whatever became of the records behind its source. */
  locationOf(version: RegisteredVersion): Promise<string>;
  /** Everything in the registry, prompts too. */
  registeredModels(): Promise<readonly RegisteredModel[]>;
  /** Names directly in a folder of artifacts; none when there is no such folder. */
  list(folder: ArtifactFolder): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>;
  /** A folder of this machine with the files; a store elsewhere fetches them. */
  localFolder(folder: ArtifactFolder): Promise<string>;
  /** A page about the run. */
  runAddress(run: MlflowRun): string | undefined;
  close(): Promise<void>;
}
