import type { ImportProblem } from "../core/import/foreign.ts";
import { compareText } from "../core/text/order.ts";
import { escapeTerminal } from "../core/text/escape.ts";
import { countFindings, renderFindings } from "../core/reports/findings-terminal.ts";
import { formatBytes, plural } from "../core/text/quantities.ts";
import type { Style } from "../core/text/style.ts";
import type { ImportedVersion } from "../operations/import/import-versions.ts";
import type { Imported } from "../operations/import/import-registry.ts";

/** What an import says to people: what came, model by model, what did not and why, and what to do next. */
export function importText(result: Imported, { dryRun }: { readonly dryRun: boolean }, style: Style): string {
  const lines = [escapeTerminal(result.source), ...modelLines(result, style), "", summary(result, dryRun)];
  const { problems, findings } = result;
  lines.push(...problemLines("Not imported:", problems, { severity: "error", style }));
  lines.push(...problemLines("Worth knowing:", problems, { severity: "notice", style }));
  if (findings.length > 0) {
    lines.push("", renderFindings(findings, style), "", `${countFindings(findings)}: nothing was written.`);
  }
  const notes = result.versions.reduce((sum, version) => sum + version.notes.length, 0);
  if (notes > 0) lines.push("", `${plural(notes, "note")} on files and facts of the versions: --json shows them.`);
  if (result.written) lines.push("", ...next(result));
  return lines.join("\n");
}

function modelLines({ versions, stages, withdrawals }: Imported, style: Style): string[] {
  const models = [...new Set([...versions, ...stages, ...withdrawals].map(({ model }) => model))].sort(compareText);
  return models.map((model) => {
    const of = <Item extends { readonly model: string }>(items: readonly Item[]) =>
      items.filter((item) => item.model === model);
    const [imported, unchanged, refused] = (["imported", "unchanged", "refused"] as const).map((outcome) =>
      of(versions).filter((version) => version.outcome === outcome),
    ) as [ImportedVersion[], ImportedVersion[], ImportedVersion[]];
    const parts = [
      ...(imported.length === 0 ? [] : [`${firstToLast(imported.map(({ version }) => version))} new`]),
      ...(unchanged.length === 0 ? [] : [`${unchanged.length} here already`]),
      ...(refused.length === 0 ? [] : [style.red(`${refused.length} not imported`)]),
      ...of(stages).map(({ stage, value }) => `${stage} ${value ?? "emptied"}`),
      ...of(withdrawals).map(({ version, value }) => `${version} ${value ?? "no longer withdrawn"}`),
    ];
    return `  ${style.bold(escapeTerminal(model))}  ${escapeTerminal(parts.join(" · "))}`;
  });
}

function firstToLast(versions: readonly string[]): string {
  return versions.length <= 4
    ? versions.join(", ")
    : `${versions.slice(0, 3).join(", ")} … ${versions.at(-1)} (${versions.length})`;
}

function summary({ versions, problems, files, store, commits, written }: Imported, dryRun: boolean): string {
  const imported = versions.filter(({ outcome }) => outcome === "imported");
  const isWhole = !problems.some(({ severity }) => severity === "error");
  if (files.length === 0 && versions.length === 0 && isWhole)
    return "It holds no version of a model, so nothing came in.";
  if (files.length === 0) return isWhole ? "Nothing is new: the registry has what there is." : "Nothing new came in.";
  const sizeBytes = imported.reduce((sum, version) => sum + version.sizeBytes, 0);
  const count = imported.reduce((sum, version) => sum + version.files, 0);
  const saved = store === undefined ? "" : `, ${plural(count, "file")} (${formatBytes(sizeBytes)}) in ${store.name}`;
  const how = written
    ? commits > 0
      ? `${plural(commits, "commit")} made`
      : `${plural(files.length, "file")} written`
    : dryRun
      ? `${plural(files.length, "file")} would be written`
      : "nothing written";
  return `${plural(imported.length, "version")}${saved}: ${how}.`;
}

function problemLines(
  title: string,
  problems: readonly ImportProblem[],
  { severity, style }: { readonly severity: ImportProblem["severity"]; readonly style: Style },
): string[] {
  const shown = problems.filter((problem) => problem.severity === severity);
  if (shown.length === 0) return [];
  const paint = severity === "error" ? style.red : style.yellow;
  return [
    "",
    style.bold(title),
    ...shown.flatMap(({ about, message, hint }) => [
      `  ${paint(escapeTerminal(about))}  ${escapeTerminal(message)}`,
      `    ${style.dim(escapeTerminal(hint))}`,
    ]),
  ];
}

function next({ commits }: Imported): string[] {
  if (commits > 0) {
    return [
      "Next: look at them (git log --stat), then push them as they are: a merge or a squash would lose their dates.",
      "  modelyard validate && git push && modelyard publish",
    ];
  }
  return [
    "Next: look at the files, commit them, and publish once they are on the default branch:",
    '  modelyard validate && git add registry && git commit -m "Import models"',
  ];
}
