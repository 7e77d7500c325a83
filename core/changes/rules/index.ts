import { type Finding, compareFindings } from "../../registry/finding.ts";
import { changeUnrecognised } from "./change-unrecognised.ts";
import { commitTime } from "./commit-time.ts";
import { mergeConflict } from "./merge-conflict.ts";
import { modelDeleted } from "./model-deleted.ts";
import { registryTwin } from "./registry-twin.ts";
import { report } from "../../rules/report.ts";
import { promotionDeprecated } from "./promotion-deprecated.ts";
import { promotionWithPolicy } from "./promotion-with-policy.ts";
import type { ChangeRule, Comparison } from "./rule.ts";
import { stageDeleted } from "./stage-deleted.ts";
import { stageRemoved } from "./stage-removed.ts";
import { versionChanged } from "./version-changed.ts";
import { versionDeleted } from "./version-deleted.ts";
import { versionOrder } from "./version-order.ts";
import { versionRenamed } from "./version-renamed.ts";
import { versioningChanged } from "./versioning-changed.ts";
import { withdrawalInStage } from "./withdrawal-in-stage.ts";

/** Every rule on changes. */
export const CHANGE_RULES: readonly ChangeRule[] = [
  changeUnrecognised,
  mergeConflict,
  commitTime,
  registryTwin,
  versionChanged,
  versionDeleted,
  versionRenamed,
  versionOrder,
  versioningChanged,
  modelDeleted,
  promotionWithPolicy,
  promotionDeprecated,
  withdrawalInStage,
  stageRemoved,
  stageDeleted,
];

/**
 * Runs `rules` on a comparison and collects every finding, errors first.
 *
 * @example checkChanges({ base, head, changes: compareRegistries(base, head) })
 */
export function checkChanges(comparison: Comparison, rules: readonly ChangeRule[] = CHANGE_RULES): Finding[] {
  return rules.flatMap((rule) => report(rule, rule.check(comparison))).sort(compareFindings);
}
