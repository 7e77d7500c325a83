import type { RegistryFile } from "../registry/file.ts";
import type { Problem, Severity } from "../registry/finding.ts";
import type { RegistryOutline } from "../registry/registry.ts";

/** What every rule says of itself: the source of `modelyard explain` and of docs/rules.md. */
export interface RuleText {
  /** In kebab-case, and never changed once released: people search for it. */
  readonly name: string;
  readonly severity: Severity;
  /** What must hold, in one sentence without a closing full stop. */
  readonly title: string;
  /** Why it must hold, and what breaks otherwise. */
  readonly why: string;
  /** How a finding is mended. */
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
}

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
