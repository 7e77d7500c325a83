import { ModelyardError } from "../core/errors.ts";
import { CATALOGUE } from "../core/reports/rules-page.ts";
import { locationAbove } from "../operations/workspace/find-registry.ts";
import { parseLocation } from "../operations/workspace/location.ts";
import { type RegistryNames, registryNames } from "../operations/deliver/completion-names.ts";
import type { Completes, OptionSpec, OptionSpecs } from "./command.ts";
import { COMMANDS } from "./commands/index.ts";
import { COMMON_OPTIONS, splitAtCommand } from "./parse.ts";

/** A word that may come next, and what it is, for shells that show it. */
type Candidate = readonly [word: string, what: string];

/** Paths are the shell's own affair. */
type Paths = "file" | "folder";

/**
 * What may stand in the place of the last of some words, which is typed so far: a line for each, `word<tab>what it is`, or
 * the one line `:file` or `:folder`. Whatever is wrong with the words or the registry, there is just nothing to offer.
 *
 * @param words all behind the program's name, the last one perhaps empty
 * @example await complete(["promote", "churn@st"], "/srv/models") // "churn@staging\t\n"
 */
export async function complete(words: readonly string[], workingFolder: string): Promise<string> {
  const found = await candidates(words, workingFolder).catch((error: unknown) => {
    if (error instanceof ModelyardError) return [];
    throw error;
  });
  if (typeof found === "string") return `:${found}\n`;
  const typed = words.at(-1) ?? "";
  // The shell puts the word into its line as it is: a name that could be more than a name there is none to offer.
  const safe = found.filter(([word]) => word.startsWith(typed) && /^[\w@%+=:,./-]+$/.test(word));
  return safe.map(([word, what]) => `${word}\t${what}\n`).join("");
}

async function candidates(words: readonly string[], workingFolder: string): Promise<readonly Candidate[] | Paths> {
  const typed = words.at(-1) ?? "";
  const [leading, [name, ...rest]] = splitAtCommand(words.slice(0, -1));
  const entry = COMMANDS.find((command) => command.name === name);
  if (name !== undefined && name !== "help" && entry === undefined) return [];
  const command = await entry?.load();
  const specs: OptionSpecs = { ...command?.options, ...COMMON_OPTIONS };
  const line = readSoFar([...leading, ...rest], specs);
  const location = locationAbove(parseLocation(line.directory ?? ".", workingFolder));
  const names = registryNames(location);

  if (line.awaiting !== undefined) return ofPlace(completesOf(line.awaiting), typed, names);
  const [, option, value] = /^--([^=]+)=([^]*)$/.exec(line.isPlain ? "" : typed) ?? [];
  if (option !== undefined && value !== undefined) {
    const found = await ofPlace(completesOf(specs[option]), value, names);
    return typeof found === "string" ? found : found.map(([word, what]) => [`--${option}=${word}`, what]);
  }
  if (typed.startsWith("-") && !line.isPlain) return optionsLeft(specs, line.given);
  if (command === undefined)
    return line.positionals > 0 ? [] : COMMANDS.map(({ name: word, summary }) => [word, summary]);
  const arg = command.args[line.positionals];
  return arg === undefined
    ? []
    : ofPlace(arg.name === arg.name.toLowerCase() ? [arg.name] : arg.completes, typed, names);
}

interface LineSoFar {
  readonly given: ReadonlySet<string>;
  readonly positionals: number;
  /** The option whose value comes next. */
  readonly awaiting: OptionSpec | undefined;
  /** Behind `--`, nothing is an option. */
  readonly isPlain: boolean;
  readonly directory: string | undefined;
}

/** Reads what may still become a command line: unlike in one that is run, nothing is wrong with it. */
function readSoFar(words: readonly string[], specs: OptionSpecs): LineSoFar {
  const given = new Set<string>();
  let [positionals, isPlain] = [0, false];
  let awaiting: readonly [string, OptionSpec] | undefined;
  let directory: string | undefined;
  for (const word of words) {
    if (awaiting !== undefined) {
      if (awaiting[0] === "directory") directory = word;
      awaiting = undefined;
    } else if (isPlain || !word.startsWith("-") || word === "-") positionals += 1;
    else if (word === "--") isPlain = true;
    else {
      const [, long, short = "", attached] = /^(?:--([^=]+)|-(.))(?:=?([^]+))?$/.exec(word) ?? [];
      const found = Object.entries(specs).find(([name, spec]) =>
        long === undefined ? spec.short === short : name === long,
      );
      if (found === undefined) continue;
      given.add(found[0]);
      if (found[1].type !== "flag" && attached === undefined) awaiting = found;
      else if (found[0] === "directory") directory = attached;
    }
  }
  return { given, positionals, awaiting: awaiting?.[1], isPlain, directory };
}

function optionsLeft(specs: OptionSpecs, given: ReadonlySet<string>): readonly Candidate[] {
  const left = Object.entries(specs).filter(([name, { type }]) => type === "list" || !given.has(name));
  return left.map(([name, { help }]) => [`--${name}`, help]);
}

function completesOf(spec: OptionSpec | undefined): Completes | undefined {
  if (spec === undefined || spec.type === "flag") return undefined;
  return spec.completes ?? (spec.value === "DIR" ? "folder" : /^(?:FILE|PATH)$/.test(spec.value) ? "file" : undefined);
}

async function ofPlace(
  completes: Completes | undefined,
  typed: string,
  names: RegistryNames | undefined,
): Promise<readonly Candidate[] | Paths> {
  if (completes === "file" || completes === "folder") return completes;
  if (typeof completes === "object") return plain(completes);
  if (completes === "rule") return CATALOGUE.map(({ name, title }) => [name, title]);
  if (completes === undefined || names === undefined) return [];
  switch (completes) {
    case "model":
      return plain(await names.models());
    case "stage":
      return plain(await names.stages());
    case "dataset":
      return plain(await names.datasets());
    case "reference":
    case "model-or-reference": {
      const [model, selector] = typed.split("@", 2);
      if (model !== undefined && selector !== undefined) {
        return plain((await names.selectors(model)).map((each) => `${model}@${each}`));
      }
      const models = await names.models();
      return plain([...(completes === "reference" ? [] : models), ...models.map((each) => `${each}@`)]);
    }
  }
}

function plain(words: readonly string[]): readonly Candidate[] {
  return words.map((word) => [word, ""]);
}
