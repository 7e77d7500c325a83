import type { RegistryFile } from "../registry/file.ts";
import { type Finding, type Problem, compareFindings } from "../registry/finding.ts";
import { type CheckedDocument, outlineOf } from "../registry/outline.ts";
import type { RegistryOutline } from "../registry/registry.ts";
import { ambiguousScalar } from "./ambiguous-scalar.ts";
import { artifactCollision } from "./artifact-collision.ts";
import { artifactPath } from "./artifact-path.ts";
import { codeownersStale } from "./codeowners-stale.ts";
import { datasetDigest } from "./dataset-digest.ts";
import { datasetMissing } from "./dataset-missing.ts";
import { fileKind } from "./file-kind.ts";
import { fileMode } from "./file-mode.ts";
import { fileSize } from "./file-size.ts";
import { fileUnexpected } from "./file-unexpected.ts";
import { formatUnknown } from "./format-unknown.ts";
import { metricUndeclared } from "./metric-undeclared.ts";
import { nameCollision } from "./name-collision.ts";
import { nameInvalid } from "./name-invalid.ts";
import { numberUnsafe } from "./number-unsafe.ts";
import { ownersMissing } from "./owners-missing.ts";
import { pathMismatch } from "./path-mismatch.ts";
import type { DataPointer, DataRule, RuleText, TreeRule } from "./rule.ts";
import { schema } from "./schema.ts";
import { schemaNewer } from "./schema-newer.ts";
import { settingsMissing } from "./settings-missing.ts";
import { signatureDuplicate } from "./signature-duplicate.ts";
import { soakWithoutAfter } from "./soak-without-after.ts";
import { stageCycle } from "./stage-cycle.ts";
import { stageDuplicate } from "./stage-duplicate.ts";
import { stageUndeclared } from "./stage-undeclared.ts";
import { stageWithdrawn } from "./stage-withdrawn.ts";
import { timeImpossible } from "./time-impossible.ts";
import { timeOrder } from "./time-order.ts";
import { versionMissing } from "./version-missing.ts";
import { versionScheme } from "./version-scheme.ts";
import { yamlAnchor } from "./yaml-anchor.ts";
import { yamlBom } from "./yaml-bom.ts";
import { yamlCharacters } from "./yaml-characters.ts";
import { yamlDepth } from "./yaml-depth.ts";
import { yamlDirective } from "./yaml-directive.ts";
import { yamlDocuments } from "./yaml-documents.ts";
import { yamlDuplicateKey } from "./yaml-duplicate-key.ts";
import { yamlKey } from "./yaml-key.ts";
import { yamlMergeKey } from "./yaml-merge-key.ts";
import { yamlSyntax } from "./yaml-syntax.ts";
import { yamlTab } from "./yaml-tab.ts";
import { yamlTag } from "./yaml-tag.ts";

/** Every rule on one tree, in the order in which people read about them. */
export const TREE_RULES: readonly TreeRule[] = [
  // What every YAML reader takes for the same text
  yamlSyntax,
  yamlBom,
  yamlCharacters,
  yamlTab,
  yamlDocuments,
  yamlDirective,
  yamlDuplicateKey,
  yamlKey,
  yamlAnchor,
  yamlMergeKey,
  yamlTag,
  yamlDepth,
  // What a value says
  ambiguousScalar,
  numberUnsafe,
  schema,
  schemaNewer,
  timeImpossible,
  timeOrder,
  // Files and names
  fileKind,
  fileUnexpected,
  fileSize,
  fileMode,
  nameInvalid,
  nameCollision,
  pathMismatch,
  settingsMissing,
  // Models, datasets and their versions
  versionMissing,
  versionScheme,
  datasetMissing,
  artifactPath,
  artifactCollision,
  formatUnknown,
  signatureDuplicate,
  ownersMissing,
  codeownersStale,
  // Stages and gates
  stageUndeclared,
  stageWithdrawn,
  stageDuplicate,
  stageCycle,
  soakWithoutAfter,
  metricUndeclared,
];

/** Runs `rules` on `registry` and collects every finding, errors first. */
export function checkRegistry(registry: RegistryOutline, rules: readonly TreeRule[] = TREE_RULES): Finding[] {
  const ofFiles = [...registry.files.values()].flatMap((file) => checkFile(file, rules));
  return [...ofFiles, ...checkTogether(registry, rules)].sort(compareFindings);
}

/** What the rules have to say about how the files of a registry fit together. */
export function checkTogether(registry: RegistryOutline, rules: readonly TreeRule[] = TREE_RULES): Finding[] {
  return rules.flatMap((rule) => (rule.scope === "registry" ? report(rule, rule.check(registry)) : []));
}

/** What the rules have to say about one file, whatever else the registry holds. */
export function checkFile(file: RegistryFile, rules: readonly TreeRule[] = TREE_RULES): Finding[] {
  const findings = rules.flatMap((rule) => (rule.scope === "file" ? report(rule, rule.check(file)) : []));
  return findings.sort(compareFindings);
}

/** Checks a file by itself, and keeps what the rules on how files fit together need of it. */
export function checkDocument(file: RegistryFile): CheckedDocument {
  return { outline: outlineOf(file), findings: checkFile(file) };
}

/** Every rule on what lies beside the registry. */
export const DATA_RULES: readonly DataRule[] = [datasetDigest];

/** Runs the rules on what lies beside the registry, as far as it was found. */
export function checkData(registry: RegistryOutline, pointers: readonly DataPointer[]): Finding[] {
  return DATA_RULES.flatMap((rule) => report(rule, rule.check(registry, pointers)));
}

function report({ name, severity }: RuleText, problems: Iterable<Problem>): Finding[] {
  return Array.from(problems, (problem) => ({ rule: name, severity, ...problem }));
}
