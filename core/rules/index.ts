import { type Finding, compareFindings } from "../registry/finding.ts";
import type { Registry } from "../registry/registry.ts";
import { datasetMissing } from "./dataset-missing.ts";
import { pathMismatch } from "./path-mismatch.ts";
import type { TreeRule } from "./rule.ts";
import { schema } from "./schema.ts";
import { schemaNewer } from "./schema-newer.ts";
import { settingsMissing } from "./settings-missing.ts";
import { stageUndeclared } from "./stage-undeclared.ts";
import { stageWithdrawn } from "./stage-withdrawn.ts";
import { versionMissing } from "./version-missing.ts";
import { versionScheme } from "./version-scheme.ts";
import { yamlSyntax } from "./yaml-syntax.ts";

/** Every rule on one tree. */
export const TREE_RULES: readonly TreeRule[] = [
  yamlSyntax,
  schema,
  schemaNewer,
  pathMismatch,
  settingsMissing,
  stageUndeclared,
  stageWithdrawn,
  versionMissing,
  datasetMissing,
  versionScheme,
];

/** Runs `rules` on `registry` and collects every finding, errors first. */
export function checkRegistry(registry: Registry, rules: readonly TreeRule[] = TREE_RULES): Finding[] {
  const findings: Finding[] = [];
  for (const rule of rules) {
    const { name, severity } = rule;
    const report = (problem: Omit<Finding, "rule" | "severity">) => findings.push({ rule: name, severity, ...problem });
    if (rule.scope === "registry") for (const problem of rule.check(registry)) report(problem);
    else for (const file of registry.files.values()) for (const problem of rule.check(file)) report(problem);
  }
  return findings.sort(compareFindings);
}
