import { openStore } from "../../adapters/stores/open.ts";
import { type Verdict, worstOf } from "../../core/gates/verdict.ts";
import { countChanges } from "../../core/reports/changes.ts";
import { countFindings, renderFindings } from "../../core/reports/findings-terminal.ts";
import { plainText } from "../../core/reports/plain-text.ts";
import { plural } from "../../core/reports/quantities.ts";
import type { Style } from "../../core/reports/style.ts";
import { renderTable } from "../../core/reports/table.ts";
import { type JudgedPromotion, NOBODY_ASKED } from "../../operations/judge.ts";
import { type Validated, validate as validateRegistry } from "../../operations/validate.ts";
import { type ExitCode, defineCommand } from "../command.ts";
import { inFormat } from "./validate-format.ts";

export const validate = defineCommand({
  args: [],
  options: {
    base: { type: "text", value: "REVISION", help: "Also check what changes from there" },
    head: { type: "text", value: "REVISION", help: "Check this commit instead of the working folder" },
    format: { type: "text", value: "FORMAT", default: "text", help: "text, json, sarif, or github for annotations" },
  },
  details:
    "Every finding names the rule, the file, the line and what to do next; modelyard explain RULE says why it matters.",
  examples: [
    ["validate", "the working folder"],
    ["validate --base origin/main", "what this branch changes, with your uncommitted edits"],
    ["validate --base main --head my-branch", "two commits, nothing checked out"],
    ["validate --format sarif > findings.sarif", "for code scanning"],
  ],
  async run({ options, folder, terminal }) {
    const result = await validateRegistry({
      folder,
      base: options.base,
      head: options.head,
      people: NOBODY_ASKED,
      openStore: (settings) => openStore(settings, { root: folder, environment: terminal.environment }),
      now: terminal.now().toISOString(),
    });
    const { findings, files, comparison } = result;
    const exitCode = exitCodeOf(result);
    const data = { valid: exitCode === 0, verdict: verdictOf(result), files, findings, ...comparison };
    return inFormat(options.format, result, { exitCode, data, text: describe(result, terminal.style) });
  },
});

function verdictOf({ findings, comparison }: Validated): Verdict {
  const failed: Verdict[] = findings.some(({ severity }) => severity === "error") ? ["failed"] : [];
  return worstOf([...failed, ...(comparison?.promotions.map(({ judgement }) => judgement.verdict) ?? [])]);
}

function exitCodeOf(result: Validated): ExitCode {
  const verdict = verdictOf(result);
  return verdict === "passed" ? 0 : verdict === "failed" ? 1 : 3;
}

function describe({ findings, files, comparison }: Validated, style: Style): string {
  const cards = comparison?.promotions.map((promotion) => gatesText(promotion, style)) ?? [];
  const looked = `${plural(files, "file")}${comparison === undefined ? "" : `, ${countChanges(comparison.changes)} since ${comparison.base}`}`;
  const verdicts =
    comparison?.promotions.map(
      ({ judgement }) => `${judgement.promotion.stage}: ${VERDICT_WORDS[judgement.verdict]}`,
    ) ?? [];
  const said = findings.length === 0 ? `${looked}: no findings.` : `${countFindings(findings)} in ${looked}.`;
  const summary = [said, ...verdicts.map((verdict) => `${verdict}.`)].join(" ");
  return [...cards, ...(findings.length === 0 ? [] : [renderFindings(findings, style)]), summary].join("\n\n");
}

const VERDICT_WORDS: Record<Verdict, string> = {
  passed: "may be merged",
  failed: "refused by its gates",
  pending: "waits for time or people",
  unknown: "waits for what was not seen here",
};

function gatesText({ judgement }: JudgedPromotion, style: Style): string {
  const { promotion, replaces, gates, rollback } = judgement;
  const { model, version, stage } = promotion;
  const head = `${model}: ${replaces ?? "nothing"} → ${version} in ${stage}${rollback ? " (rollback)" : ""}: ${judgement.verdict}`;
  const columns = [{ title: "gate" }, { title: "" }, { title: "why" }];
  return `${plainText(head)}\n\n${renderTable({ columns, rows: gates.map(({ label, verdict, reason }) => [label, verdict, reason]), style })}`;
}
