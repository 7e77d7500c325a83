import type { RegistryFile } from "../registry/file.ts";
import { type Finding, compareFindings } from "../registry/finding.ts";
import { type CheckedDocument, outlineOf } from "../registry/reading/outline.ts";
import type { RegistryOutline } from "../registry/registry.ts";
import { MAX_MENDED, report } from "./report.ts";
import { ambiguousScalar } from "./values/ambiguous-scalar.ts";
import { artifactCollision } from "./versions/artifact-collision.ts";
import { artifactPath } from "./versions/artifact-path.ts";
import { codeownersStale } from "./versions/codeowners-stale.ts";
import { datasetDigest } from "./versions/dataset-digest.ts";
import { datasetMissing } from "./versions/dataset-missing.ts";
import { fileKind } from "./layout/file-kind.ts";
import { fileMode } from "./layout/file-mode.ts";
import { fileSize } from "./layout/file-size.ts";
import { fileUnexpected } from "./layout/file-unexpected.ts";
import { gitAttributes } from "./layout/git-attributes.ts";
import { formatGrant } from "./stages/format-grant.ts";
import { formatUnknown } from "./versions/format-unknown.ts";
import { metricUndeclared } from "./stages/metric-undeclared.ts";
import { nameCollision } from "./layout/name-collision.ts";
import { nameInvalid } from "./layout/name-invalid.ts";
import { numberUnsafe } from "./values/number-unsafe.ts";
import { ownersMissing } from "./versions/owners-missing.ts";
import { pathMismatch } from "./layout/path-mismatch.ts";
import type { DataPointer, DataRule, TreeRule } from "./rule.ts";
import { policyFormat } from "./stages/policy-format.ts";
import { schema } from "./values/schema.ts";
import { schemaNewer } from "./values/schema-newer.ts";
import { settingsMissing } from "./layout/settings-missing.ts";
import { signatureDuplicate } from "./versions/signature-duplicate.ts";
import { soakWithoutAfter } from "./stages/soak-without-after.ts";
import { stageCycle } from "./stages/stage-cycle.ts";
import { stageDuplicate } from "./stages/stage-duplicate.ts";
import { stageForm } from "./stages/stage-form.ts";
import { stageUndeclared } from "./stages/stage-undeclared.ts";
import { stageWithdrawn } from "./stages/stage-withdrawn.ts";
import { timeImpossible } from "./values/time-impossible.ts";
import { timeOrder } from "./values/time-order.ts";
import { versionMissing } from "./versions/version-missing.ts";
import { versionScheme } from "./versions/version-scheme.ts";
import { yamlAnchor } from "./yaml/yaml-anchor.ts";
import { yamlBom } from "./yaml/yaml-bom.ts";
import { yamlCharacters } from "./yaml/yaml-characters.ts";
import { yamlDepth } from "./yaml/yaml-depth.ts";
import { yamlDirective } from "./yaml/yaml-directive.ts";
import { yamlDocuments } from "./yaml/yaml-documents.ts";
import { yamlDuplicateKey } from "./yaml/yaml-duplicate-key.ts";
import { yamlKey } from "./yaml/yaml-key.ts";
import { yamlMergeKey } from "./yaml/yaml-merge-key.ts";
import { yamlSyntax } from "./yaml/yaml-syntax.ts";
import { yamlTab } from "./yaml/yaml-tab.ts";
import { yamlTag } from "./yaml/yaml-tag.ts";

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
  gitAttributes,
  // Models, datasets and their versions
  versionMissing,
  versionScheme,
  datasetMissing,
  artifactPath,
  artifactCollision,
  formatUnknown,
  policyFormat,
  formatGrant,
  signatureDuplicate,
  ownersMissing,
  codeownersStale,
  // Stages and gates
  stageForm,
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
  return ofFile(file, rules, report);
}

/** `checkFile` for `--fix`: far more findings of each rule, since each may have a fix. */
export function checkFileToFix(file: RegistryFile): Finding[] {
  return ofFile(file, TREE_RULES, (rule, problems) => report(rule, problems, MAX_MENDED));
}

function ofFile(file: RegistryFile, rules: readonly TreeRule[], reportOf: typeof report): Finding[] {
  const findings = rules.flatMap((rule) => (rule.scope === "file" ? reportOf(rule, rule.check(file)) : []));
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
