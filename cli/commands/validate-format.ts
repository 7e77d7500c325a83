import packageFile from "../../package.json" with { type: "json" };
import { InputError } from "../../core/errors.ts";
import { annotationsOf } from "../../core/reports/findings-annotations.ts";
import { gateAnnotations } from "../../core/reports/gate-annotations.ts";
import { sarifLog } from "../../core/reports/findings-sarif.ts";
import { workflowCommand } from "../../core/reports/workflow-command.ts";
import type { Validated } from "../../operations/validate/validate.ts";
import type { Answer } from "../command.ts";

/** What `--format` takes. */
export const FORMATS = ["text", "json", "sarif", "github"] as const;

/**
 * The answer of `validate` in the form that was asked for.
 *
 * @param prefix where the registry lies in its repository, with a closing slash; empty for its root
 * @throws InputError `usage`
 */
export function inFormat(
  format: string,
  { prefix, ...validated }: Validated & { readonly prefix: string },
  answer: Answer,
): Answer {
  const { comparison } = validated;
  const findings = validated.findings.map((finding) => ({ ...finding, path: prefix + finding.path }));
  const gates = (comparison?.promotions ?? []).flatMap(({ judgement, line }) =>
    gateAnnotations(judgement, { prefix, line }),
  );
  const known = FORMATS.find((name) => name === format);
  switch (known) {
    case "text":
      return answer;
    case "json":
      return { ...answer, form: "json", text: JSON.stringify(answer.data, null, 2) };
    case "sarif": {
      const log = sarifLog(findings, { toolVersion: packageFile.version, gates });
      return { ...answer, data: log, form: "json", text: JSON.stringify(log, null, 2) };
    }
    case "github": {
      const changed = new Set(comparison?.changes.map(({ path }) => prefix + path));
      const text = [...gates, ...annotationsOf(findings, { changed })].map(workflowCommand).join("\n");
      return { ...answer, form: "commands", text };
    }
    case undefined:
      throw new InputError({
        code: "usage",
        message: `There is no format ${JSON.stringify(format)}`,
        hint: `--format takes ${FORMATS.join(", ")}.`,
      });
  }
}
