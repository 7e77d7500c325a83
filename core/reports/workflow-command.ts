import type { Annotation } from "./findings-annotations.ts";

/**
 * Text that a workflow's runner shows and does not obey. A runner takes `::name::` at the beginning of a line for a
 * command, and `##[name]` anywhere in it.
 *
 * @example withoutCommands("churn ##[set-output name=valid]true") // "churn ## [set-output name=valid]true"
 */
export function withoutCommands(text: string): string {
  return text.replaceAll(/:(?=:)/g, ": ").replaceAll("##[", "## [");
}

/**
 * `withoutCommands` for what a program in a workflow prints, of which somebody may take every line for data: `::` stays
 * where no command can begin.
 *
 * @example withoutCommandLines("a::b\n ::warning::c") // "a::b\n : :warning::c"
 */
export function withoutCommandLines(text: string): string {
  return text.replaceAll(LINE_OF_COMMAND, "$1: ").replaceAll("##[", "## [");
}

/** The runner looks behind the spaces that a line begins with, and takes each of these for the end of one. */
const LINE_OF_COMMAND = /((?:^|[\n\r\u2028\u2029])[^\S\n\r\u2028\u2029]*):(?=:)/g;

/** JSON in which no runner finds a command, and which says the same. */
export function jsonWithoutCommands(json: string): string {
  return json.replaceAll("##[", String.raw`##\u005b`);
}

/**
 * An annotation as the line that a workflow's runner understands
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 *
 * @example
 * workflowCommand({ level: "error", file: "registry/registry.yaml", line: 2, title: "schema", message: "name is missing" })
 * // "::error title=schema,file=registry/registry.yaml,line=2::name is missing"
 */
export function workflowCommand({ level, message, ...place }: Annotation): string {
  const { title, file, line, endLine, column, endColumn } = place;
  // The runner counts the last column in, a finding does not.
  const lastColumn = endColumn === undefined || column === undefined ? undefined : Math.max(column, endColumn - 1);
  const properties = Object.entries({ title, file, line, endLine, col: column, endColumn: lastColumn })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(withoutCommands(String(value)))}`);
  return `::${level} ${properties.join(",")}::${escapeData(withoutCommands(message))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
