import { problemAt } from "../../registry/file.ts";
import { type Problem, placed } from "../../registry/finding.ts";
import type { SourceText, Span } from "../../yaml/source-text.ts";
import { type ChangeOf, changesOf } from "../change.ts";
import { type ValueChange, describeValueChange } from "../values.ts";
import type { ChangeRule, Comparison } from "./rule.ts";

export const versionChanged: ChangeRule = {
  name: "version-changed",
  severity: "error",
  scope: "change",
  title: "A registered version never changes",
  why: "Stages, deployments and releases name a version and trust that it is what was reviewed and measured. If its file could change, a version could pass every gate and become another one afterwards, and its release would no longer match it. Comments and formatting count as well: the release carries the file's exact bytes.",
  hint: "Put the file back as it is on the default branch, and draft a new version with what should differ. To take a version out of use, withdraw it.",
  *check(comparison: Comparison): Iterable<Problem> {
    for (const change of changesOf(comparison.changes, "version-changed")) {
      const { model, version } = change;
      const hint = `Put the file back, and draft a new version for what should differ (modelyard draft ${model} …).`;
      yield describe(comparison, change, `${model} ${version}`, hint);
    }
    for (const change of changesOf(comparison.changes, "dataset-version-changed")) {
      const { dataset, version } = change;
      const hint = `Put the file back, and add a new version of ${dataset} for what should differ.`;
      yield describe(comparison, change, `${dataset} ${version}`, hint);
    }
  },
};

type VersionChange = ChangeOf<"version-changed" | "dataset-version-changed">;

function describe({ base, head }: Comparison, { path, values }: VersionChange, name: string, hint: string): Problem {
  const message = `${name} is registered and cannot change: ${describeValues(values)}`;
  const [before, after] = [base.files.get(path), head.files.get(path)];
  if (before === undefined || after === undefined) return { path, message, hint };
  const key = values[0]?.key ?? [];
  if (key.length > 0) return problemAt(after, key, { message, hint });
  return { path, ...placed(after.source, firstDifference(before.source, after.source)), message, hint };
}

/** Where two texts part: the whole first line that differs. */
function firstDifference(before: SourceText, after: SourceText): Span {
  let line = 1;
  while (line < after.lineStarts.length && before.line(line) === after.line(line)) line++;
  return { line, column: 1, endLine: line, endColumn: Math.max(1, after.line(line)?.length ?? 0) + 1 };
}

const MAX_VALUES = 3;

function describeValues(values: readonly ValueChange[]): string {
  if (values.length === 0) return "only comments or formatting differ";
  if (values[0]?.key.length === 0) return "the whole file differs";
  const shown = values.slice(0, MAX_VALUES).map((value) => describeValueChange(value));
  const hidden = values.length - shown.length;
  return shown.join(", ") + (hidden > 0 ? ` and ${hidden} more` : "");
}
