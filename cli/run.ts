import { InputError, ModelyardError } from "../core/errors.ts";
import { plainText } from "../core/text/plain-text.ts";
import { closest } from "../core/text/suggest.ts";
import { parseLocation } from "../operations/workspace/location.ts";
import type { Answer, ExitCode, Terminal } from "./command.ts";
import { COMMANDS, type CommandEntry } from "./commands/index.ts";
import { commandHelp, programHelp } from "./help.ts";
import { COMMON_OPTIONS, parseLine, splitAtCommand } from "./parse.ts";
import { readWords } from "./words.ts";

/** Comes from the scripts that `modelyard completion` prints, and from nobody by hand. */
const COMPLETE = "__complete";

/** Runs one command line and prints its answer. The only place that prints, and that turns errors into exit codes. */
export async function run(words: readonly string[], terminal: Terminal, programVersion: string): Promise<ExitCode> {
  const json = words.includes("--json");
  try {
    return await dispatch(words, terminal, programVersion);
  } catch (error) {
    if (!(error instanceof ModelyardError)) throw error;
    return printError(error, terminal, json);
  }
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
  const location = parseLocation(line.directory ?? ".", terminal.workingFolder);
  // The options were read by the command's own specs: their values have the types that it declared.
  const options = line.options as never;
  const running = command.run({ options, args: line.args, location, terminal: withApiUrl(terminal, line.apiUrl) });
  const answer = await running.catch(async (error: unknown) => {
    // Where a folder is none, or holds no registry, that is what is told, and the one that was probably meant.
    const { withWayOut } = await import("../operations/workspace/find-registry.ts");
    throw await withWayOut(error, location, terminal.workingFolder);
  });
  return printAnswer(answer, terminal, line.json);
}

/** `--api-url` is the variable of the same meaning, for whoever asks the environment. */
function withApiUrl(terminal: Terminal, apiUrl: string | undefined): Terminal {
  if (apiUrl === undefined) return terminal;
  return { ...terminal, environment: { ...terminal.environment, GITHUB_API_URL: apiUrl } };
}

function findCommand(name: string): CommandEntry {
  const entry = COMMANDS.find((each) => each.name === name);
  if (entry !== undefined) return entry;
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
  terminal.out(text);
  return 0;
}

function printAnswer({ data, text, exitCode }: Answer, terminal: Terminal, json: boolean): ExitCode {
  if (json) terminal.out(`${JSON.stringify(data, null, 2)}\n`);
  else if (text !== "") terminal.out(text.endsWith("\n") ? text : `${text}\n`);
  return exitCode;
}

function printError(error: ModelyardError, terminal: Terminal, json: boolean): ExitCode {
  const { code, message, hint, path, line } = error;
  if (json) terminal.out(`${JSON.stringify({ error: { code, message, hint, path, line } }, null, 2)}\n`);
  else terminal.err(`${terminal.style.red("error:")} ${plainText(message)}\n  ${plainText(hint)}\n`);
  if (!(error instanceof InputError)) return 4;
  return code === "registry-file-broken" ? 1 : 2;
}
