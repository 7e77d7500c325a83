import type { Status } from "../../schemas/generated/types.ts";

/** Who did something elsewhere. Untrusted text. */
export interface ForeignPerson {
  readonly name: string;
  readonly email?: string | undefined;
}

/** What another registry changed. Models, versions and stages have the names that they have there. */
export type ForeignChange =
  | { readonly type: "registered"; readonly model: string; readonly version: string }
  /** null: the stage is empty from then on. */
  | { readonly type: "stage"; readonly model: string; readonly stage: string; readonly version: string | null }
  /** null: the withdrawal was taken back. */
  | {
      readonly type: "status";
      readonly model: string;
      readonly version: string;
      readonly status: Status["status"] | null;
      readonly reason: string;
    };

/** Something that happened in another registry at one moment. */
export interface ForeignEvent {
  /** What it is called there, such as the tag `churn#prod#3`. Untrusted text. */
  readonly name: string;
  /** RFC 3339 in UTC. */
  readonly time: string;
  /** The other registry keeps no time of this: `time` is that of some other change, the best that there is. */
  readonly isTimeGuessed?: boolean;
  readonly by: ForeignPerson;
  readonly changes: readonly ForeignChange[];
}

/** What the other registry says of a model as a whole. */
export interface ForeignModel {
  readonly description?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** Something of the other registry that is not taken over as it is there. */
export interface ImportProblem {
  /** What it is called there. Untrusted text. */
  readonly about: string;
  /** An error was left out; of a notice the meaning was kept as far as there is a place for it. */
  readonly severity: "error" | "notice";
  readonly message: string;
  readonly hint: string;
}

/** A stage as it is called there; an alias of MLflow is one with `@` before its name. */
export type StageMapping = ReadonlyMap<string, string | null>;
