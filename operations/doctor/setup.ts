import type { RepositorySettings } from "../../adapters/github/settings/settings.ts";
import type { Observed } from "../../core/gates/verdict.ts";
import type { Finding } from "../../core/registry/finding.ts";
import type { Registry } from "../../core/registry/registry.ts";
import type { UnignoredStore } from "../workspace/unignored-store.ts";
import type { PartUse } from "./parts.ts";
import type { Workflow } from "./workflow.ts";

/** Everything that the checks look at: files as they are, settings as far as they can be seen. */
export interface Setup {
  readonly registry: Registry;
  readonly findings: readonly Finding[];
  /** The registry's folder in the repository, with a closing slash; empty for the repository's root. */
  readonly prefix: string;
  readonly codeOwners: { readonly path: string; readonly text: string } | undefined;
  readonly workflows: readonly Workflow[];
  /** Workflow files that cannot be read as such. */
  readonly brokenWorkflows: readonly string[];
  readonly parts: readonly PartUse[];
  readonly defaultBranch: string;
  /** `2.39.5`; undefined where nothing needs git. */
  readonly gitVersion: Observed<string> | undefined;
  readonly github: Observed<RepositorySettings>;
  readonly store: StoreObserved;
  /** That git would commit the bytes of the store; undefined where it would not. */
  readonly unignoredStore: UnignoredStore | undefined;
  /** Schemas for editors that are not those of this modelyard. */
  readonly outdatedSchemas: readonly string[];
}

/** What a look at the artifact store gave. */
export type StoreObserved =
  | { readonly state: "unconfigured" }
  | { readonly state: "unseen"; readonly reason: string }
  | { readonly state: "unreachable"; readonly name: string; readonly message: string; readonly hint: string }
  | {
      readonly state: "reachable";
      readonly name: string;
      /** Whether the one who asks may write there; `undefined`: only a write would tell. */
      readonly writable: boolean | undefined;
    };
