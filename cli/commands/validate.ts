import { InputError } from "../../core/errors.ts";
import type { Verdict } from "../../core/gates/verdict.ts";
import { renderCardTerminal } from "../../core/reports/card-terminal.ts";
import { countChanges } from "../../core/reports/changes.ts";
import { countFindings, renderFindings } from "../../core/reports/findings-terminal.ts";
import { plainText } from "../../core/text/plain-text.ts";
import { plural } from "../../core/text/quantities.ts";
import type { Style } from "../../core/text/style.ts";
import { fix } from "../../operations/validate/fix.ts";
import { NOBODY_ASKED } from "../../operations/judge/judge.ts";
import { SCHEMA_FOLDER, outdatedSchemas } from "../../operations/workspace/editor-schemas.ts";
import { prefixIn } from "../../operations/workspace/clone.ts";
import { openWorkspace } from "../../operations/workspace/checkout.ts";
import { requireRegistry } from "../../operations/workspace/find-registry.ts";
import { type Validated, validate as validateRegistry, verdictOf } from "../../operations/validate/validate.ts";
import { FORMATS, inFormat } from "./validate-format.ts";
import { type ExitCode, type Terminal, defineCommand } from "../command.ts";

export const validate = defineCommand({
  args: [],
  options: {
    base: { type: "text", value: "REVISION", help: "Check what changes from there, and what that breaks" },
    head: { type: "text", value: "REVISION", help: "Check this commit instead of the working folder" },
    format: {
      type: "text",
      value: "FORMAT",
      default: "text",
      help: "text, json, sarif, or github for annotations",
      completes: FORMATS,
    },
    fix: { type: "flag", help: "First fix in the working folder what can be fixed automatically" },
  },
  details:
    "With --base, only what changes is looked at, and what it breaks elsewhere: that is quick in a registry of any size.\n" +
    "Without, everything is. Every finding names the rule, the file, the line and what to do next; modelyard explain RULE\n" +
    "says why it matters.",
  examples: [
    ["validate", "the working folder"],
    ["validate --base origin/main", "what this branch changes, with your uncommitted edits"],
    ["validate --fix", "quote what needs quotes, and the like; comments and layout stay"],
    ["validate --base main --head my-branch", "two commits, nothing checked out"],
    ["validate --format sarif > findings.sarif", "for code scanning"],
  ],
  async run({ options, folder, terminal }) {
    if (options.head === undefined) await requireRegistry(folder, { mayBeGone: options.base !== undefined });
    if (options.fix) await fixFirst(folder, options.head, terminal);
    if (options.head === undefined) await sayOutdatedSchemas(folder, terminal);
    const result = await validateRegistry({
      ...openWorkspace(folder, { environment: terminal.environment, now: terminal.now() }),
      base: options.base,
      head: options.head,
      people: NOBODY_ASKED,
    });
    const { findings, files, comparison } = result;
    const exitCode = exitCodeOf(result);
    const data = { valid: exitCode === 0, verdict: verdictOf(result), files, findings, ...comparison };
    const prefix = options.format === "text" ? "" : await prefixIn({ kind: "folder", folder });
    return inFormat(options.format, { ...result, prefix }, { exitCode, data, text: describe(result, terminal.style) });
  },
});

/** Beside the answer, and no finding: the registry is as right with them as without. */
async function sayOutdatedSchemas(folder: string, terminal: Terminal): Promise<void> {
  const outdated = await outdatedSchemas(folder);
  if (outdated.length === 0) return;
  const which = outdated.length === 1 ? outdated[0] : `${outdated.length} files in ${SCHEMA_FOLDER}`;
  const differ = outdated.length === 1 ? "differs" : "differ";
  terminal.err(
    `note: ${which} ${differ} from the schemas of this modelyard; for your editor, run modelyard init --upgrade\n`,
  );
}

function exitCodeOf(result: Validated): ExitCode {
  const verdict = verdictOf(result);
  return verdict === "passed" ? 0 : verdict === "failed" ? 1 : 3;
}

function describe({ findings, files, comparison }: Validated, style: Style): string {
  const cards = comparison?.promotions.map(({ card }) => renderCardTerminal(card, style)) ?? [];
  const looked = `${plural(files, "file")}${comparison === undefined ? "" : `, ${countChanges(comparison.changes)} since ${comparison.base}`}`;
  const verdicts =
    comparison?.promotions.map(
      ({ judgement: { promotion, verdict } }) => `${promotion.model} in ${promotion.stage}: ${VERDICT_WORDS[verdict]}`,
    ) ?? [];
  const said = findings.length === 0 ? `${looked}: no findings.` : `${countFindings(findings)} in ${looked}.`;
  const summary = [said, ...verdicts.map((verdict) => `${verdict}.`)].join(" ");
  return [...cards, ...(findings.length === 0 ? [] : [renderFindings(findings, style)]), summary].join("\n\n");
}

const VERDICT_WORDS: Record<Verdict, string> = {
  passed: "may be merged",
  failed: "refused by its gates",
  pending: "waits for time or approval",
  unknown: "some gates could not be checked here",
};

/** Fixes what can be fixed automatically, and says what was done where. */
async function fixFirst(folder: string, head: string | undefined, terminal: Terminal): Promise<void> {
  if (head !== undefined) {
    throw new InputError({
      code: "usage",
      message: "--fix edits files, and a commit never changes",
      hint: "Leave out --head.",
    });
  }
  const { files, untouched } = await fix(folder);
  for (const { path, fixes } of files) {
    for (const finding of fixes)
      terminal.err(`fixed ${path}:${finding.line ?? 1}  ${plainText(finding.fix?.description ?? "")}\n`);
  }
  for (const path of untouched)
    terminal.err(`left ${path} alone: it is registered, and a registered version never changes\n`);
}
