import type { CheckReport } from "../../core/reports/check-markdown.ts";
import { type Validated, verdictOf } from "../../operations/validate/validate.ts";
import type { Runner } from "../runner.ts";

/** The report on a check: of a pull request at its head, else at the commit that the workflow runs for. */
export function checkReport(validated: Validated, { commit }: Runner, head?: string): CheckReport {
  const { files, findings, comparison } = validated;
  return {
    verdict: verdictOf(validated),
    files,
    findings,
    changes: comparison?.changes,
    cards: comparison?.promotions.map(({ card }) => card) ?? [],
    base: comparison?.base,
    head: head ?? comparison?.headCommit ?? commit,
  };
}
