import { InputError } from "../core/errors.ts";
import { closest } from "../core/text/suggest.ts";
import type { OptionSpec, OptionSpecs } from "./command.ts";

/** What stood on a command line. */
export interface ReadWords {
  /** By option: true for a flag, the last text, or all texts of a list. */
  readonly values: Readonly<Record<string, boolean | string | readonly string[]>>;
  readonly positionals: readonly string[];
}

/**
 * Reads the words of a command line as Node's own `parseArgs` does when it is strict: `--name value`, `--name=value`,
 * `-n value`, `-nvalue`, `-abc`, and `--` before what is no option. Loading that one takes more time than all else that a
 * short command does.
 *
 * @param command for the pointer to its help; empty before there is one
 * @throws InputError `usage` with what was wrong, and the option that was probably meant
 */
export function readWords(command: string, specs: OptionSpecs, words: readonly string[]): ReadWords {
  const values: Record<string, boolean | string | string[]> = {};
  const positionals: string[] = [];
  const left = [...words];
  const page = command === "" ? "modelyard" : `modelyard ${command}`;
  const usage = (message: string, hint = "") =>
    new InputError({ code: "usage", message, hint: `${hint}See ${page} --help.` });

  /** @param attached what stood in the same word: `--name=attached`, `-nattached` */
  const take = (written: string, [name, spec]: NamedSpec, attached: string | undefined): void => {
    if (spec.type === "flag") {
      if (attached !== undefined) throw usage(`Option '${namesOf(name, spec)}' does not take an argument`);
      values[name] = true;
      return;
    }
    const value = attached ?? left.shift();
    if (value === undefined) throw usage(`Option '${namesOf(name, spec)} <value>' argument missing`);
    if (attached === undefined && looksLikeOption(value)) {
      throw usage(
        `Option '${written}' argument is ambiguous`,
        `To give ${JSON.stringify(value)} as its value, write --${name}=${value}. `,
      );
    }
    if (spec.type === "list") values[name] = [...(Array.isArray(values[name]) ? values[name] : []), value];
    else values[name] = value;
  };

  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === "--") {
      positionals.push(...left);
      break;
    }
    if (!looksLikeOption(word)) {
      positionals.push(word);
    } else if (word.startsWith("--")) {
      const [, name = "", attached] = /^--([^=]+)(?:=([^]*))?$/.exec(word) ?? [];
      const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
      if (spec === undefined) throw unknown(`--${name}`, closest(name, Object.keys(specs)));
      take(`--${name}`, [name, spec], attached);
    } else {
      takeShort(word.slice(1));
    }
  }
  return { values, positionals };

  /** `-abC folder` or `-abCfolder`: flags, and at the end an option with a value. */
  function takeShort(letters: string): void {
    const [letter = ""] = letters;
    const found = Object.entries(specs).find(([, { short }]) => short === letter);
    if (found === undefined) throw unknown(`-${letter}`, undefined);
    const [, spec] = found;
    const rest = letters.slice(letter.length);
    take(`-${letter}`, found, spec.type === "flag" || rest === "" ? undefined : rest);
    if (spec.type === "flag" && rest !== "") takeShort(rest);
  }

  function unknown(written: string, near: string | undefined): InputError {
    return usage(`Unknown option '${written}'`, near === undefined ? "" : `Did you mean --${near}? `);
  }
}

type NamedSpec = readonly [name: string, spec: OptionSpec];

/** `-` alone is a name for standard input. */
function looksLikeOption(word: string): boolean {
  return word.length > 1 && word.startsWith("-");
}

function namesOf(name: string, { short }: OptionSpec): string {
  return short === undefined ? `--${name}` : `-${short}, --${name}`;
}
