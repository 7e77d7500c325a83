import type { ModelVersion } from "../../schemas/generated/types.ts";
import { markdownCode, shorten } from "../text/escape.ts";
import { formatBytes } from "../text/quantities.ts";

interface ReleaseNotesOptions {
  /** The text is never longer, in UTF-16 units. */
  readonly most: number;
}

const MAX_LINES = 20;
const MAX_LINE_LENGTH = 500;
const MAX_NAME_LENGTH = 200;
/** How many rows a list has; the first that lets the whole fit is taken. */
const ROWS = [200, 50, 10, 0] as const;
const CLOSING = "`version.yaml` is the registered entry; `sha256sum -c SHA256SUMS` checks the files.";

/** The notes of a version's release, in Markdown: what the version is, and how to check its files. */
export function renderReleaseNotes(version: ModelVersion, { most }: ReleaseNotesOptions): string {
  const text = renderVersion(version, { most: most - CLOSING.length - 2 });
  return [text, CLOSING].filter((part) => part !== "").join("\n\n");
}

/**
 * What a version is, in Markdown. All text of the version file stands in code spans: it is data.
 *
 * @returns an empty text where not even the shortest form fits
 */
export function renderVersion(version: ModelVersion, { most }: ReleaseNotesOptions): string {
  for (const rows of ROWS) {
    const text = render(version, rows);
    if (text.length <= most) return text;
  }
  return "";
}

function render(version: ModelVersion, mostRows: number): string {
  const { description, metrics = {}, datasets = [], code, signature, artifacts } = version;
  const sections = [
    description === undefined ? undefined : quote(description),
    table("Metrics", ["metric", "value"], Object.entries(metrics), mostRows, ([name, value]) => [
      text(name),
      String(value),
    ]),
    table("Data", ["dataset", "role"], datasets, mostRows, (use) => [
      text(`${use.name ?? use.uri ?? ""} ${use.version ?? use.digest ?? ""}`),
      text(use.role),
    ]),
    code === undefined
      ? undefined
      : `**Code** ${text(`${code.repository ?? ""} ${code.commit}`)}${code.dirty === true ? ", with uncommitted changes" : ""}`,
    columns("Inputs", signature?.inputs, mostRows),
    columns("Outputs", signature?.outputs, mostRows),
    table("Files", ["file", "size", "sha256"], artifacts, mostRows, ({ path, size, sha256 }) => [
      text(path),
      formatBytes(size),
      text(sha256),
    ]),
  ];
  return sections.filter((section) => section !== undefined).join("\n\n");
}

function quote(description: string): string {
  const lines = description.split(/\r?\n/).filter((line) => line.trim() !== "");
  const shown = lines.slice(0, MAX_LINES).map((line) => `> ${markdownCode(shorten(line, MAX_LINE_LENGTH))}`);
  return [...shown, ...(lines.length > MAX_LINES ? ["> …"] : [])].join("\n>\n");
}

function columns(
  title: string,
  fields: NonNullable<ModelVersion["signature"]>["inputs"],
  most: number,
): string | undefined {
  if (fields === undefined || fields.length === 0) return undefined;
  const shown = fields.slice(0, most).map(({ name, type, dtype, shape, optional }) => {
    const kind = type ?? `${dtype ?? ""}[${(shape ?? []).join(", ")}]`;
    return text(`${name ?? ""}: ${kind}${optional === true ? "?" : ""}`);
  });
  const more = fields.length > most ? [`${fields.length - most} more`] : [];
  return `**${title}** ${[...shown, ...more].join(", ")}`;
}

function table<Item>(
  title: string,
  header: readonly string[],
  items: readonly Item[],
  most: number,
  describe: (item: Item) => readonly string[],
): string | undefined {
  if (items.length === 0) return undefined;
  const lines = items.slice(0, most).map((item) => `| ${describe(item).join(" | ")} |`);
  if (lines.length === 0) return `**${title}** ${items.length}, in \`version.yaml\``;
  const more = items.length > most ? `\n\n… and ${items.length - most} more.` : "";
  return `### ${title}\n\n| ${header.join(" | ")} |\n|${header.map(() => "---|").join("")}\n${lines.join("\n")}${more}`;
}

function text(untrusted: string): string {
  return markdownCode(shorten(untrusted.trim(), MAX_NAME_LENGTH)) || "–";
}
