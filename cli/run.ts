import { InputError, ModelyardError } from "../core/errors.ts";
import { jsonWithoutCommands, withoutCommandLines } from "../core/reports/workflow-command.ts";
import { plainText } from "../core/text/plain-text.ts";
import { closest } from "../core/text/suggest.ts";
import { locationAbove, withWayOut } from "../operations/workspace/find-registry.ts";
import { parseLocation } from "../operations/workspace/location.ts";
import type { Answer, ExitCode, Terminal } from "./command.ts";
import { COMMANDS, type CommandEntry } from "./commands/index.ts";
import { commandHelp, programHelp } from "./help.ts";
import { COMMON_OPTIONS, parseLine, splitAtCommand } from "./parse.ts";
import { readWords } from "./words.ts";

/** Comes from the scripts that `modelyard completion` prints, and from nobody by hand. */
const COMPLETE = "__complete";

/** Runs one command line and prints its answer. The only place that prints, and that turns errors into exit codes. */
export async function run(words: readonly string[], outer: Terminal, programVersion: string): Promise<ExitCode> {
  const err = (text: string) => {
    outer.err(inert(outer, text));
  };
  const terminal = isInWorkflow(outer) ? { ...outer, err } : outer;
  const json = words.includes("--json");
  try {
    return await dispatch(words, terminal, programVersion);
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
    return printError(error, terminal, json);
  }
}

/** A workflow's runner obeys what stands in its log, and most of what is printed comes from files. */
function isInWorkflow({ environment }: Terminal): boolean {
  return environment["GITHUB_ACTIONS"] === "true";
}

async function dispatch(words: readonly string[], terminal: Terminal, programVersion: string): Promise<ExitCode> {
  if (words[0] === COMPLETE) {
    // What a shell asks at each press of its key, with the words so far.
    const { complete } = await import("./complete.ts");
    return print(terminal, await complete(words.slice(1), terminal.workingFolder));
  }
  const [before, [name, ...rest]] = splitAtCommand(words);
  if (before.includes("--version") || before.includes("-V")) return print(terminal, `${programVersion}\n`);
  if (name === undefined || (name === "help" && rest.length === 0)) {
    // An option that no command has is an error, not a reason to show this page.
    readWords("", COMMON_OPTIONS, before);
    return print(terminal, `${programHelp(COMMANDS, terminal.style)}\n`);
  }
  const entry = findCommand(name === "help" ? (rest[0] ?? "") : name);
  const command = await entry.load();
  const line = parseLine(entry.name, command, name === "help" ? ["--help"] : [...before, ...rest]);
  if (line.help) return print(terminal, `${commandHelp(entry, command, terminal.style)}\n`);
  const named = parseLocation(line.directory ?? ".", terminal.workingFolder);
  // A registry is started where one stands, and not above.
  const location = entry.name === "init" ? named : locationAbove(named);
  // The options were read by the command's own specs: their values have the types that it declared.
  const options = line.options as never;
  const running = command.run({ options, args: line.args, location, terminal: withApiUrl(terminal, line.apiUrl) });
  const answer = await running.catch(async (error: unknown) => {
    // Where a folder is none, or holds no registry, that is the error.
    throw await withWayOut(error, location);
  });
  return printAnswer(answer, terminal, line.json);
}

/** `--api-url` is the variable of the same meaning, for whoever asks the environment. */
function withApiUrl(terminal: Terminal, apiUrl: string | undefined): Terminal {
  if (apiUrl === undefined) return terminal;
  return { ...terminal, environment: { ...terminal.environment, GITHUB_API_URL: apiUrl } };
}

/** What other tools call it, and how it is called here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  add: "draft",
  archive: "withdraw",
  check: "validate",
  compare: "diff",
  create: "draft",
  delete: "withdraw",
  deploy: "pull",
  download: "pull",
  fetch: "pull",
  get: "pull",
  lint: "validate",
  list: "show",
  log: "history",
  ls: "show",
  register: "draft",
  remove: "withdraw",
  rm: "withdraw",
  status: "show",
  tag: "promote",
};

function findCommand(name: string): CommandEntry {
  const entry = COMMANDS.find((each) => each.name === name);
  if (entry !== undefined) return entry;
  if (Object.hasOwn(ELSEWHERE, name)) {
    throw new InputError({
      code: "usage",
      message: `There is no command ${name}`,
      hint: `Here it is modelyard ${ELSEWHERE[name]}: see modelyard ${ELSEWHERE[name]} --help.`,
    });
  }
  const near = closest(
    name,
    COMMANDS.map((each) => each.name),
  );
  const hint = near === undefined ? "" : `Did you mean ${near}? `;
  throw new InputError({
    code: "usage",
    message: `There is no command ${plainText(name)}`,
    hint: `${hint}See modelyard --help.`,
  });
}

function print(terminal: Terminal, text: string): ExitCode {
  terminal.out(inert(terminal, text));
  return 0;
}

function printAnswer({ data, text, exitCode, form }: Answer, terminal: Terminal, json: boolean): ExitCode {
  const [shown, as] = json ? [JSON.stringify(data, null, 2), "json" as const] : [text, form];
  if (shown !== "") terminal.out(inert(terminal, shown.endsWith("\n") ? shown : `${shown}\n`, as));
  return exitCode;
}

/** What a workflow's runner shows and does not obey; without one, the text as it is. */
function inert(terminal: Terminal, text: string, form?: Answer["form"]): string {
  if (!isInWorkflow(terminal) || form === "commands") return text;
  return form === "json" ? jsonWithoutCommands(text) : withoutCommandLines(text);
}

function printError(error: ModelyardError, terminal: Terminal, json: boolean): ExitCode {
  const { code, message, hint, path, line } = error;
  if (json) {
    const text = JSON.stringify({ error: { code, message, hint, path, line } }, null, 2);
    terminal.out(`${inert(terminal, text, "json")}\n`);
  } else terminal.err(`${terminal.style.red("error:")} ${plainText(message)}\n  ${plainText(hint)}\n`);
  if (!(error instanceof InputError)) return 4;
  return code === "registry-file-broken" ? 1 : 2;
}
