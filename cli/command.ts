import type { Style } from "../core/text/style.ts";
import { type Location, folderOf } from "../operations/workspace/location.ts";

/** What the command line takes from the world; nothing else in cli/ touches `process`. */
export interface Terminal {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether people watch: progress and colour make sense only then. */
  readonly interactive: boolean;
  readonly style: Style;
  out(text: string): void;
  err(text: string): void;
  now(): Date;
  /** Milliseconds from some moment on, for how long something takes: unlike the time of day, it is never set back. */
  elapsedMs(): number;
}

/** 0 fine · 1 findings · 2 wrong usage · 3 waiting for time or approval · 4 a server, disk, network or another program failed. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** What may stand in a place, for completion in shells: names that the registry has, paths, or one of some words. */
export type Completes =
  | "model"
  | "reference"
  | "model-or-reference"
  | "stage"
  | "dataset"
  | "rule"
  | "file"
  | "folder"
  | readonly string[];

interface ValueSpec {
  /** In capitals, as in the help; FILE, PATH and DIR complete themselves. */
  readonly value: string;
  readonly help: string;
  readonly short?: string;
  readonly completes?: Completes;
}

export type OptionSpec =
  | { readonly type: "flag"; readonly help: string; readonly short?: string }
  | (ValueSpec & { readonly type: "text"; readonly default?: string })
  | (ValueSpec & { readonly type: "list" });

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type OptionValue<Spec extends OptionSpec> = Spec extends { type: "flag" }
  ? boolean
  : Spec extends { type: "list" }
    ? readonly string[]
    : Spec extends { default: string }
      ? string
      : string | undefined;

export type OptionValues<Specs extends OptionSpecs> = { readonly [Name in keyof Specs]: OptionValue<Specs[Name]> };

export interface ArgumentSpec {
  /** In capitals, as in the usage line; in small letters a word that stands there as it is. */
  readonly name: string;
  readonly help: string;
  readonly optional?: boolean;
  readonly completes?: Completes;
}

interface Given<Specs extends OptionSpecs> {
  readonly options: OptionValues<Specs>;
  /** As many as the command declares at most; those that are not optional are there. */
  readonly args: readonly string[];
  readonly terminal: Terminal;
}

/** What a command gets that works in a folder. */
export interface FolderInvocation<Specs extends OptionSpecs> extends Given<Specs> {
  /** `-C`: the registry's root, absolute. */
  readonly folder: string;
}

/** What a command gets that works wherever the registry is. */
export interface Invocation<Specs extends OptionSpecs> extends Given<Specs> {
  /** `-C`: a folder, or a repository on GitHub. */
  readonly location: Location;
}

/** What a command has to say: text for people or data for programs, from the same result. */
export interface Answer {
  readonly exitCode: ExitCode;
  /** Printed with --json. */
  readonly data: unknown;
  /** Printed otherwise; empty: nothing. */
  readonly text: string;
  /** What the text is, where it is no plain text: commands are for a workflow's runner to obey. */
  readonly form?: "json" | "commands";
}

interface Description<Specs extends OptionSpecs> {
  readonly args: readonly ArgumentSpec[];
  readonly options: Specs;
  /** Paragraphs below the usage line. */
  readonly details?: string;
  /** Command lines without the program's name, each with what it does. */
  readonly examples: readonly (readonly [commandLine: string, what: string])[];
}

/** A command as a value; the functions that define one tie the types of its options to its `run`. */
export interface Command<Specs extends OptionSpecs = OptionSpecs> extends Description<Specs> {
  run(invocation: Invocation<Specs>): Promise<Answer>;
}

/** A command whose options are known only to itself. */
export type AnyCommand = Description<OptionSpecs> & { run(invocation: Invocation<never>): Promise<Answer> };

/** Defines a command that works on files, and so in a folder alone. */
export function defineCommand<const Specs extends OptionSpecs>(
  command: Description<Specs> & { run(invocation: FolderInvocation<Specs>): Promise<Answer> },
): AnyCommand {
  return defineRemoteCommand<Specs>({
    ...command,
    run: ({ location, ...given }) => command.run({ ...given, folder: folderOf(location) }),
  });
}

/** Defines a command that works on GitHub without a clone too. */
export function defineRemoteCommand<const Specs extends OptionSpecs>(command: Command<Specs>): AnyCommand {
  return command;
}
