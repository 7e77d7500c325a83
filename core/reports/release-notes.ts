import type { ModelVersion } from "../../schemas/generated/types.ts";
import { formatBytes } from "./quantities.ts";

/** The notes of a version's release, in Markdown. All text of the version file stands in code spans: it is data. */
export function renderReleaseNotes(version: ModelVersion): string {
  const sections = [
    version.description === undefined
      ? undefined
      : version.description
          .split(/\r?\n/)
          .map((line) => `> ${code(line)}`)
          .join("\n> \n"),
    table(
      "Metrics",
      ["metric", "value"],
      Object.entries(version.metrics ?? {}).map(([name, value]) => [code(name), String(value)]),
    ),
    table(
      "Data",
      ["dataset", "role"],
      (version.datasets ?? []).map((use) => [
        code(`${use.name ?? use.uri ?? ""} ${use.version ?? use.digest ?? ""}`),
        code(use.role),
      ]),
    ),
    version.code === undefined
      ? undefined
      : `**Code** ${code(`${version.code.repository ?? ""} ${version.code.commit}`.trim())}${version.code.dirty === true ? ", with uncommitted changes" : ""}`,
    signature("Inputs", version.signature?.inputs),
    signature("Outputs", version.signature?.outputs),
    table(
      "Files",
      ["file", "size", "sha256"],
      version.artifacts.map(({ path, size, sha256 }) => [code(path), formatBytes(size), code(sha256)]),
    ),
    "`version.yaml` is the registered entry; `sha256sum -c SHA256SUMS` checks the files.",
  ];
  return sections.filter((section) => section !== undefined).join("\n\n");
}

function signature(title: string, fields: NonNullable<ModelVersion["signature"]>["inputs"]): string | undefined {
  if (fields === undefined || fields.length === 0) return undefined;
  const columns = fields.map(({ name, type, dtype, shape, optional }) => {
    const kind = type ?? `${dtype ?? ""}[${(shape ?? []).join(", ")}]`;
    return code(`${name ?? ""}: ${kind}${optional === true ? "?" : ""}`);
  });
  return `**${title}** ${columns.join(", ")}`;
}

const MOST_ROWS = 200;

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string | undefined {
  if (rows.length === 0) return undefined;
  const lines = rows.slice(0, MOST_ROWS).map((row) => `| ${row.join(" | ")} |`);
  const more = rows.length > MOST_ROWS ? `\n\n… and ${rows.length - MOST_ROWS} more.` : "";
  return `### ${title}\n\n| ${columns.join(" | ")} |\n|${columns.map(() => "---|").join("")}\n${lines.join("\n")}${more}`;
}

/** Text as a code span that nothing in it can leave, in a table or out of one. */
function code(text: string): string {
  const flat = text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll("|", "\\|")
    .trim();
  if (flat === "") return "–";
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = flat.startsWith("`") || flat.endsWith("`") ? " " : "";
  return `${fence}${pad}${flat}${pad}${fence}`;
}
