import { InputError } from "../core/errors.ts";
import type { AnyCommand, ArgumentSpec, OptionSpecs } from "./command.ts";
import { readWords } from "./words.ts";

/** Options that every command has. */
export const COMMON_OPTIONS = {
  directory: {
    type: "text",
    value: "DIR",
    short: "C",
    completes: "folder",
    help: "The registry's folder, or github:OWNER/NAME[@REF]; the current folder unless given",
  },
  "api-url": { type: "text", value: "URL", help: "The REST API of a GitHub Enterprise Server; or set GITHUB_API_URL" },
  json: { type: "flag", help: "Print the result as JSON" },
  help: { type: "flag", short: "h", help: "Show this" },
} as const satisfies OptionSpecs;

/**
 * Options may stand before the command, as git has it: `modelyard -C DIR show` is `modelyard show -C DIR`.
 *
 * @returns the options, and the command with what follows it
 */
export function splitAtCommand(words: readonly string[]): readonly [readonly string[], readonly string[]] {
  let at = 0;
  while (words[at]?.startsWith("-") === true) at += TAKES_THE_NEXT.has(words[at] ?? "") ? 2 : 1;
  return [words.slice(0, at), words.slice(at)];
}

/** Of the options that every command has, those whose value is a word of its own. */
const TAKES_THE_NEXT: ReadonlySet<string> = new Set(["-C", "--directory", "--api-url"]);

export interface ParsedLine {
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly args: readonly string[];
  readonly json: boolean;
  readonly help: boolean;
  readonly directory: string | undefined;
  readonly apiUrl: string | undefined;
}

/**
 * Reads a command's options and arguments.
 *
 * @throws InputError `usage` with what was wrong, and the option that was probably meant
 */
export function parseLine(name: string, command: AnyCommand, words: readonly string[]): ParsedLine {
  const specs: OptionSpecs = { ...command.options, ...COMMON_OPTIONS };
  const { values, positionals } = readWords(name, specs, words);
  const options: Record<string, string | boolean | readonly string[] | undefined> = {};
  for (const [option, spec] of Object.entries(command.options)) {
    const value = values[option];
    if (spec.type === "flag") options[option] = value === true;
    else if (spec.type === "list") options[option] = Array.isArray(value) ? value.map(String) : [];
    else options[option] = typeof value === "string" ? value : spec.default;
  }
  const help = values["help"] === true;
  if (!help) checkArguments(name, command, positionals);
  return {
    options,
    args: positionals,
    json: values["json"] === true,
    help,
    directory: textOf(values["directory"]),
    apiUrl: textOf(values["api-url"]),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function checkArguments(name: string, command: AnyCommand, given: readonly string[]): void {
  const wrong = command.args.findIndex((arg, index) => isWord(arg) && (given[index] ?? arg.name) !== arg.name);
  if (wrong !== -1) {
    throw new InputError({
      code: "usage",
      message: `${JSON.stringify(given[wrong])} stands where ${command.args[wrong]?.name} belongs`,
      hint: `Usage: ${usageLine(name, command)}`,
    });
  }
  const required = command.args.filter(({ optional }) => optional !== true);
  const missing = required[given.length];
  if (missing !== undefined) {
    throw new InputError({
      code: "usage",
      message: `${missing.name} is missing`,
      hint: `Usage: ${usageLine(name, command)}`,
    });
  }
  const extra = given[command.args.length];
  if (extra === undefined) return;
  throw new InputError({
    code: "usage",
    message: `Nothing takes the argument ${JSON.stringify(extra)}`,
    hint: `Usage: ${usageLine(name, command)}`,
  });
}

function isWord({ name }: ArgumentSpec): boolean {
  return name === name.toLowerCase();
}

/** `modelyard promote REF STAGE [options]`. */
export function usageLine(name: string, command: AnyCommand): string {
  const args = command.args.map((arg) => (arg.optional === true ? `[${arg.name}]` : arg.name));
  return ["modelyard", name, ...args, "[options]"].join(" ");
}
