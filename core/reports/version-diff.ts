import type { MetricDelta } from "../diff/metrics.ts";
import type { NamedSides, SideBySide } from "../diff/side-by-side.ts";
import type { VersionDiff } from "../diff/versions.ts";
import { shorten } from "../text/escape.ts";
import { plainText } from "../text/plain-text.ts";
import { formatBytes } from "../text/quantities.ts";
import type { Style } from "../text/style.ts";
import { renderTable } from "../text/table.ts";

/** The longest value that is shown whole. */
const MAX_CHARACTERS = 80;

/** Rows of one section that are shown before the rest is counted. */
const MAX_ROWS = 20;

/** How two versions differ, for a terminal: what got better or worse first, then what made the difference. */
export function renderVersionDiff(diff: VersionDiff, style: Style): string {
  const { now, proposed } = diff;
  const sections = [
    `${style.bold(plainText(`${now.model} ${now.version}`))} → ${style.bold(plainText(`${proposed.model} ${proposed.version}`))}`,
    diff.metrics.length === 0 ? undefined : metricsTable(diff, style),
    section(
      "data",
      diff.datasets.map(({ dataset, role, ...sides }) => `${dataset} (${role})  ${sideText(sides)}`),
      style,
    ),
    section("parameters", diff.parameters.map(namedText), style),
    section("code", codeLines(diff), style),
    section(
      "environment",
      [...diff.environment.settings, ...diff.environment.packages.map(pinned)].map(namedText),
      style,
    ),
    section("signature", signatureLines(diff), style),
    section("artifacts", diff.artifacts.map(artifactLine), style),
  ].filter((part) => part !== undefined);
  return sections.length > 1
    ? sections.join("\n\n")
    : `${sections.join("")}\n\nThe two are the same in all that is recorded.`;
}

/**
 * A metric's change in words.
 *
 * @example metricWords(delta) // "+0.0092 better"
 */
export function metricWords({ delta, judgement }: MetricDelta): string {
  const difference = delta === undefined ? "" : `${delta > 0 ? "+" : ""}${String(delta)} `;
  switch (judgement) {
    case "better":
    case "worse":
      return `${difference}${judgement}`;
    case "same":
      return "same";
    case "unknown-direction":
      return `${difference}(model.yaml names no direction)`;
    case "added":
      return "new";
    case "removed":
      return "missing";
  }
}

/** The direction in which a metric is better, as an arrow. */
export function goalArrow(goal: MetricDelta["goal"]): string {
  return goal === undefined ? "" : goal === "maximize" ? " ↑" : " ↓";
}

function metricsTable({ metrics, now, proposed }: VersionDiff, style: Style): string {
  return renderTable({
    columns: [
      { title: "metric" },
      { title: now.version, align: "right" },
      { title: proposed.version, align: "right" },
      { title: "" },
    ],
    rows: metrics.map((metric) => [
      `${metric.name}${goalArrow(metric.goal)}`,
      String(metric.now ?? "–"),
      String(metric.proposed ?? "–"),
      metricWords(metric),
    ]),
    style,
  });
}

function section(title: string, lines: readonly string[], style: Style): string | undefined {
  if (lines.length === 0) return undefined;
  const shown = lines.slice(0, MAX_ROWS).map((line) => `  ${plainText(line)}`);
  const more = lines.length > MAX_ROWS ? [`  … and ${lines.length - MAX_ROWS} more`] : [];
  return [style.dim(title), ...shown, ...more].join("\n");
}

/** A package that no version was asked of. */
function pinned(sides: NamedSides<string>): NamedSides<string> {
  return { ...sides, now: versionText(sides.now), proposed: versionText(sides.proposed) };
}

function versionText(version: string | undefined): string | undefined {
  return version === "" ? "any version" : version;
}

function namedText({ name, ...sides }: NamedSides<unknown>): string {
  return `${name}  ${sideText(sides)}`;
}

function sideText({ change, now, proposed }: SideBySide<unknown>): string {
  if (change === "added") return `${valueText(proposed)} (new)`;
  return change === "removed" ? `${valueText(now)} (gone)` : `${valueText(now)} → ${valueText(proposed)}`;
}

function valueText(value: unknown): string {
  return shorten(typeof value === "string" && value !== "" ? value : JSON.stringify(value), MAX_CHARACTERS);
}

function codeLines({ code, ...versions }: VersionDiff): string[] {
  if (code === undefined) return [];
  const { now, proposed, dirty, range } = code;
  const commits =
    range === undefined
      ? sideText({ change: code.change, now: now?.commit, proposed: proposed?.commit })
      : `${range.from.slice(0, 7)}…${range.to.slice(0, 7)} ${range.repository ?? ""}`;
  const uncommitted = (["now", "proposed"] as const).flatMap((side) => (dirty[side] ? [versions[side]] : []));
  return [
    commits.trimEnd(),
    ...uncommitted.map(({ model, version }) => `${model} ${version} was trained with uncommitted changes`),
  ];
}

function signatureLines({ signature }: VersionDiff): string[] {
  if (signature === undefined) return [];
  const changes = signature.changes.map(
    ({ part, column, judgement, reason }) =>
      `${judgement === "breaking" ? "breaking: " : ""}${part} ${column}: ${reason}`,
  );
  return [...changes, ...signature.unknowns];
}

function artifactLine({ path, change, sizeDeltaBytes, now, proposed }: VersionDiff["artifacts"][number]): string {
  if (change === "added") return `${path}  ${formatBytes(proposed?.size ?? 0)} (new)`;
  if (change === "removed") return `${path}  ${formatBytes(now?.size ?? 0)} (gone)`;
  const delta =
    sizeDeltaBytes === 0
      ? "same size, other bytes"
      : `${sizeDeltaBytes > 0 ? "+" : "−"}${formatBytes(Math.abs(sizeDeltaBytes))}`;
  return `${path}  ${delta}`;
}
