import type { RegistryFile } from "../registry/file.ts";
import type { Problem, Severity } from "../registry/finding.ts";
import type { RegistryOutline } from "../registry/registry.ts";
import { identify } from "../registry/names/paths.ts";
import { REGISTRY_FOLDER } from "../tree/tree.ts";
import type { Touched } from "./touched.ts";

/** What every rule says of itself: the source of `modelyard explain` and of docs/rules.md. */
export interface RuleText {
  /** In kebab-case, and never changed once released: people search for it. */
  readonly name: string;
  readonly severity: Severity;
  /** What must hold, in one sentence without a closing full stop. */
  readonly title: string;
  /** Why it must hold, and what breaks otherwise. */
  readonly why: string;
  /** How to correct a finding. */
  readonly hint: string;
}

/** A rule that looks at one file, whatever else the registry holds. */
export interface FileRule extends RuleText {
  readonly scope: "file";
  check(file: RegistryFile): Iterable<Problem>;
}

/** A rule that looks at how the files of one tree fit together. */
export interface RegistryRule extends RuleText {
  readonly scope: "registry";
  check(registry: RegistryOutline): Iterable<Problem>;
  /**
   * What a pull request has to look at for this rule besides the files that it touches: a check of the change alone must
   * find whatever the change breaks. `"touched-files"` where the rule finds nothing elsewhere and needs nothing else.
   *
   * Changes of registry.yaml and deleted versions are not of interest here: they have the whole registry checked.
   */
  readonly reach: "touched-files" | ((change: TouchedRegistry) => Reach);
}

/** A registry before and after a change, as far as it was read: what the change touches, and little more. */
export interface TouchedRegistry {
  readonly touched: Touched;
  readonly before: RegistryOutline;
  readonly after: RegistryOutline;
}

/** How far the effects of a change reach for one rule. */
export interface Reach {
  /** Paths outside of the change at which the rule may find something now; `"anywhere"` for all of them. */
  readonly paths: "anywhere" | readonly string[];
  /** What must be read for the rule to be right about these and the touched paths. */
  readonly needs?: readonly Need[];
}

/** A part of the registry that a rule needs. */
export interface Need {
  /** The files and folders to list. */
  readonly list: readonly string[];
  /** Which of the files listed by now to read; none of them where this is left out. */
  readonly read?: (path: string) => boolean;
  /** Left out where a file stands at this path, once everything else was listed. */
  readonly unlessFile?: string;
}

/** Every model.yaml. */
export const ALL_MODEL_FILES: Need = {
  list: [`${REGISTRY_FOLDER}/models`],
  read: (path) => identify(path)?.kind === "model",
};

export type TreeRule = FileRule | RegistryRule;

/** What DVC recorded at the place that a dataset version names. */
export interface DataPointer {
  readonly dataset: string;
  readonly version: string;
  readonly commit: string;
  /** Of the pointer, from the repository's root. */
  readonly path: string;
  readonly digest: string;
}

/** A rule that holds the registry against what lies beside it, as far as that is at hand. */
export interface DataRule extends RuleText {
  readonly scope: "data";
  check(registry: RegistryOutline, pointers: readonly DataPointer[]): Iterable<Problem>;
}
