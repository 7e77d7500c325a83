import type { Style } from "../core/text/style.ts";
import type { AnyCommand, OptionSpec, OptionSpecs } from "./command.ts";
import type { CommandEntry } from "./commands/index.ts";
import { COMMON_OPTIONS, usageLine } from "./parse.ts";

/** The page of one command. */
export function commandHelp(entry: CommandEntry, command: AnyCommand, style: Style): string {
  const sections = [`${entry.summary}.`, `${style.bold("Usage:")} ${usageLine(entry.name, command)}`];
  if (command.details !== undefined) sections.push(command.details);
  if (command.args.length > 0) {
    const rows = command.args.map(({ name, help }): [string, string] => [name, help]);
    sections.push(section("Arguments", rows, style));
  }
  sections.push(section("Options", optionRows({ ...command.options, ...COMMON_OPTIONS }), style));
  const examples = command.examples.flatMap(([line, what]) => [`  ${style.dim(`# ${what}`)}`, `  modelyard ${line}`]);
  sections.push(`${style.bold("Examples:")}\n${examples.join("\n")}`);
  return sections.join("\n\n");
}

/** The page of the program. */
export function programHelp(entries: readonly CommandEntry[], style: Style): string {
  const rows = entries.map(({ name, summary }): [string, string] => [name, summary]);
  return [
    "A model registry that lives in a Git repository: promotion is the merge of a pull request.",
    `${style.bold("Usage:")} modelyard COMMAND [options]`,
    section("Commands", rows, style),
    "modelyard COMMAND --help shows a command's options and examples, modelyard --version which modelyard this is.\nExit codes: 0 fine, 1 findings, 2 wrong usage, 3 waiting for time or approval, 4 a server, disk, network or another program failed.",
  ].join("\n\n");
}

function optionRows(options: OptionSpecs): [string, string][] {
  return Object.entries(options).map(([name, spec]) => [optionTitle(name, spec), optionHelp(spec)]);
}

function optionTitle(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? "    " : `-${spec.short}, `;
  return `${short}--${name}${spec.type === "flag" ? "" : ` ${spec.value}`}`;
}

function optionHelp(spec: OptionSpec): string {
  if (spec.type === "list") return `${spec.help}; may be given several times`;
  return spec.type === "text" && spec.default !== undefined ? `${spec.help} (default: ${spec.default})` : spec.help;
}

function section(title: string, rows: readonly (readonly [string, string])[], style: Style): string {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  const lines = rows.map(([left, right]) =>
    left.length > width ? `  ${left}\n  ${" ".repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
  );
  return `${style.bold(`${title}:`)}\n${lines.join("\n")}`;
}
