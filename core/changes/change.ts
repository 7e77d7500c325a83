import type { Status } from "../../schemas/generated/types.ts";
import type { Identity } from "../registry/names/paths.ts";
import type { ValueChange } from "./values.ts";

/** What a withdrawal says of a version. */
export type Withdrawal = Pick<Status, "status" | "reason">;

interface AtPath {
  /** The file in head, or in base where it was deleted; relative to the registry's root. */
  readonly path: string;
}
interface OfModel extends AtPath {
  readonly model: string;
}
interface OfVersion extends OfModel {
  readonly version: string;
}
interface OfStage extends OfModel {
  readonly stage: string;
}
interface OfDataset extends AtPath {
  readonly dataset: string;
}
interface OfDatasetVersion extends OfDataset {
  readonly version: string;
}
interface WithValues {
  /** What differs, key by key. */
  readonly values: readonly ValueChange[];
}

/** Something that is different in head from what it is in base, under the name that people have for it. */
export type Change =
  | ({ readonly type: "settings-added" } & AtPath)
  /** Stages, gates or the store: what judges promotions. */
  | ({ readonly type: "settings-policy-changed" } & AtPath & WithValues)
  | ({ readonly type: "settings-edited" } & AtPath & WithValues)
  | ({ readonly type: "settings-deleted" } & AtPath)
  | ({ readonly type: "model-added" } & OfModel)
  /** Gates, owners, versioning, or the direction of a metric: what judges promotions. */
  | ({ readonly type: "model-policy-changed" } & OfModel & WithValues)
  | ({ readonly type: "model-edited" } & OfModel & WithValues)
  | ({ readonly type: "model-deleted" } & OfModel)
  | ({ readonly type: "version-added" } & OfVersion)
  | ({ readonly type: "version-changed" } & OfVersion & WithValues)
  | ({ readonly type: "version-deleted" } & OfVersion)
  | ({ readonly type: "version-renamed"; readonly from: OfVersion } & OfVersion)
  | ({
      readonly type: "promotion";
      /** The version that the stage holds in base; null: none. */
      readonly from: string | null;
      readonly to: string;
      /** The version held this stage before; undefined until somebody asked history. */
      readonly rollback?: boolean;
    } & OfStage)
  | ({ readonly type: "stage-cleared"; readonly from: string | null } & OfStage)
  | ({ readonly type: "stage-deleted"; readonly from: string | null } & OfStage)
  | ({ readonly type: "withdrawal-added" } & OfVersion & Withdrawal)
  | ({ readonly type: "withdrawal-changed"; readonly from: Withdrawal } & OfVersion & Withdrawal)
  /** `from` is undefined where the file in base could not be read. */
  | ({ readonly type: "withdrawal-lifted"; readonly from: Withdrawal | undefined } & OfVersion)
  | ({ readonly type: "dataset-added" } & OfDataset)
  | ({ readonly type: "dataset-edited" } & OfDataset & WithValues)
  | ({ readonly type: "dataset-deleted" } & OfDataset)
  | ({ readonly type: "dataset-version-added" } & OfDatasetVersion)
  | ({ readonly type: "dataset-version-changed" } & OfDatasetVersion & WithValues)
  | ({ readonly type: "dataset-version-deleted" } & OfDatasetVersion)
  | ({ readonly type: "dataset-version-renamed"; readonly from: OfDatasetVersion } & OfDatasetVersion)
  /** A README.md. */
  | ({ readonly type: "prose-changed"; readonly how: "added" | "edited" | "deleted" } & AtPath)
  /** Only comments, formatting or the order of keys. */
  | ({ readonly type: "formatting-changed"; readonly identity: Identity } & AtPath)
  /** Something that the layout has no place for went away. */
  | ({ readonly type: "unexpected-deleted" } & AtPath)
  /** No type covers it, so nobody can say what it would do: always refused. */
  | ({
      readonly type: "unrecognised";
      readonly identity: Identity | undefined;
      /** What the file is, as the end of a sentence that begins with "it is". */
      readonly reason: string;
    } & AtPath);

export type ChangeType = Change["type"];

/** The change of one type, or of several. */
export type ChangeOf<Type extends ChangeType> = Extract<Change, { readonly type: Type }>;

/** The changes of the given types, in the order in which they stand. */
export function changesOf<Type extends ChangeType>(
  changes: readonly Change[],
  ...types: readonly Type[]
): readonly ChangeOf<Type>[] {
  const wanted: readonly string[] = types;
  return changes.filter((change): change is ChangeOf<Type> => wanted.includes(change.type));
}
