import { countFindings, renderFindings } from "../../core/reports/findings-terminal.ts";
import { plural } from "../../core/reports/quantities.ts";
import type { Style } from "../../core/reports/style.ts";
import { type Validated, validate as validateRegistry } from "../../operations/validate.ts";
import { defineCommand } from "../command.ts";

export const validate = defineCommand({
  args: [],
  options: {
    base: { type: "text", value: "REVISION", help: "Also check what changes from there" },
    head: { type: "text", value: "REVISION", help: "Check this commit instead of the working folder" },
  },
  details:
    "Every finding names the rule, the file, the line and what to do next; modelyard explain RULE says why it matters.",
  examples: [
    ["validate", "the working folder"],
    ["validate --base origin/main", "what this branch changes, with your uncommitted edits"],
    ["validate --base main --head my-branch", "two commits, nothing checked out"],
  ],
  async run({ options, folder, terminal }) {
    const result = await validateRegistry({ folder, base: options.base, head: options.head });
    const { findings, files } = result;
    const failed = findings.some(({ severity }) => severity === "error");
    return {
      exitCode: failed ? 1 : 0,
      data: { valid: !failed, files, findings },
      text: describe(result, terminal.style),
    };
  },
});

function describe({ findings, files }: Validated, style: Style): string {
  const looked = plural(files, "file");
  if (findings.length === 0) return `${looked}: nothing to report.`;
  return `${renderFindings(findings, style)}\n\n${countFindings(findings)} in ${looked}.`;
}
