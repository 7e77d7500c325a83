import type { DraftParts } from "../../core/drafts/draft-parts.ts";
import type { VersionScheme } from "../../core/registry/versions/version.ts";
import type { ModelVersion } from "../../schemas/generated/types.ts";
import type { ForeignEvent, ForeignModel, ImportProblem } from "../../core/import/foreign.ts";

/** Another registry, as far as an import needs it. */
export interface ForeignRegistry {
  /** For people: `MLflow at https://mlflow.acme.com`. */
  readonly title: string;
  /** By the names that they have there. */
  readonly models: ReadonlyMap<string, ForeignModel>;
  /** Everything that is known to have happened, oldest first. */
  readonly events: readonly ForeignEvent[];
  /** What cannot come along whatever is asked for. */
  readonly problems: readonly ImportProblem[];
  /** Whether its files are on this machine, so that a dry run may look at them. */
  readonly isLocal: boolean;
  /** The top of the git repository whose tags it is made of. */
  readonly tagsIn?: string;
  /** The version here that one there becomes, by its text alone; undefined where there is none. */
  versionHere(scheme: VersionScheme, version: string): string | undefined;
  /** Why there is none, for people. */
  readonly versionRule: string;
  /** Whether a version that is here is the one there, by what it says of where it comes from. */
  isSame(here: ModelVersion, there: Pick<WantedVersion, "model" | "version">): boolean;
  /**
   * Whether a version could be read, without its files: what a dry run asks where they would have to be fetched.
   *
   * @throws as `readVersion`
   */
  expectReadable?(wanted: Pick<WantedVersion, "model" | "version">): Promise<void>;
  /** Files and facts of a version. Files may lie in `downloads`, which is emptied after each version. */
  readVersion(wanted: WantedVersion): Promise<DraftParts>;
}

export interface WantedVersion {
  readonly model: string;
  readonly version: string;
  readonly downloads: string;
}
