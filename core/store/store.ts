import type { Artifact } from "../../schemas/generated/types.ts";
import type { FormatName } from "../formats/catalogue.ts";

/** Which version a store is asked about. */
export interface VersionName {
  readonly model: string;
  readonly version: string;
}

/** What a store holds of a version. */
export type StoredVersion =
  | { readonly state: "absent" }
  /** Bytes are there, in part or whole, and the version is not sealed: the lifecycle's Saved. */
  | { readonly state: "draft"; readonly files: readonly StoredFile[] }
  /** Sealed: what is there can no longer change. */
  | { readonly state: "published"; readonly files: readonly StoredFile[]; readonly document: StoredDocument };

export interface StoredFile {
  /** The artifact's path in its version. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex; undefined where the store does not know it without reading the bytes. */
  readonly sha256: string | undefined;
  /** Whether the store says that it has the whole file. */
  readonly complete: boolean;
  /** What the bytes are, by a look at them; undefined where nobody looked. */
  readonly format?: FormatName | undefined;
}

/** The registered version file as it was when the version was sealed. */
export interface StoredDocument {
  readonly sha256: string | undefined;
  /**
   * Of the texts beside the artifacts (`version.yaml`, `SHA256SUMS`) those that are not as they were sealed; undefined where
   * nobody looked.
   */
  readonly damaged?: readonly string[] | undefined;
}

/** Bytes to be stored, readable from any offset as often as needed. */
export interface Content {
  /** The local file that holds them, named to people when it cannot be read or is not what was registered. */
  readonly file?: string;
  open(offsetBytes: number): AsyncIterable<Uint8Array>;
}

/** What a version gets when it is published. */
export interface Seal {
  /** The registered version file's exact bytes. */
  readonly versionFile: Uint8Array;
  /** The commit of the default branch that the version was registered by; undefined where there is no git. */
  readonly commit: string | undefined;
  /** What people read beside the files, in Markdown. */
  readonly notes: string;
}

/** What a sealed version lacks. */
export interface Repair extends TransferOptions {
  readonly contents: ReadonlyMap<Artifact, Content>;
  readonly seal: Seal;
}

export interface InspectOptions {
  /** Looks also where only bytes lie that were saved long ago, which may cost many requests. */
  readonly everywhere?: boolean | undefined;
  /**
   * Believes no name and no mark: digests are those of the bytes that are there, and the texts beside them are read. What
   * was read before and has not been touched since, or what the server itself hashed, is not read again.
   */
  readonly byBytes?: boolean | undefined;
}

export interface TransferOptions {
  /** Called with the number of bytes that were moved since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Where artifacts are stored. Nothing that is there is ever overwritten, and every method may be repeated after a failure.
 * A method fails with OutsideError when the store cannot be reached or refuses.
 */
export interface ArtifactStore {
  /** For people: `file:/srv/models`, `github-releases of acme/models`. */
  readonly name: string;
  /**
   * Refuses a version that the store can never hold, before anything of it is saved.
   *
   * @throws InputError
   */
  expectTakes?(artifacts: readonly Artifact[]): void;
  /** What is stored of a version. */
  inspect(version: VersionName, artifacts: readonly Artifact[], options?: InspectOptions): Promise<StoredVersion>;
  /** Many versions will be asked about: a store that can look at all of them at once does. */
  lookAtAll?(): Promise<void>;
  /** What earlier runs found published, where asking for each version costs too much. */
  readonly ledger?: PublishedLedger;
  /**
   * Puts one artifact's bytes into the unsealed version. Bytes of another digest are an error and are not stored; neither
   * are bytes that cannot be read, which nobody tries again.
   */
  save(
    version: VersionName,
    artifact: Artifact,
    content: Content,
    options?: TransferOptions,
  ): Promise<"saved" | "already-there">;
  /**
   * Puts the right bytes in the place of wrong or missing ones of a sealed version, and its texts as they were sealed. In a
   * folder or a bucket, the wrong bytes are kept under another name.
   */
  repair(version: VersionName, artifacts: readonly Artifact[], repair: Repair): Promise<void>;
  /** The last write: checks that every artifact is whole, then marks the version as published. */
  seal(version: VersionName, artifacts: readonly Artifact[], seal: Seal): Promise<void>;
  /** The bytes of one artifact from `offsetBytes` on. They are not verified here: whoever reads them hashes them. */
  read(version: VersionName, artifact: Artifact, offsetBytes: number): AsyncIterable<Uint8Array>;
  /** Versions that were saved and never published, where the store can tell. */
  listDrafts?(options?: { readonly everywhere?: boolean }): Promise<readonly SavedDraft[]>;
  removeDraft?(draft: SavedDraft): Promise<void>;
}

/** Remembers of a registry what is published of it. */
export interface PublishedLedger {
  /** @param registry the repository's folder that holds it, with a closing slash; empty for the root */
  read(registry: string): Promise<PublishedUpTo | undefined>;
  write(registry: string, upTo: PublishedUpTo): Promise<void>;
}

/** All versions that are registered as of a commit are published as they are there. */
export interface PublishedUpTo {
  readonly commit: string;
  /** The version files of those that are not, by their paths in the registry's folder. */
  readonly except: readonly string[];
}

/** A version's bytes in the store that nobody published. */
export interface SavedDraft extends VersionName {
  readonly id: string;
  /** RFC 3339 in UTC. */
  readonly savedAt: string;
  /** An open pull request adds the version, or it has been merged since: its bytes are still needed. */
  readonly isWanted: boolean;
  /** The version is published beside it, by another run than the one that made it and was stopped. */
  readonly isDuplicate: boolean;
}
