import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import packageFile from "../../package.json" with { type: "json" };
import type { Finding } from "../../core/registry/finding.ts";
import { checkHeadline, checkMarkdown } from "../../core/reports/check-markdown.ts";
import { annotationsOf } from "../../core/reports/findings-annotations.ts";
import { sarifLog } from "../../core/reports/findings-sarif.ts";
import { renderFindings } from "../../core/reports/findings-terminal.ts";
import { type GateAnnotation, gateAnnotations } from "../../core/reports/gate-annotations.ts";
import { renderCardTerminal } from "../../core/reports/card-terminal.ts";
import { plainStyle } from "../../core/text/style.ts";
import { type Validated, verdictOf } from "../../operations/validate/validate.ts";
import type { Checkout } from "../../operations/workspace/checkout.ts";
import type { Runner, StepResult } from "../runner.ts";
import type { ValidateInputs } from "./inputs.ts";
import { checkReport } from "./check-report.ts";

/** A summary takes 1 MiB; a character takes at most three bytes of UTF-8 per UTF-16 unit. */
const SUMMARY_UNITS = Math.floor((1024 * 1024) / 3) - 1000;
/** All outputs of a job together may take 50 MB, one of them 1 MB. */
const OUTPUT_UNITS = 300_000;

/** Tells the workflow what a check came to: log, annotations, summary, SARIF, outputs, and whether the step passes. */
export async function reportStep(
  runner: Runner,
  inputs: ValidateInputs,
  { prefix }: Checkout,
  validated: Validated,
): Promise<StepResult> {
  const report = checkReport(validated, runner);
  const findings = validated.findings.map((finding) => ({ ...finding, path: prefix + finding.path }));
  const promotions = validated.comparison?.promotions ?? [];
  const changes = validated.comparison?.changes ?? [];

  for (const { card } of promotions) runner.say(`${renderCardTerminal(card, plainStyle)}\n`);
  if (findings.length > 0) runner.say(`${renderFindings(findings, plainStyle)}\n`);
  runner.say(checkHeadline(report));
  const gates = promotions.flatMap(({ judgement, line }) => gateAnnotations(judgement, { prefix, line }));
  runner.annotate(gates);
  runner.annotate(annotationsOf(findings, { changed: new Set(changes.map(({ path }) => prefix + path)) }));
  await runner.summarize(checkMarkdown(report, { most: SUMMARY_UNITS, rest: "the log has everything" }));
  if (inputs.sarifFile !== undefined) await writeSarif(runner, inputs.sarifFile, { findings, gates });

  const verdict = verdictOf(validated);
  runner.output("valid", String(verdict === "passed"));
  runner.output("verdict", verdict);
  runner.output("changes", jsonList(changes));
  runner.output("findings", jsonList(findings.map(outputFinding)));
  return verdict === "passed" || (verdict !== "failed" && !inputs.failWhilePending) ? "success" : "failure";
}

async function writeSarif(
  runner: Runner,
  path: string,
  { findings, gates }: { readonly findings: readonly Finding[]; readonly gates: readonly GateAnnotation[] },
): Promise<void> {
  const file = resolve(runner.environment["GITHUB_WORKSPACE"] ?? ".", path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(sarifLog(findings, { toolVersion: packageFile.version, gates })));
}

/** Without excerpts and edits, which the file itself and SARIF have. */
function outputFinding({ rule, severity, path, line, column, endLine, endColumn, message, hint }: Finding): object {
  return { rule, severity, path, line, column, endLine, endColumn, message, hint };
}

/** As many items as an output takes. */
function jsonList(items: readonly object[]): string {
  const texts: string[] = [];
  let units = 2;
  for (const item of items) {
    const text = JSON.stringify(item);
    units += text.length + 1;
    if (units > OUTPUT_UNITS) break;
    texts.push(text);
  }
  return `[${texts.join(",")}]`;
}
